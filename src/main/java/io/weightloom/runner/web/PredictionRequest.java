package io.weightloom.runner.web;

import io.weightloom.data.NewExamples;
import io.weightloom.data.raw.Given;
import io.weightloom.data.raw.InputTable;
import io.weightloom.data.raw.TooManyExamplesException;
import io.weightloom.trial.TrainedWeights;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * Examples to predict for.
 *
 * @param rows each an array of values in the order of the network's inputs, or an object with a value for each of their
 *     names; null is a gap
 */
record PredictionRequest(
        @JsonDeserialize(contentUsing = WrittenValues.class) @Nullable
        List<@Nullable Object> rows) {

    /**
     * The examples, a row for each of them.
     *
     * @param most examples that are wanted
     */
    InputTable read(TrainedWeights weights, int most) {
        if (rows == null) {
            throw Refusal.badRequest("The body must have 'rows', an array of examples");
        } else if (rows.size() > most) {
            throw new TooManyExamplesException(most);
        }
        List<String> names = NewExamples.values(weights.preprocessing().features());
        List<List<Given>> given = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            given.add(values(row, rows.get(row), names));
        }
        return NewExamples.of(
                "rows",
                given,
                weights.spec().data().source(),
                weights.preprocessing().features());
    }

    private static List<Given> values(int row, @Nullable Object example, List<String> names) {
        List<Given> given = new ArrayList<>();
        if (example instanceof Map<?, ?> object) {
            for (String name : names) {
                if (!object.containsKey(name)) {
                    throw Refusal.badRequest("rows[%s] has no '%s'; %s".formatted(row, name, described(names)));
                }
                given.add(given(object.get(name), row));
            }
        } else if (example instanceof List<?> values) {
            if (values.size() != names.size()) {
                throw Refusal.badRequest("rows[%s] has %s, but %s"
                        .formatted(row, values.size() == 1 ? "1 value" : values.size() + " values", described(names)));
            }
            values.forEach(value -> given.add(given(value, row)));
        } else {
            throw Refusal.badRequest("rows[%s] is neither an array of values nor an object".formatted(row));
        }
        return given;
    }

    private static String described(List<String> names) {
        return "an example of this network has %s: %s%s"
                .formatted(
                        names.size(),
                        names.stream().limit(12).collect(Collectors.joining(", ")),
                        names.size() > 12 ? ", ..." : "");
    }

    private static Given given(@Nullable Object value, int row) {
        if (value instanceof Given known) {
            return known;
        }
        throw Refusal.badRequest("rows[%s] must hold numbers, texts and null, but holds %s"
                .formatted(row, value instanceof Map ? "an object" : "an array"));
    }
}
