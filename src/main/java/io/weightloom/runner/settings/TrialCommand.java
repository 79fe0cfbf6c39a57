package io.weightloom.runner.settings;

import io.weightloom.export.Precision;
import io.weightloom.runner.trained.ConditionText;
import java.nio.file.Path;
import java.util.Optional;

/** What a process is asked to do with a trained network, in place of running experiments. */
public sealed interface TrialCommand {

    /** Whose network. */
    WeightsPlace weights();

    /** Which of the target networks that it can make. */
    ConditionText condition();

    /**
     * It is asked for predictions.
     *
     * @param input the file of examples
     * @param output the file to write; empty for standard output
     */
    record Predict(WeightsPlace weights, ConditionText condition, Path input, Optional<Path> output)
            implements TrialCommand {}

    /**
     * It is written into files for others.
     *
     * @param folder that is not there yet, or is empty
     * @param precision in which the numbers are stored
     */
    record Export(WeightsPlace weights, ConditionText condition, Path folder, Precision precision)
            implements TrialCommand {}
}
