package io.weightloom.export;

import io.weightloom.text.Legible;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A document in Markdown that is being written, block by block. Texts of users cannot change its form. Not thread-safe.
 */
final class Markdown {

    private static final String SPECIAL = "\\`*_[]<>#|~!&";

    /** What begins an item of a list. */
    private static final Pattern ITEM = Pattern.compile("^(\\d*)([-+.)])");

    private final StringBuilder text = new StringBuilder();

    /** Characters that mean something, as themselves, in one line. */
    static String escaped(String words) {
        String escaped = Legible.line(words)
                .chars()
                .mapToObj(character -> (SPECIAL.indexOf(character) < 0 ? "" : "\\") + (char) character)
                .collect(Collectors.joining());
        return ITEM.matcher(escaped).replaceFirst("$1\\\\$2");
    }

    /** A text as code within a line. */
    static String code(String words) {
        String line = Legible.line(words).replace("|", "\\|"); // which would end a table's cell
        int longest = 0;
        int run = 0;
        for (int i = 0; i < line.length(); i++) {
            run = line.charAt(i) == '`' ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        String fence = "`".repeat(longest + 1);
        return longest == 0 ? fence + line + fence : fence + " " + line + " " + fence;
    }

    /** @param level 1 for the title */
    void heading(int level, String words) {
        block("#".repeat(level) + " " + words);
    }

    void block(String lines) {
        text.append(text.isEmpty() ? "" : "\n").append(lines).append('\n');
    }

    void list(List<String> items) {
        block(items.stream().map(item -> "- " + item).collect(Collectors.joining("\n")));
    }

    void table(List<String> heads, List<List<String>> rows) {
        block(Stream.concat(
                        Stream.of(row(heads), "|" + " --- |".repeat(heads.size())),
                        rows.stream().map(Markdown::row))
                .collect(Collectors.joining("\n")));
    }

    void code(String language, List<String> lines) {
        block("```" + language + "\n" + String.join("\n", lines) + "\n```");
    }

    private static String row(List<String> cells) {
        return cells.stream().collect(Collectors.joining(" | ", "| ", " |"));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
