package io.weightloom.runner.sheet;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The filter of a table, as the page has it: terms with blanks between them, all of which must hold.
 * {@code name=value}, {@code !=}, {@code <}, {@code <=}, {@code >}, {@code >=}, {@code name~part}, or a bare word that
 * any shown text contains; a value with blanks stands in double quotes.
 */
final class RowFilter {

    private static final Pattern TERM = Pattern.compile("([^\\s\"=<>!~]+)(!=|<=|>=|=|<|>|~)(.*)", Pattern.DOTALL);

    /** What is asked of a row, of which each column's value is known by its name. */
    private interface Term extends Predicate<Function<String, @Nullable Object>> {}

    private RowFilter() {}

    /**
     * What a filter lets pass.
     *
     * @param filter as it was typed
     * @throws IllegalArgumentException if it names columns that there are not; the message has all of them
     */
    static Predicate<Function<String, @Nullable Object>> of(String filter, ColumnNames columns) {
        List<Term> terms = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        for (String part : parts(filter)) {
            try {
                terms.add(term(part, columns));
            } catch (IllegalArgumentException e) {
                faults.add(e.getMessage());
            }
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
        return row -> terms.stream().allMatch(term -> term.test(row));
    }

    private static Term term(String part, ColumnNames columns) {
        Matcher term = TERM.matcher(part);
        if (!term.matches()) {
            return row -> columns.shown().stream().anyMatch(name -> CellValues.contains(row.apply(name), part));
        }
        String name = columns.meant(term.group(1));
        String wanted = term.group(3);
        Predicate<@Nullable Object> test = switch (term.group(2)) {
            case "=" -> value -> CellValues.same(value, wanted);
            case "!=" -> value -> !CellValues.same(value, wanted);
            case "~" -> value -> CellValues.contains(value, wanted);
            case "<" -> value -> holds(value, wanted, order -> order < 0);
            case "<=" -> value -> holds(value, wanted, order -> order <= 0);
            case ">" -> value -> holds(value, wanted, order -> order > 0);
            default -> value -> holds(value, wanted, order -> order >= 0);
        };
        return row -> test.test(row.apply(name));
    }

    /** Nothing is neither smaller nor greater than something. */
    private static boolean holds(@Nullable Object value, String wanted, IntPredicate order) {
        return value != null && !CellValues.isMissing(value) && order.test(CellValues.compared(value, wanted));
    }

    /** Its parts, quotes taken off. */
    private static List<String> parts(String filter) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean quoted = false;
        boolean begun = false;
        for (char sign : (filter + " ").toCharArray()) {
            if (sign == '"') {
                quoted = !quoted;
                begun = true;
            } else if (quoted || !(Character.isWhitespace(sign) || Character.isSpaceChar(sign))) {
                part.append(sign);
                begun = true;
            } else if (begun) {
                parts.add(part.toString());
                part.setLength(0);
                begun = false;
            }
        }
        if (begun) { // a quote that was left open, with the blank that was put behind it
            parts.add(part.substring(0, part.length() - 1));
        }
        return parts;
    }
}
