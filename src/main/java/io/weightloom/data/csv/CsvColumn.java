package io.weightloom.data.csv;

import io.weightloom.data.raw.Shown;
import io.weightloom.spec.CsvFormat.DecimalMark;
import io.weightloom.spec.TableSpec;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The cells of one column that is used, as they are read, and what is wrong with them: one message for the column,
 * however many of its cells are at fault. Not thread-safe.
 */
final class CsvColumn {

    /** The code of a gap. */
    static final int GAP = -1;

    /** Most categories of a feature: each becomes a column of its own. */
    private static final int MOST_CATEGORIES = 1000;

    private static final int TEXTS_SHOWN = 3;

    /** What {@link Double#parseDouble} takes beside digits, without hexadecimal numbers and Java's own suffixes. */
    private static final String IN_NUMBERS = "+-eE";

    /** What a column holds. */
    enum Content {
        /** Numbers; texts are faults. */
        NUMBERS,
        /** Categories, whatever they look like. */
        CATEGORIES,
        /** Categories if it holds text and no number; else numbers. */
        FOUND,
        /** The names of classes, which have no gaps. */
        CLASSES,
        /** Numbers to predict, which have no gaps. */
        LABELS
    }

    private final String name;
    private final Content content;
    private final DecimalMark decimal;
    private final TableSpec.Gaps gaps;
    private final CsvUse use;
    private final Map<String, Integer> categories = new LinkedHashMap<>(); // codes in the order of first cells
    private double[] numbers = {}; // NaN for what is none
    private int[] codes = {}; // GAP for what is none
    private int rows;
    private int numeric;
    private int grouped; // among the first numbers, those that look like groups of thousands
    private String firstGrouped = "";
    private int empty; // gaps
    private int texts; // among numbers
    private int uncounted; // of categories beyond the most
    private long firstGap; // lines, counted from 1
    private long firstText;
    private long firstUncounted;

    /**
     * What is wrong with a column.
     *
     * @param line of the first cell at fault, counted from 1
     * @param message to stand behind file and line
     */
    record Fault(long line, String message) {}

    CsvColumn(String name, Content content, DecimalMark decimal, TableSpec.Gaps gaps, CsvUse use) {
        this.name = name;
        this.content = content;
        this.decimal = decimal;
        this.gaps = gaps;
        this.use = use;
    }

    String name() {
        return name;
    }

    /** Adds a cell, on a line counted from 1. */
    void add(String cell, boolean gap, long line) {
        if (content == Content.CATEGORIES || content == Content.CLASSES) {
            addCode(gap ? GAP : code(cell, line));
        } else {
            addNumber(cell, gap, line);
        }
        if (gap) {
            empty++;
            firstGap = firstGap == 0 ? line : firstGap;
        }
        rows++;
    }

    private boolean refusesGaps() {
        return use.refuses(gaps) || content == Content.CLASSES || content == Content.LABELS;
    }

    private void addNumber(String cell, boolean gap, long line) {
        OptionalDouble number = gap ? OptionalDouble.empty() : number(cell, decimal);
        if (numbers.length == rows) {
            numbers = Arrays.copyOf(numbers, Math.max(16, grown(rows)));
        }
        numbers[rows] = number.orElse(Double.NaN);
        if (number.isPresent()) {
            addGroups(cell);
            numeric++;
        }
        boolean text = !gap && number.isEmpty();
        if (text) {
            texts++;
            firstText = firstText == 0 ? line : firstText;
        }
        if (content == Content.FOUND) {
            addCode(text ? code(cell, line) : GAP);
        } else if (text && categories.size() <= TEXTS_SHOWN) {
            categories.putIfAbsent(cell, categories.size());
        }
    }

    /** Only where the decimal mark is no usual one: three places behind a point are nothing to wonder at. */
    private void addGroups(String cell) {
        if (decimal == DecimalMark.COMMA && grouped == numeric && Thousands.areIn(cell, DecimalMark.POINT)) {
            firstGrouped = grouped == 0 ? cell : firstGrouped;
            grouped++;
        }
    }

    private void addCode(int code) {
        if (codes.length == rows) {
            codes = Arrays.copyOf(codes, Math.max(16, grown(rows)));
        }
        codes[rows] = code;
    }

    private static int grown(int length) {
        return Math.min(length + (length >> 1), Integer.MAX_VALUE - 8);
    }

    private int code(String cell, long line) {
        Integer known = categories.get(cell);
        if (known != null) {
            return known;
        } else if (categories.size() == MOST_CATEGORIES && content != Content.CLASSES && use != CsvUse.PREDICTION) {
            uncounted++;
            firstUncounted = firstUncounted == 0 ? line : firstUncounted;
            return GAP;
        }
        categories.put(cell, categories.size());
        return categories.size() - 1;
    }

    /** Whether it holds categories, in a feature. */
    boolean isCategorical() {
        return content == Content.CATEGORIES || (content == Content.FOUND && texts > 0 && numeric == 0);
    }

    /** Whether any cell is a gap. */
    boolean hasGaps() {
        return empty > 0;
    }

    /** The texts that it holds, by their codes. */
    List<String> categories() {
        return List.copyOf(categories.keySet());
    }

    /** The code of one row's text; {@link #GAP} for a gap. */
    int code(int row) {
        return codes[row];
    }

    /** One row's number; NaN for a gap. */
    double number(int row) {
        return numbers[row];
    }

    /** What is wrong with the cells; one of those to train on must hold something, which stands in for gaps. */
    Optional<Fault> fault() {
        boolean refused = refusesGaps() && empty > 0;
        if (use == CsvUse.TRAINING && rows > 0 && empty == rows && !refused) {
            return fault(firstGap, "holds nothing in any of %s rows; data.ignore leaves it out".formatted(rows));
        } else if (uncounted > 0 && isCategorical()) {
            return fault(
                    firstUncounted,
                    "holds more than %s texts in %s rows, too many for categories: %s; data.ignore leaves it out"
                            .formatted(MOST_CATEGORIES, rows, Shown.list(categories.keySet(), TEXTS_SHOWN)));
        } else if (content == Content.CLASSES || isCategorical()) {
            return refused ? fault(firstGap, "is empty in %s; %s".formatted(of(empty), gapAdvice())) : Optional.empty();
        } else if (texts == 0) {
            return refused ? fault(firstGap, "is empty in %s; %s".formatted(of(empty), advice())) : Optional.empty();
        }
        return fault(
                refused ? Math.min(firstGap, firstText) : firstText,
                "holds %s in %s: %s; %s%s"
                        .formatted(
                                numeric == 0 ? "text" : "what is no number",
                                of(texts),
                                Shown.list(categories.keySet(), TEXTS_SHOWN),
                                refused ? "and is empty in " + of(empty) + "; " : "",
                                advice()));
    }

    private Optional<Fault> fault(long line, String message) {
        return Optional.of(new Fault(line, "column '%s' %s".formatted(Shown.text(name), message)));
    }

    private String of(int count) {
        return "%s of %s rows".formatted(count, rows);
    }

    private String gapAdvice() {
        if (use == CsvUse.SERIES) {
            return "each row of a series needs a number, because the next ones are told by it";
        } else if (use == CsvUse.PREDICTION) {
            return gaps == TableSpec.Gaps.DROP
                    ? "the network was trained without such rows"
                    : "the network was trained on data without gaps";
        }
        return switch (content) {
            case CLASSES -> "the name of a class is needed; data.missing: {as: drop} leaves such rows out";
            case LABELS -> "a number is needed; data.missing: {as: drop} leaves such rows out";
            default -> "data.missing tells what becomes of gaps";
        };
    }

    private String advice() {
        Collection<String> shown = categories.keySet();
        DecimalMark other = decimal == DecimalMark.POINT ? DecimalMark.COMMA : DecimalMark.POINT;
        if (texts == 0) {
            return gapAdvice();
        } else if (use == CsvUse.PREDICTION || use == CsvUse.SERIES) {
            return "a finite number such as -1%s5 or 2e-3 is needed".formatted(decimal);
        } else if (shown.stream().allMatch(TableSpec.PLAIN.missing()::contains)) {
            return "data.missing tells what stands for a gap and what becomes of it";
        } else if (shown.stream().allMatch(text -> Thousands.areIn(text, decimal))) {
            return groupsAdvice(shown.iterator().next(), other);
        } else if (shown.stream().allMatch(text -> number(text, other).isPresent())) {
            return "data.decimal tells what stands in front of a fraction, and is '%s'".formatted(decimal);
        } else if (content == Content.LABELS) {
            return "a finite number such as -1%s5 or 2e-3 is needed, or data.task must be classification"
                    .formatted(decimal);
        } else if (numeric == 0) {
            return "data.categorical makes categories of text, data.ignore leaves a column out";
        }
        return "a finite number such as -1%s5 or 2e-3 is needed; data.missing tells what stands for a gap, data.categorical makes categories, data.ignore leaves a column out"
                .formatted(decimal);
    }

    private String groupsAdvice(String text, DecimalMark other) {
        String advice = "groups of thousands are not read: write %s for %s"
                .formatted(Thousands.without(text, decimal), Shown.text(text));
        return number(text, other).isEmpty()
                ? advice
                : advice + ", or data.decimal: '%s' if that stands in front of a fraction".formatted(other);
    }

    /** What a user should know of the cells, although it is no fault. */
    Optional<String> remark() {
        return grouped > 0 && grouped == numeric
                ? Optional.of(
                        "column '%s': every number has three digits behind the comma, as groups of thousands would have; %s is read as %s"
                                .formatted(Shown.text(name), firstGrouped, firstGrouped.replace(decimal.mark(), '.')))
                : Optional.empty();
    }

    /** The finite number that a cell holds; empty if it is none. */
    static OptionalDouble number(String cell, DecimalMark decimal) {
        for (int i = 0; i < cell.length(); i++) {
            char c = cell.charAt(i);
            boolean digit = c >= '0' && c <= '9'; // no other script's, which Double.parseDouble does not know
            if (!digit && c != decimal.mark() && IN_NUMBERS.indexOf(c) < 0) {
                return OptionalDouble.empty(); // much faster than the exception
            }
        }
        try {
            double number = Double.parseDouble(cell.replace(decimal.mark(), '.'));
            return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }
}
