package io.weightloom.data.raw;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One column of a table that a network looks at, and what becomes of its cells: a number; or, for each category, 1
 * where it is the cell's and else 0; behind it, perhaps, 1 where the cell is a gap and else 0.
 *
 * @param name of its column
 * @param categories in the order of their names; empty if it holds numbers
 * @param gap whether a further number tells where gaps are
 */
public record Feature(String name, Optional<List<String>> categories, boolean gap) {

    public Feature {
        categories = categories.map(List::copyOf);
    }

    /** A column of numbers. */
    public static Feature number(String name) {
        return new Feature(name, Optional.empty(), false);
    }

    /** How many numbers become of a cell. */
    public int width() {
        return categories.map(List::size).orElse(1) + (gap ? 1 : 0);
    }

    /** What the numbers are, such as {@code colour=red} or {@code gap in weight}. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        categories.ifPresentOrElse(
                known -> known.forEach(category -> names.add(name + "=" + category)), () -> names.add(name));
        if (gap) {
            names.add("gap in " + name);
        }
        return names;
    }
}
