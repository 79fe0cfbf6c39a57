package io.weightloom.runner.web;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.weightloom.data.Predicted;
import io.weightloom.trial.Predictions;
import java.util.ArrayList;
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
 * @param predictions the same
 */
record PredictionsAnswer(
        long trial,
        List<String> outputs,
        @Nullable List<String> classes,
        List<List<@Nullable Double>> values,
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
        return new PredictionsAnswer(
                trial, names, predictions.of() instanceof Predicted.Classes ? classes : null, values, predictions);
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
