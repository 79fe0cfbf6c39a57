package io.weightloom.training;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a finished training did.
 *
 * @param epochs epochs trained
 * @param bestEpoch the epoch whose weights were kept: the best validation score with early stopping, else the last; of
 *     a network that is cut half-way, after the cut
 * @param validationScore of those weights, over all tasks: accuracy in [0, 1], R² in (-inf, 1], or minus the bits per
 *     character
 * @param testScore the same on the test split, looked at once
 * @param testLoss the loss on the test split
 * @param measures more of the test by name, see {@link Assessment}
 * @param tasks how each task of the test did; none where the data are one task
 * @param forgetting how they did before; empty where they were not learned one after the other
 */
public record TrainingResult(
        int epochs,
        int bestEpoch,
        double validationScore,
        double testScore,
        double testLoss,
        SortedMap<String, Double> measures,
        List<TaskScore> tasks,
        Optional<Forgetting> forgetting) {

    /** Copies the collections. */
    public TrainingResult {
        measures = Collections.unmodifiableSortedMap(new TreeMap<>(measures));
        tasks = List.copyOf(tasks);
    }

    /** Of tasks that were learned together. */
    public TrainingResult(
            int epochs,
            int bestEpoch,
            double validationScore,
            double testScore,
            double testLoss,
            SortedMap<String, Double> measures,
            List<TaskScore> tasks) {
        this(epochs, bestEpoch, validationScore, testScore, testLoss, measures, tasks, Optional.empty());
    }

    /** Of what a test came to, with what was forgotten where tasks were learned one after the other. */
    static TrainingResult of(
            int epochs, int bestEpoch, double validationScore, Assessment test, Optional<Forgetting> forgetting) {
        SortedMap<String, Double> measures = new TreeMap<>(test.measures());
        forgetting.ifPresent(matrix -> measures.putAll(matrix.measures()));
        return new TrainingResult(
                epochs,
                bestEpoch,
                validationScore,
                test.score().score(),
                test.score().loss(),
                measures,
                test.tasks(),
                forgetting);
    }

    /** Of a single task, without more measures. */
    public TrainingResult(int epochs, int bestEpoch, double validationScore, double testScore, double testLoss) {
        this(epochs, bestEpoch, validationScore, testScore, testLoss, new TreeMap<>(), List.of());
    }
}
