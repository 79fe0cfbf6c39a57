package io.weightloom.runner.settings;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Changes texts of specs as slips, bad tools and bad people do; the same seed makes the same changes. */
final class SpecMutation {

    private static final List<String> PIECES = List.of(
            "\t",
            " ",
            "  ",
            "\n",
            "\r\n",
            ":",
            ": ",
            "- ",
            "-",
            "? ",
            "{",
            "}",
            "[",
            "]",
            ",",
            "'",
            "\"",
            "#",
            " #",
            "|",
            ">",
            "%",
            "@",
            "`",
            "!",
            "!!",
            "&a ",
            "*a",
            "<<: *a",
            "---\n",
            "...\n",
            "\u0007",
            "\u001b[31m",
            "\u202e",
            "\u0085",
            "\u2028",
            "\ufeff",
            "\ud83d\ude00",
            "é",
            "\\",
            "$",
            "${",
            "${x}",
            "${x:1}",
            "}",
            ".",
            "_",
            "~",
            "=",
            "/",
            "*",
            "0",
            "9",
            "e",
            "1.");

    private static final List<String> VALUES = List.of(
            "",
            "~",
            "null",
            "true",
            "no",
            "On",
            "y",
            "0",
            "-1",
            "1",
            "2",
            "3",
            "-0.0",
            "0.5",
            "1.0",
            "1e3",
            "1e-300",
            "1e400",
            "1e999999999",
            "-1e-999999999",
            "2000000000",
            "2147483647",
            "2147483648",
            "1000000",
            "100000",
            "9223372036854775807",
            "9223372036854775808",
            "99999999999999999999999999",
            ".inf",
            "-.inf",
            ".nan",
            "._",
            "-0b_",
            "0x",
            "0x7fffffff",
            "010",
            "0o10",
            "1:30",
            "1_000",
            "2026-11-28",
            "a",
            "\"\"",
            "''",
            "\"1\"",
            "\"\\e[31mred\\e[0m\"",
            "\"2\\r\\nFAKE: x\"",
            "\"\\u202Eabc\"",
            "\"\\u009b31m\"",
            "\"\\0\"",
            "\"\\uD800\"",
            "\"a,b\"",
            "\"1,2,3\"",
            "[]",
            "{}",
            "[1]",
            "[[1]]",
            "[1, 2, 3]",
            "[1000000, 1000000]",
            "[2, 1000000, 1000000, 2]",
            "[{1: 2}, 4, 2]",
            "{1: 2}",
            "{a: b}",
            "[a, b]",
            "[[]]",
            "[~]",
            "[.nan]",
            "&a [2, *a]",
            "*a",
            "*nowhere",
            "!!binary gA=",
            "!!float x",
            "!!int abc",
            "!!str 1",
            "!!set {a}",
            "!x y",
            "<<",
            "=",
            "${nowhere}",
            "${a:${b:1}}",
            "${x",
            "/dev/null",
            "/dev/zero",
            ".",
            "/",
            "..",
            "nowhere.csv",
            "\"\\0.csv\"",
            "?",
            "[?, NA]",
            "per-task",
            "descriptor",
            "noise",
            "none",
            "mlp",
            "conv",
            "residual",
            "bits",
            "siren",
            "chunked",
            "full",
            "tile",
            "low-rank",
            "svd",
            "templates",
            "coordinates",
            "row-scaling",
            "per-tensor",
            "moons",
            "spirals",
            "glyphs",
            "idx",
            "csv",
            "permuted",
            "split",
            "image",
            "sine-family",
            "polynomials",
            "rotated-moons",
            "sequential",
            "together",
            "[plain, matched, pruned, low-rank-plain, quantised-8]",
            "[z-frozen, z-shuffled]",
            "[given, fine-tuned, lora]",
            "turned",
            "given",
            "hyperfan-in",
            "harmonic",
            "kaiming",
            "mip",
            "relu",
            "classification",
            "regression",
            "ha-mnist",
            "wrn-40-2",
            "auto",
            "[auto, 16, auto]");

    /** Of those that most settings take, the ends and what lies beyond them. */
    private static final List<String> NUMBERS = List.of(
            "0",
            "1",
            "2",
            "3",
            "7",
            "50",
            "333",
            "1000",
            "10000",
            "99999",
            "100000",
            "999999",
            "1000000",
            "1000001",
            "2000000000",
            "2147483647",
            "2147483648",
            "1e9",
            "-1",
            "0.5",
            "0.999999",
            "1e-6",
            "1e-300");

    /** Of settings, and of things that are none. */
    static final List<String> KEYS = List.of(
            "",
            "~",
            "1",
            ".nan",
            "no",
            "true",
            "a.b",
            "\".\"",
            "\"..\"",
            "a.",
            ".a",
            "a..b",
            "seed.",
            "?",
            "a[0]",
            "[0]",
            "a]",
            "[1, 2]",
            "{a: b}",
            "*a",
            "&a b",
            "!!binary gA=",
            "<<",
            "\"\\e[31m\"",
            "\"\\r\\nFAKE\"",
            "\"\\u202e\"",
            "? x",
            "-",
            "x y",
            "experiments",
            "seed",
            "data",
            "target",
            "hypernet",
            "training",
            "sweep",
            "schedule",
            "values",
            "name",
            "repeats",
            "z-dim",
            "layers",
            "rank",
            "chunk-size",
            "samples",
            "controls",
            "target-ratio",
            "epochs",
            "batch-size",
            "verify",
            "runner",
            "spring",
            "é",
            "UPPER",
            "snake_case",
            "2024");

    /** Lines and documents of their own: bare roots, and what Spring Boot reads before anything else does. */
    static final List<String> SECTIONS = List.of(
            "experiments:\n",
            "experiments: {}\n",
            "experiments: x\n",
            "experiments.: x\n",
            "\"experiments[0]\": x\n",
            "experiments.tiny: x\n",
            "spring: {config: {activate: {on-profile: \"!(\"}}}\n",
            "spring: {config: {import: \"no\\e[31mpe.yml\"}}\n",
            "spring: {main: {banner-mode: \"x\\e[31m\\r\\nFAKE: y\"}}\n",
            "logging: {pattern: {console: \"%nope{\"}}\n",
            "logging: {\"level\\u202e\": x}\n",
            "server: {port: \"\\x9b\"}\n",
            "runner: {\".\": 1, workers: \"\\n\"}\n",
            nested(100, "  k%1$s: &n%1$s " + "{a: ".repeat(45) + "*n%2$s" + "}".repeat(45) + "\n"),
            nested(20_000, "  k%1$s: &n%1$s {<<: *n%2$s}\n"));

    private static String nested(int links, String link) {
        return IntStream.range(1, links)
                .mapToObj(i -> link.formatted(Integer.toString(i), Integer.toString(i - 1)))
                .collect(Collectors.joining("", "k:\n  k0: &n0 {a: 1}\n", "  last: *n" + (links - 1) + "\n"));
    }

    private static final Pattern VALUE = Pattern.compile("(?<=: |- |\\[|, )[^\\s,\\[\\]{}][^,\\n\\[\\]{}]*");
    private static final Pattern KEY = Pattern.compile("(?<=\\s|\\{)[A-Za-z0-9-]+(?=:)");
    private static final Pattern NUMBER = Pattern.compile("(?<![\\w.-])-?\\d[\\d.]*");
    private static final Pattern FLOW = Pattern.compile("\\[[^\\[\\]{}]*]|\\{[^\\[\\]{}]*}");

    private final SplittableRandom random;

    SpecMutation(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** The text with another number, or with one to three changes of any kind. */
    String of(String text) {
        if (random.nextBoolean()) {
            return replaced(text, NUMBER, NUMBERS);
        }
        String changed = text;
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            changed = once(changed);
        }
        return changed;
    }

    private String once(String text) {
        int at = random.nextInt(text.length() + 1);
        int to = Math.min(text.length(), at + random.nextInt(1, 4));
        return switch (random.nextInt(16)) {
            case 0 -> text.substring(0, at) + any(PIECES) + text.substring(at);
            case 1 -> text.substring(0, at) + text.substring(to);
            case 2 -> text.substring(0, at) + any(PIECES) + text.substring(to);
            case 3 -> lines(text, line -> "");
            case 4 -> lines(text, line -> line + line);
            case 5 -> lines(text, line -> "  " + line);
            case 6 -> lines(text, line -> line.replaceFirst("^ {1,2}", ""));
            case 7, 8 -> replaced(text, VALUE, VALUES);
            case 9 -> replaced(text, KEY, KEYS);
            case 10, 11 -> replaced(text, NUMBER, VALUES);
            case 12 ->
                replaced(
                        replaced(text, FLOW, List.of("&a [1, 2]", "&a {a: 1}", "&a [*a]")),
                        VALUE,
                        List.of("*a", "[*a, *a]"));
            case 13 -> any(SECTIONS) + (random.nextBoolean() ? "" : "---\n") + text;
            case 14 -> text + (random.nextBoolean() ? "" : "---\n") + any(SECTIONS);
            default -> random.nextBoolean() ? text.substring(0, at) : text + "---\n" + text.substring(at);
        };
    }

    private <T> T any(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private String lines(String text, UnaryOperator<String> change) {
        String[] lines = text.split("(?<=\n)");
        int chosen = random.nextInt(lines.length);
        lines[chosen] = change.apply(lines[chosen]);
        return String.join("", lines);
    }

    private String replaced(String text, Pattern place, List<String> by) {
        Matcher matcher = place.matcher(text);
        List<MatchResult> places = matcher.results().toList();
        if (places.isEmpty()) {
            return text;
        }
        MatchResult chosen = any(places);
        return text.substring(0, chosen.start()) + any(by) + text.substring(chosen.end());
    }
}
