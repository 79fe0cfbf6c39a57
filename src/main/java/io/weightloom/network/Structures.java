package io.weightloom.network;

import io.weightloom.network.graph.NativeArrays;
import io.weightloom.network.init.LedgerColumn;
import io.weightloom.network.init.Parameter;
import io.weightloom.network.target.Targets;
import io.weightloom.program.Programs;
import io.weightloom.program.Work;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Networks that are built once: trials of a sweep differ mostly in their seeds, learning rates and data, none of which
 * shapes a graph. What is built, differentiated and compiled for one trial waits here for the next one of the same
 * structure, which gives it its own values.
 *
 * <p>A structure is all of a trial that its graph is made of: target, weights, loss, objective, decay, and the values
 * of what is drawn and held fixed, which are constants of the graph. Small networks alone are kept, at most
 * {@value #MOST} graphs, whose programs have at most {@value #MOST_BYTES} bytes of native memory; those that were used
 * last stay. What is large trains longer than it takes to be built. Not thread-safe: of one trial at a time. Close it:
 * it owns native memory.
 */
public final class Structures implements AutoCloseable {

    /** Keeps nothing: each network is built when it is asked for, and freed when it is closed. */
    public static final Structures NONE = new Structures(false);

    private static final int MOST = 24;
    private static final long MOST_BYTES = 64_000_000;

    /** Numbers that are drawn or computed for the examples that are verified, at most, of a network that is kept. */
    private static final double LARGEST = 200_000;

    /** Tensors of the target of a network that is kept, at most: a graph grows with them. */
    private static final int DEEPEST = 64;

    private final boolean keeping;
    private final Map<Key, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
    private @Nullable Beginning last; // of the trial that was asked for last

    private Structures(boolean keeping) {
        this.keeping = keeping;
    }

    /** Empty. */
    public static Structures keeping() {
        return new Structures(true);
    }

    /** What a graph is made of. */
    private record Key(
            TargetSpec target,
            WeightsSpec weights,
            Loss loss,
            TrainingSpec.Objective objective,
            double decay,
            DataType precision,
            List<List<Double>> fixed) {}

    /**
     * What a trial begins with, which is asked for several times while it is verified and trained.
     *
     * @param kept whether its structure is
     */
    private record Beginning(TrialSpec spec, boolean kept, Optional<Blueprint> blueprint) {

        Beginning drawn() {
            return new Beginning(spec, kept, Optional.of(Blueprint.of(spec)));
        }
    }

    /** A network and what was compiled of it. */
    private static final class Kept {

        private final Programs programs = Programs.keeping();
        private Optional<Network> network = Optional.empty();
        private boolean lent = true;
        private boolean forgotten;

        private void back(SameDiff graph) {
            lent = false;
            if (forgotten) {
                GraphArrays.free(graph);
            }
        }

        private void forget() {
            forgotten = true;
            programs.close();
            if (!lent) {
                network.ifPresent(waiting -> GraphArrays.free(waiting.graph()));
            }
        }
    }

    /**
     * Whether trials of this structure are built here once, by the spec alone: then they are verified by what is
     * compiled of it.
     */
    public boolean keeps(TrialSpec spec) {
        return keeping && beginning(spec).kept();
    }

    private Beginning beginning(TrialSpec spec) {
        Beginning known = last;
        if (known == null || !known.spec().equals(spec)) {
            known = new Beginning(spec, suits(spec), Optional.empty());
            last = known;
        }
        return known;
    }

    /** What is drawn for a trial that is kept. */
    private Blueprint first(TrialSpec spec) {
        Beginning known = beginning(spec);
        if (known.blueprint().isEmpty()) {
            known = known.drawn();
            last = known;
        }
        return known.blueprint().orElseThrow();
    }

    private static boolean suits(TrialSpec spec) {
        if (spec.given().isPresent()
                || !(spec.weights() instanceof WeightsSpec.Plain || spec.weights() instanceof HypernetSpec)) {
            return false;
        }
        Footprint size = Footprint.of(spec, Footprint.VERIFIED_EXAMPLES);
        return size.parameters() + size.theta() + size.hidden() + size.activations() <= LARGEST
                && Targets.layout(spec.target()).slots().size() <= DEEPEST;
    }

    /** As {@link Network#build(TrialSpec, DataType, Work)}. */
    public Network build(TrialSpec spec, DataType precision, Work work) {
        return keeps(spec) ? network(spec, first(spec), precision, work) : Network.build(spec, precision, work);
    }

    /** As {@link Network#build(TrialSpec, double[], DataType, Work)}. */
    public Network build(TrialSpec spec, double[] learned, DataType precision, Work work) {
        return keeps(spec)
                ? network(spec, Blueprint.of(spec, learned), precision, work)
                : Network.build(spec, learned, precision, work);
    }

    /** As {@link Network#plain}. */
    public Network plain(TrialSpec spec, double[] flat, DataType precision) {
        return keeps(spec)
                ? network(spec.with(new WeightsSpec.Plain()), Blueprint.plain(spec, flat), precision, Work.UNHEARD)
                : Network.plain(spec, flat, precision);
    }

    /** Frees what waits here; what is in use is freed when it is closed. */
    public void forget() {
        if (!keeping) {
            return; // nothing waits, for any thread
        }
        kept.values().forEach(Kept::forget);
        kept.clear();
        last = null;
    }

    @Override
    public void close() {
        forget();
    }

    private Network network(TrialSpec spec, Blueprint blueprint, DataType precision, Work work) {
        Key key = new Key(
                spec.target(),
                spec.weights(),
                spec.training().loss(),
                spec.training().objective(),
                spec.training().generatedDecay(),
                precision,
                fixed(blueprint));
        Kept waiting = kept.get(key);
        if (waiting != null && waiting.network.isPresent() && !waiting.lent) {
            Network network = waiting.network.get();
            waiting.lent = true;
            set(network, blueprint);
            return network;
        }
        work.begins("building the network");
        Kept fresh = new Kept();
        Network network = Network.of(spec, blueprint, precision, work, new Home(fresh.programs, graph -> {
            fresh.back(graph);
            tidy();
        }));
        fresh.network = Optional.of(network);
        if (waiting == null) {
            kept.put(key, fresh);
        } else { // somebody has it: this one is used once
            fresh.forget();
        }
        return network;
    }

    /** Values of what is held fixed, which compiled programs hold as constants. */
    private static List<List<Double>> fixed(Blueprint blueprint) {
        List<List<Double>> fixed = new ArrayList<>();
        for (Parameter parameter : blueprint.source().parameters()) {
            if (parameter.part() == LedgerColumn.FIXED) {
                fixed.add(Arrays.stream(ParameterValues.numbers(blueprint.values(), parameter.name()))
                        .boxed()
                        .toList());
            }
        }
        return fixed;
    }

    private static void set(Network network, Blueprint blueprint) {
        for (Trainable trainable : network.trainables()) {
            INDArray array = network.graph().getVariable(trainable.name()).getArr();
            NativeArrays.set(array, ParameterValues.numbers(blueprint.values(), trainable.name()));
        }
    }

    /** Frees what was not used for longest, while there is too much of it. */
    private void tidy() {
        long bytes =
                kept.values().stream().mapToLong(each -> each.programs.bytes()).sum();
        Iterator<Kept> oldest = kept.values().iterator();
        while (oldest.hasNext() && (kept.size() > MOST || bytes > MOST_BYTES)) {
            Kept next = oldest.next();
            if (!next.lent) {
                bytes -= next.programs.bytes();
                next.forget();
                oldest.remove();
            }
        }
    }
}
