package io.weightloom.runner.web;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.weightloom.data.Predicted;
import io.weightloom.trial.Predictions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a trained network predicts.
 *
 * @param trial id of its trial
 * @param outputs names of the classes, or of the numbers to predict
 * @param classes the most probable class of each example; null for numbers
 * @param values for each example the probability of each class, or each number in its own units; null if one is not
 *     finite
 * @param firstPlace of a sequence, the place that the first of the predictions is for, counted from 0, the others being
 *     for those behind it; null for examples
 * @param actualClasses of a text, the character at each of these places; null behind its end
 * @param actualValues of a series, the numbers at each of these places; null behind its end
 * @param predictions the same
 */
record PredictionsAnswer(
        long trial,
        List<String> outputs,
        @Nullable List<String> classes,
        List<List<@Nullable Double>> values,
        @Nullable Integer firstPlace,
        @Nullable List<@Nullable String> actualClasses,
        @Nullable List<@Nullable List<Double>> actualValues,
        @JsonIgnore Predictions predictions) {

    static PredictionsAnswer of(long trial, Predictions predictions) {
        List<String> names = predictions.of().names();
        List<String> classes = new ArrayList<>();
        List<List<@Nullable Double>> values = new ArrayList<>();
        for (int row = 0; row < predictions.rows(); row++) {
            classes.add(names.get(predictions.largest(row)));
            List<@Nullable Double> line = new ArrayList<>();
            for (int output = 0; output < names.size(); output++) {
                line.add(finite(predictions.value(row, output)));
            }
            values.add(line);
        }
        boolean ofClasses = predictions.of() instanceof Predicted.Classes;
        Predictions.Sequence sequence = predictions.sequence().orElse(null);
        return new PredictionsAnswer(
                trial,
                names,
                ofClasses ? classes : null,
                values,
                sequence == null ? null : sequence.first(),
                sequence == null || !ofClasses ? null : actualClasses(sequence, names),
                sequence == null || ofClasses ? null : actualValues(sequence, names.size()),
                predictions);
    }

    private static List<@Nullable String> actualClasses(Predictions.Sequence sequence, List<String> names) {
        List<@Nullable String> actual = new ArrayList<>();
        for (double number : sequence.actual()) {
            actual.add(Double.isNaN(number) ? null : names.get((int) number));
        }
        return actual;
    }

    private static List<@Nullable List<Double>> actualValues(Predictions.Sequence sequence, int width) {
        List<@Nullable List<Double>> actual = new ArrayList<>();
        for (int from = 0; from < sequence.actual().length; from += width) {
            actual.add(
                    Double.isNaN(sequence.actual()[from])
                            ? null
                            : Arrays.stream(sequence.actual(), from, from + width)
                                    .boxed()
                                    .toList());
        }
        return actual;
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
