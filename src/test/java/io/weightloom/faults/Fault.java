package io.weightloom.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A mistake that somebody could make, as {@code docs/faults.md} lists it: a row of its table, and the lines that it
 * changes.
 *
 * @param name as in the table
 * @param file whose code it changes, below {@code src/main/java/io/weightloom}
 * @param before what stands there, once; blanks and line breaks count for nothing
 * @param after what stands there instead
 * @param tests simple names of the test classes that fail with it, one of them with {@code #method} if that is enough
 * @param check by which a run rejects one of its trials; empty if it rejects none
 */
record Fault(String name, String file, String before, String after, List<String> tests, Optional<String> check) {

    private static final Path LIST = Path.of("docs", "faults.md");
    private static final Path SOURCES = Path.of("src", "main", "java", "io", "weightloom");
    private static final Pattern ROW = Pattern.compile(
            "^\\| `(?<name>[a-z0-9-]+)` \\| `(?<file>[^`]+)` \\| (?<what>.+) \\| (?<tests>.+) \\| (?:yes: `(?<check>[A-Z_]+)`|no: .+) \\|$",
            Pattern.MULTILINE);
    private static final Pattern CHANGE = Pattern.compile(
            "^### (?<name>[a-z0-9-]+)\n\n```diff\n(?<lines>.*?)```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /** All of the list, in its order. */
    static List<Fault> all() {
        String text = read(LIST);
        Map<String, String> changes = new LinkedHashMap<>();
        Matcher change = CHANGE.matcher(text);
        while (change.find()) {
            changes.put(change.group("name"), change.group("lines"));
        }
        List<Fault> faults = new ArrayList<>();
        Matcher row = ROW.matcher(text);
        while (row.find()) {
            String lines = changes.remove(row.group("name"));
            if (lines == null) {
                throw new IllegalStateException(LIST + " does not show the lines of " + row.group("name"));
            }
            faults.add(new Fault(
                    row.group("name"),
                    row.group("file"),
                    side(lines, "-"),
                    side(lines, "+"),
                    CODE.matcher(row.group("tests"))
                            .results()
                            .map(found -> found.group(1))
                            .toList(),
                    Optional.ofNullable(row.group("check"))));
        }
        if (!changes.isEmpty()) {
            throw new IllegalStateException(LIST + " has no row for " + changes.keySet());
        }
        return faults;
    }

    /** Lines of one side, and those of both. */
    private static String side(String lines, String sign) {
        return lines.lines()
                .filter(line -> line.startsWith(sign) || line.startsWith(" "))
                .map(line -> line.substring(1))
                .collect(Collectors.joining("\n"));
    }

    /** The file that it changes. */
    Path path() {
        return SOURCES.resolve(file);
    }

    /** How often what it changes stands in the sources: once, or it cannot be planted. */
    long places() {
        return pattern().matcher(read(path())).results().count();
    }

    /** The whole file with the fault in it. */
    String planted() {
        return pattern().matcher(read(path())).replaceFirst(Matcher.quoteReplacement(after));
    }

    private Pattern pattern() {
        return Pattern.compile(before.codePoints()
                .filter(point -> !Character.isWhitespace(point))
                .mapToObj(point -> Pattern.quote(Character.toString(point)))
                .collect(Collectors.joining("\\s*")));
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new IllegalStateException("Cannot read " + path, e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
