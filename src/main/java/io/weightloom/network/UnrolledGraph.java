package io.weightloom.network;

import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.RecurrentSpec;
import io.weightloom.spec.TrialSpec;
import java.util.Optional;

/**
 * About how many operations the graph of a recurrent network has, its gradients among them, told without building it:
 * all its steps stand in one graph, and it takes so long to be built and compiled, and so much memory meanwhile, as it
 * has operations. Immutable.
 *
 * @param steps that are unrolled
 * @param perStep operations of a step, all layers together
 */
public record UnrolledGraph(int steps, long perStep) {

    // As counted; a test holds them to what is built.
    private static final long RNN = 14;
    private static final long LSTM = 42;
    private static final long NORM = 26;
    private static final long SIGNALS = 47;
    private static final long SUMS_OF_MATRICES = 16;
    private static final long DROPOUT = 6;

    /** Of a trial's network; empty if it is not unrolled. */
    public static Optional<UnrolledGraph> of(TrialSpec trial) {
        return trial.target() instanceof RecurrentSpec recurrent
                ? Optional.of(new UnrolledGraph(recurrent.length(), recurrent.depth() * ofLayer(recurrent, trial)))
                : Optional.empty();
    }

    private static long ofLayer(RecurrentSpec recurrent, TrialSpec trial) {
        boolean lstm = recurrent instanceof RecurrentSpec.Lstm;
        long operations = (lstm ? LSTM : RNN) + (recurrent.dropout() == 0 ? 0 : DROPOUT);
        if (recurrent.cellNorm() == RecurrentSpec.Norm.LAYER) {
            operations += lstm ? 2 * NORM : NORM;
        }
        if (trial.weights() instanceof HypernetSpec hypernet
                && hypernet.condition() instanceof ConditionSpec.Recurrent condition) {
            operations += LSTM + SIGNALS + (condition.norm() == RecurrentSpec.Norm.LAYER ? 2 * NORM : 0);
            operations += hypernet.generator() instanceof GeneratorSpec.Full ? SUMS_OF_MATRICES : 0;
        }
        return operations;
    }

    /** Of all steps. */
    public long operations() {
        return steps * perStep;
    }

    /** Most steps of such a network that have no more operations than so many. */
    public long steps(long most) {
        return most / perStep;
    }
}
