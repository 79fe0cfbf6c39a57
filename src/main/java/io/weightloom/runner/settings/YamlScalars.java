package io.weightloom.runner.settings;

import io.weightloom.runner.database.Secrets;
import io.weightloom.spec.read.SpecReader;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * The values of YAML. What versions 1.1 (SnakeYAML) and 1.2 (the editors) read differently is a fault, and so is what
 * says that it is a number and is none. Not thread-safe.
 */
final class YamlScalars extends SafeConstructor {

    private static final Set<Tag> KNOWN = Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.MERGE);

    private static final Set<String> BOOLEANS = Set.of("true", "false", "yes", "no", "on", "off");

    /** Those that are booleans to YAML 1.2 too. */
    private static final Set<String> ALIKE = Set.of("true", "false");

    /** YAML 1.2.2, section 10.3.2. */
    private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+");

    private static final Pattern DECIMAL = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");

    private static final Pattern ENDLESS = Pattern.compile("[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

    private final YamlFaults faults;

    YamlScalars(YamlFaults faults) {
        super(new LoaderOptions());
        this.faults = faults;
    }

    /**
     * Text, number or boolean; the empty text for nothing. What is at fault is taken as text.
     *
     * @param name full name of the setting
     * @param takesBooleans whether a yes or no can be meant
     */
    Object value(ScalarNode node, String name, boolean takesBooleans) {
        String text = node.getValue();
        Tag tag = node.getTag();
        if (!KNOWN.contains(tag)) {
            fault(node, name, "has the tag %s, which is not known here; write it without".formatted(written(tag)));
            return text;
        } else if (tag.equals(Tag.BOOL)) {
            return bool(node, name, takesBooleans);
        } else if (tag.equals(Tag.NULL)) {
            return "";
        }
        boolean plain = node.getScalarStyle() == ScalarStyle.PLAIN;
        boolean number = tag.equals(Tag.INT) || tag.equals(Tag.FLOAT);
        return number || plain ? number(node, name, number) : text;
    }

    private Object bool(ScalarNode node, String name, boolean takesBooleans) {
        String text = node.getValue();
        String word = text.toLowerCase(Locale.ROOT);
        if (!BOOLEANS.contains(word)) {
            fault(node, name, "is not valid YAML: '%s' is neither true nor false".formatted(text));
            return text;
        } else if (!takesBooleans && !ALIKE.contains(word)) {
            fault(
                    node,
                    name,
                    "can be read in two ways: is %1$s meant as text? write \"%1$s\", in quotes".formatted(text));
            return text;
        }
        return getConstructor(node).construct(node);
    }

    private Object number(ScalarNode node, String name, boolean isNumber) {
        String text = node.getValue();
        Object old = text;
        if (isNumber) {
            try {
                old = getConstructor(node).construct(node);
            } catch (NumberFormatException | YAMLException e) { // SnakeYAML takes its form for a number's
                fault(
                        node,
                        name,
                        "is not valid YAML: '%1$s' is no number; if it is text, write \"%1$s\"".formatted(text));
                return text;
            }
        }
        Optional<Number> young = young(text);
        String oldText = String.valueOf(old);
        if (isNumber && young.isPresent() && !isSame(old, young.get())) {
            ambiguous(node, name, "is %s meant as %s or as %s? write %2$s".formatted(text, young.get(), oldText));
        } else if (isNumber && young.isEmpty()) {
            ambiguous(
                    node,
                    name,
                    "is %1$s meant as %2$s or as text? write %2$s, or \"%1$s\" in quotes".formatted(text, oldText));
        } else if (!isNumber && young.isPresent()) {
            ambiguous(
                    node,
                    name,
                    "is %1$s meant as %2$s or as text? write %2$s, or \"%1$s\" in quotes".formatted(text, young.get()));
        } else {
            return old;
        }
        return text;
    }

    private static boolean isSame(Object old, Number young) {
        return old instanceof Double number
                ? Double.compare(number, young.doubleValue()) == 0
                : old.toString().equals(young.toString());
    }

    /** A tag as it is written in a file. */
    static String written(Tag tag) {
        return tag.getValue().replace(Tag.PREFIX, "!!");
    }

    /** The number that a plain text is to YAML 1.2; empty if it is none. */
    private static Optional<Number> young(String text) {
        if (WHOLE.matcher(text).matches()) {
            int radix = text.startsWith("0o") ? 8 : text.startsWith("0x") ? 16 : 10;
            return Optional.of(new BigInteger(radix == 10 ? text : text.substring(2), radix));
        } else if (ENDLESS.matcher(text).matches()) {
            String word =
                    text.toLowerCase(Locale.ROOT).replace("inf", "Infinity").replace(".nan", "NaN");
            return Optional.of(Double.valueOf(word.replace(".", "")));
        }
        return DECIMAL.matcher(text).matches() ? Optional.of(Double.valueOf(text)) : Optional.empty();
    }

    private void ambiguous(ScalarNode node, String name, String question) {
        fault(node, name, "can be read in two ways: " + question);
    }

    /** What a secret is, and what it was taken for, stays in the file. */
    private void fault(ScalarNode node, String name, String message) {
        boolean shown = name.startsWith(SpecReader.ROOT + ".") || !Secrets.isSecret(name);
        faults.add(
                node.getStartMark().getLine() + 1,
                name,
                shown ? message : "would not be read as the text that it is; write it in quotes");
    }
}
