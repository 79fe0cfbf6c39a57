package io.weightloom.data.csv;

import io.weightloom.spec.CsvFormat.DecimalMark;
import io.weightloom.spec.TableSpec;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which cells are gaps: those that hold such a text, or such a number however it is written. Immutable.
 *
 * @param texts that stand for a gap
 * @param numbers that do
 * @param decimal in front of a fraction
 */
record GapCells(Set<String> texts, Set<Double> numbers, DecimalMark decimal) {

    GapCells {
        texts = Set.copyOf(texts);
        numbers = Set.copyOf(numbers);
    }

    static GapCells of(TableSpec table, DecimalMark decimal) {
        Set<String> texts = table.gaps() == TableSpec.Gaps.REFUSE ? Set.of("") : Set.copyOf(table.missing());
        return new GapCells(
                texts,
                texts.stream()
                        .map(value -> CsvColumn.number(value, decimal))
                        .flatMap(number -> number.stream().boxed())
                        .map(number -> number + 0.0) // turns -0.0 into 0.0
                        .collect(Collectors.toSet()),
                decimal);
    }

    /** A number that stands for a gap in features is a class like any other, or a number to predict, in the label. */
    boolean has(String cell, boolean label) {
        if (numbers.isEmpty()) {
            return texts.contains(cell);
        }
        OptionalDouble number = CsvColumn.number(cell, decimal);
        return number.isPresent() ? !label && numbers.contains(number.getAsDouble() + 0.0) : texts.contains(cell);
    }
}
