package io.weightloom.runner.preflight;

import io.weightloom.network.Footprint;
import io.weightloom.network.UnrolledGraph;
import io.weightloom.network.target.Targets;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.fault.Misfit;
import io.weightloom.text.Decimals;
import java.util.Optional;

/**
 * Whether a network can be trained here at all, told from its counts; {@link Footprint} says how much memory it takes.
 */
public final class Capacity {

    /**
     * Most target weights, and most numbers that are drawn: a checkpoint holds each of these four times (Adam) in one
     * array of bytes, which ends at 134 million.
     */
    private static final double MOST_NUMBERS = 100e6;

    /** Most numbers in hidden layers: a program holds each four times in one array, which ends at 537 million. */
    private static final double MOST_HIDDEN = 250e6;

    /**
     * Most layers one behind the other, those of the generator and of the target. Measured on two cores at rest: 300
     * layers of two units are built, verified and compiled in 9 s, 1,000 in 44 s; where the graph's gradients are made,
     * the time still grows a little faster than the depth.
     */
    private static final int MOST_LAYERS = 2_000;

    /**
     * Most operations of a graph in which a recurrent network is unrolled. Measured beside other work on two cores: an
     * LSTM with layer norm whose weights are made anew at each of 200 steps has 47,000, is built in 5 s, compiled in 11
     * s and verified in 50 s.
     */
    private static final long MOST_OPERATIONS = 50_000;

    private Capacity() {}

    /**
     * What keeps a trial's network, which has none of the faults that its spec alone could show, from being trained.
     *
     * @param memory that there is
     */
    public static Optional<Misfit> objection(TrialSpec trial, AvailableMemory memory) {
        return tooDeep(trial)
                .or(() -> tooLong(trial))
                .or(() -> fault(trial, memory).map(fault -> new Misfit("hypernet", fault)));
    }

    /** What makes a trial's network too deep to be worked, with the setting that has most part in it. */
    static Optional<Misfit> tooDeep(TrialSpec trial) {
        int target = Targets.depth(trial.target());
        int hidden = trial.weights() instanceof HypernetSpec hypernet
                ? hypernet.hidden().size()
                : 0;
        return target + hidden <= MOST_LAYERS
                ? Optional.empty()
                : Optional.of(new Misfit(
                        target >= hidden ? "target" : "hypernet.hidden",
                        "makes a network of %s layers with weights, one behind the other (%s of the target, %s hidden ones of the generator); at most %s are possible"
                                .formatted(count(target + hidden), count(target), count(hidden), count(MOST_LAYERS))));
    }

    /** What makes the windows that a recurrent network reads too long to be unrolled. */
    static Optional<Misfit> tooLong(TrialSpec trial) {
        return UnrolledGraph.of(trial)
                .filter(graph -> graph.operations() > MOST_OPERATIONS)
                .map(graph -> new Misfit(
                        "data.steps",
                        "and data.unscored make %s steps, which are unrolled in one graph of about %s operations; at most %s are possible, which are %s steps of this network"
                                .formatted(
                                        count(graph.steps()),
                                        count((double) graph.operations()),
                                        count(MOST_OPERATIONS),
                                        count((double) graph.steps(MOST_OPERATIONS)))));
    }

    /**
     * What keeps a trial's network from being trained; the message is to stand after {@code hypernet}.
     *
     * @param memory that there is
     */
    static Optional<String> fault(TrialSpec trial, AvailableMemory memory) {
        int batch = trial.training().batchSize();
        Footprint size = Footprint.of(trial, batch);
        if (size.parameters() > MOST_NUMBERS) {
            return Optional.of("%s, most of the numbers in %s; at most %s of each are possible"
                    .formatted(network(size), size.largest(), count(MOST_NUMBERS)));
        }
        if (size.theta() > MOST_NUMBERS) {
            return Optional.of("%s; at most %s of each are possible".formatted(network(size), count(MOST_NUMBERS)));
        }
        if (size.hidden() > MOST_HIDDEN) {
            return Optional.of("%s by way of %s numbers in hidden layers; at most %s are possible"
                    .formatted(network(size), count(size.hidden()), count(MOST_HIDDEN)));
        }
        if (size.activations() > MOST_HIDDEN) {
            return Optional.of("%s, whose layers hold %s numbers for a batch of %s; at most %s are possible"
                    .formatted(network(size), count(size.activations()), batch, count(MOST_HIDDEN)));
        }
        if (size.heapBytes() > memory.heap()) {
            return Optional.of(
                    "%s, which take about %s of Java heap, but this process may use %s (more with java -Xmx...)"
                            .formatted(network(size), megabytes(size.heapBytes()), megabytes((double) memory.heap())));
        }
        double all = size.heapBytes() + size.nativeBytes();
        return all <= memory.machine()
                ? Optional.empty()
                : Optional.of("%s, which take about %s of memory, but this machine has %s"
                        .formatted(network(size), megabytes(all), megabytes((double) memory.machine())));
    }

    private static String network(Footprint size) {
        return "makes a network of %s numbers for %s target weights"
                .formatted(count(size.parameters()), count(size.theta()));
    }

    private static String count(double number) {
        return Decimals.whole(number);
    }

    private static String megabytes(double bytes) {
        return Decimals.whole(bytes / 1_000_000) + " MB";
    }
}
