package io.weightloom.spec.settings;

import io.weightloom.text.FileNames;
import io.weightloom.text.KebabCase;
import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * What a setting takes. A value has a typed form, of which records are made, and a plain form that JSON can hold: a
 * {@code Long}, {@code Double}, {@code String}, or a list or a map of these.
 *
 * @param <T> the typed form
 */
public sealed interface Kind<T>
        permits Column,
                Kind.Decimal,
                Kind.Text,
                Kind.Whole,
                Kind.Word,
                LayerWidths,
                LayerWidths.One,
                ListOf,
                OneOf,
                OrWord,
                Possible,
                ScalingKind {

    /** Characters of a number at most; longer ones take long to be read. */
    int LONGEST_NUMBER = 400;

    /** The plain form of what was given; empty if it is not allowed. */
    Optional<Object> read(SettingNode given);

    /** The typed form of a plain one. */
    T typed(Object plain);

    /** The plain form of a typed one. */
    Object plain(T typed);

    /** What is allowed, to stand after "must be". */
    String allowed();

    /** The words that are allowed, where only some are. */
    default List<String> words() {
        return List.of();
    }

    /** The kind of its numbers, {@link Whole} or {@link Decimal}; empty if it takes others, or none. */
    default Optional<Kind<?>> numeric() {
        return this instanceof Whole || this instanceof Decimal ? Optional.of(this) : Optional.empty();
    }

    /** Why this, which looks as if it were allowed, is not; empty if there is no more to say. */
    default Optional<String> reason(SettingNode given) {
        return Optional.empty();
    }

    /** What is allowed, as a JSON Schema. */
    Map<String, Object> schema();

    /** Whole numbers in this interval, which must lie within those of an {@code int}. */
    static Kind<Integer> whole(String interval) {
        return new Whole<>(Interval.of(interval), Math::toIntExact);
    }

    /** Whole numbers in this interval. */
    static Kind<Long> large(String interval) {
        return new Whole<>(Interval.of(interval), number -> number);
    }

    /** Numbers in this interval. */
    static Kind<Double> decimal(String interval) {
        return new Decimal(Interval.of(interval));
    }

    /** The constants of an enumeration, in kebab-case. */
    static <T extends Enum<T>> Kind<T> word(Class<T> type) {
        Map<String, T> words = new LinkedHashMap<>();
        for (T constant : type.getEnumConstants()) {
            words.put(KebabCase.of(constant), constant);
        }
        return new Word<>(words);
    }

    /** One of these words. */
    static Kind<String> word(List<String> words) {
        Map<String, String> same = new LinkedHashMap<>();
        words.forEach(word -> same.put(word, word));
        return new Word<>(same);
    }

    /** The constants of an enumeration, by their texts. */
    static <T extends Enum<T>> Kind<T> sign(Class<T> type) {
        Map<String, T> signs = new LinkedHashMap<>();
        for (T constant : type.getEnumConstants()) {
            signs.put(constant.toString(), constant);
        }
        return new Word<>(signs);
    }

    /** Any text, perhaps none. */
    static Kind<String> text() {
        return new Text<>("text, in quotes if it looks like a number or a yes or no", 0, Function.identity());
    }

    /** Text that is not blank; "must be" and what is allowed is the message if something else is given. */
    static Kind<String> name(String allowed) {
        return new Text<>(allowed, 1, Function.identity());
    }

    /**
     * Text that a form is made of, which gives the text again, or refuses it by an {@code IllegalArgumentException}.
     */
    static <T> Kind<T> form(String allowed, Function<String, T> form) {
        return new Text<>(allowed, 1, form);
    }

    /** The same of text that may be blank. */
    static <T> Kind<T> sign(String allowed, Function<String, T> form) {
        return new Text<>(allowed, 0, form);
    }

    /** The path of a file, relative to the working directory, kept as it was written. */
    static Kind<Path> file() {
        return new Text<>("the path of a file", 1, Path::of);
    }

    /** Lists of at least so many items. */
    static <T> Kind<List<T>> listOf(Kind<T> item, String items, int least) {
        return new ListOf<>(item, items, least, Integer.MAX_VALUE);
    }

    /** Lists of exactly so many items. */
    static <T> Kind<List<T>> tuple(Kind<T> item, String items, int count) {
        return new ListOf<>(item, items, count, count);
    }

    /** The number that was given, as a number or as text; empty if it is none. */
    private static Optional<BigDecimal> number(SettingNode given) {
        if (!(given instanceof SettingNode.Scalar scalar) || scalar.value() instanceof Boolean) {
            return Optional.empty();
        }
        String text = scalar.value().toString().strip();
        try {
            return text.length() > LONGEST_NUMBER ? Optional.empty() : Optional.of(new BigDecimal(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /**
     * Whole numbers.
     *
     * @param interval where they lie
     * @param form makes the typed form
     */
    record Whole<T extends Number>(Interval interval, LongFunction<T> form) implements Kind<T> {

        @Override
        public Optional<Object> read(SettingNode given) {
            return number(given)
                    .filter(number -> interval.contains(number.doubleValue()))
                    .filter(number -> number.stripTrailingZeros().scale() <= 0)
                    .map(BigDecimal::longValueExact);
        }

        @Override
        public T typed(Object plain) {
            return form.apply((Long) plain);
        }

        @Override
        public Object plain(T typed) {
            return typed.longValue();
        }

        @Override
        public String allowed() {
            return "a whole number " + interval.words();
        }

        @Override
        public Map<String, Object> schema() {
            return interval.schema("integer");
        }
    }

    /** See {@link #decimal}. */
    record Decimal(Interval interval) implements Kind<Double> {

        @Override
        public Optional<Object> read(SettingNode given) {
            return number(given)
                    .map(number -> Double.parseDouble(number.toString()) + 0.0) // turns -0.0 into 0.0
                    .filter(interval::contains)
                    .map(Object.class::cast);
        }

        @Override
        public Double typed(Object plain) {
            return (Double) plain;
        }

        @Override
        public Object plain(Double typed) {
            return typed;
        }

        @Override
        public String allowed() {
            return "a number " + interval.words();
        }

        @Override
        public Map<String, Object> schema() {
            return interval.schema("number");
        }
    }

    /**
     * One of several words.
     *
     * @param meanings the words in the order in which they are told, and what each stands for
     */
    record Word<T>(Map<String, T> meanings) implements Kind<T> {

        @Override
        public Optional<Object> read(SettingNode given) {
            return text(given).filter(meanings::containsKey).map(Object.class::cast);
        }

        @Override
        public T typed(Object plain) {
            T meaning = meanings.get(plain);
            if (meaning == null) {
                throw new IllegalArgumentException("No word '%s' in %s".formatted(plain, meanings.keySet()));
            }
            return meaning;
        }

        @Override
        public Object plain(T typed) {
            for (Map.Entry<String, T> meaning : meanings.entrySet()) {
                if (meaning.getValue().equals(typed)) {
                    return meaning.getKey();
                }
            }
            throw new IllegalArgumentException("No word for " + typed);
        }

        @Override
        public String allowed() {
            return (meanings.size() == 1 ? "" : "one of ") + String.join(", ", meanings.keySet());
        }

        @Override
        public List<String> words() {
            return List.copyOf(meanings.keySet());
        }

        @Override
        public Map<String, Object> schema() {
            return Map.of("enum", words());
        }
    }

    /**
     * Text.
     *
     * @param allowed what is allowed, to stand after "must be"
     * @param least smallest number of characters without white space at the ends
     * @param form makes the typed form, whose {@code toString} is the text again; or throws an
     *     {@code IllegalArgumentException}
     */
    record Text<T>(String allowed, int least, Function<String, T> form) implements Kind<T> {

        @Override
        public Optional<Object> read(SettingNode given) {
            try {
                return text(given)
                        .filter(text -> text.strip().length() >= least)
                        .map(form)
                        .map(this::plain);
            } catch (IllegalArgumentException e) { // the form says that it is not allowed
                return Optional.empty();
            }
        }

        @Override
        public Optional<String> reason(SettingNode given) {
            try {
                return text(given).map(form).flatMap(read -> Optional.empty());
            } catch (InvalidPathException e) {
                return FileNames.fault(e.getInput());
            } catch (IllegalArgumentException e) { // what is allowed says it all
                return Optional.empty();
            }
        }

        @Override
        public T typed(Object plain) {
            return form.apply((String) plain);
        }

        @Override
        public Object plain(T typed) {
            return typed.toString();
        }

        @Override
        public Map<String, Object> schema() {
            return least == 0 ? Map.of("type", "string") : JsonSchema.ordered("type", "string", "minLength", least);
        }
    }

    /** The text that was given; empty if it is a number, a list or anything else. */
    static Optional<String> text(SettingNode given) {
        return given instanceof SettingNode.Scalar scalar && scalar.value() instanceof String text
                ? Optional.of(text)
                : Optional.empty();
    }

    /** The parts of a text between its commas; none of an empty text. */
    static List<SettingNode> separated(String text, String origin) {
        return text.isBlank()
                ? List.of()
                : Arrays.stream(text.split(",", -1))
                        .<SettingNode>map(part -> new SettingNode.Scalar(part.strip(), origin))
                        .toList();
    }
}
