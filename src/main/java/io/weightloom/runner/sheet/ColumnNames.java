package io.weightloom.runner.sheet;

import io.weightloom.text.Nearest;
import java.util.List;
import java.util.Map;

/**
 * By which names columns of a table may be meant.
 *
 * @param names of the columns
 * @param others what some of them are called elsewhere, with their names here
 * @param shown names of those in which a bare word is looked for
 */
record ColumnNames(List<String> names, Map<String, String> others, List<String> shown) {

    /**
     * The column that a name means, or its last part where only one column ends so.
     *
     * @throws IllegalArgumentException if there is none, or several; the message is for people
     */
    String meant(String name) {
        if (names.contains(name)) {
            return name;
        }
        String other = others.get(name);
        if (other != null) {
            return other;
        }
        List<String> ending = names.stream()
                .filter(each -> each.substring(each.lastIndexOf('.') + 1).equals(name))
                .toList();
        if (ending.size() != 1) {
            throw new IllegalArgumentException(
                    ending.isEmpty()
                            ? "there is no column '%s'; %s".formatted(name, Nearest.hint(name, names))
                            : "'%s' may be %s".formatted(name, String.join(" or ", ending)));
        }
        return ending.get(0);
    }
}
