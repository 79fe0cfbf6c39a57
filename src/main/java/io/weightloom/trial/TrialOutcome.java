package io.weightloom.trial;

import io.weightloom.training.Probes;
import io.weightloom.training.TrainingResult;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How a trial ended. */
public sealed interface TrialOutcome
        permits TrialOutcome.Completed,
                TrialOutcome.Diverged,
                TrialOutcome.Rejected,
                TrialOutcome.Halted,
                TrialOutcome.Failed {

    /**
     * Trained to its end.
     *
     * @param result of the weights kept
     * @param probes of the generator that makes them, if there is one
     * @param weights that were kept; present in the outcome of a {@link TrialRun}
     */
    record Completed(TrainingResult result, Optional<Probes> probes, Optional<TrainedWeights> weights)
            implements TrialOutcome {

        /** Without probes and weights. */
        public Completed(TrainingResult result) {
            this(result, Optional.empty(), Optional.empty());
        }
    }

    /**
     * The loss stopped being a finite number.
     *
     * @param epoch counted from 1
     * @param step counted from 1 over the whole training
     */
    record Diverged(int epoch, long step) implements TrialOutcome {}

    /** Verification found a fault; nothing was trained. */
    record Rejected(List<String> faults) implements TrialOutcome {}

    /**
     * It was left before its end, and could go on at its checkpoint.
     *
     * @param epoch the last one that has ended, 0 if none has
     * @param reason for a person, one line
     */
    record Halted(int epoch, String reason) implements TrialOutcome {}

    /**
     * A bug, a broken environment or data that cannot be used ended it.
     *
     * @param cause what happened: one line for a person and, of a bug, the stack trace for a developer below it
     */
    record Failed(String cause) implements TrialOutcome {}

    /** The glossary's words for all ends, in lower case and in the order of the clause above. */
    static List<String> words() {
        return Arrays.stream(TrialOutcome.class.getPermittedSubclasses())
                .map(TrialOutcome::word)
                .toList();
    }

    private static String word(Class<?> outcome) {
        return outcome.getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** The glossary's word for this end, in lower case. */
    default String word() {
        return word(getClass());
    }
}
