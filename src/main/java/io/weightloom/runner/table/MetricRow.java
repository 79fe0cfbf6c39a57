package io.weightloom.runner.table;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One number that was measured of one trial.
 *
 * @param trial its number in its run
 * @param parameters the swept parameters' values as text, in the order of the sweep
 * @param epoch after which it was, counted from 1; of the test, the one whose weights were tested
 * @param split train, validation or test
 * @param measure of what: loss, score, learning-rate, steps so far, or seconds that the epoch took
 * @param value null if it is not finite
 */
@JsonInclude(content = JsonInclude.Include.ALWAYS)
public record MetricRow(
        int trial,
        Map<String, String> parameters,
        int epoch,
        String split,
        String measure,
        @Nullable Double value) {}
