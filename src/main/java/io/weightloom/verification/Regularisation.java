package io.weightloom.verification;

import io.weightloom.layout.ExampleShape;
import io.weightloom.network.Network;
import io.weightloom.network.OutputRegulariser;
import io.weightloom.network.graph.Names;
import io.weightloom.random.RandomStream;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.OrderSpec;
import io.weightloom.spec.TrialSpec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * What holds the weights of tasks learned before has the right gradient, where tasks are learned one after the other:
 * {@link FiniteDifferences} and {@link Compilation} look at the output regulariser as they do at the loss. It is a
 * graph of its own, which trains beside the loss from the second task on, so that a fault in it would show late, as
 * mere forgetting.
 *
 * <p>At the start nothing has been learned, and where a task begins, the weights are what they are held to, so that all
 * gradients are zero. Here the anchors are drawn at random, as large as the weights that are generated: what they are
 * makes no difference to whether a gradient is right. A bank of z is held as it is: its gradient must be zero.
 */
final class Regularisation implements Check {

    private final Builder builder;

    /** Builds what {@link OutputRegulariser#of} does. */
    @FunctionalInterface
    interface Builder {
        OutputRegulariser build(TrialSpec trial, double beta, double[] learned, int tasks, DataType precision);
    }

    Regularisation() {
        this(OutputRegulariser::of);
    }

    Regularisation(Builder builder) {
        this.builder = builder;
    }

    @Override
    public CheckKind kind() {
        return CheckKind.REGULARISER;
    }

    @Override
    public List<Finding> findings(ProbedNetwork probed) {
        TrialSpec trial = probed.trial();
        Optional<Probe.Input> before = probed.before();
        if (!(trial.training().order() instanceof OrderSpec.Sequential order)
                || order.regulariser() == 0
                || !(trial.weights() instanceof HypernetSpec)
                || before.isEmpty()) {
            return List.of();
        }
        int tasks = before.get().rows().length;
        double[] learned = probed.values().values().stream()
                .flatMapToDouble(Arrays::stream)
                .toArray();
        try (Network held = held(probed, order, learned, tasks, DataType.DOUBLE);
                ProbedNetwork regulariser = probed.of(
                        held, () -> held(probed, order, learned, tasks, DataType.FLOAT), probe(probed, before.get()))) {
            return Stream.of(new FiniteDifferences(), new Compilation())
                    .flatMap(check -> check.findings(regulariser).stream())
                    .map(this::own)
                    .toList();
        }
    }

    private Finding own(Finding finding) {
        return new Finding(
                kind(),
                finding.subject(),
                finding.verdict(),
                finding.measures(),
                "Output regulariser: " + finding.message(),
                finding.samples());
    }

    /** The regulariser as a network; closing it frees the regulariser's graph. */
    private Network held(
            ProbedNetwork probed, OrderSpec.Sequential order, double[] learned, int tasks, DataType precision) {
        OutputRegulariser regulariser = Computed.guarded(
                () -> builder.build(probed.trial(), order.regulariser(), learned, tasks, precision),
                () -> "Cannot build the output regulariser");
        return new Network(
                regulariser.graph(), probed.layout(), probed.network().trainables(), List.of(), List.of(), Map.of());
    }

    private static Probe probe(ProbedNetwork probed, Probe.Input before) {
        int tasks = before.rows().length;
        long theta = probed.layout().size();
        double scale = Math.sqrt(Numbers.secondMoment(probed.compute(Names.FLAT)));
        SplittableRandom random = probed.random(CheckKind.REGULARISER);
        float[] anchors = new float[Math.toIntExact(tasks * theta)];
        for (int i = 0; i < anchors.length; i++) {
            anchors[i] = (float) ((scale == 0 ? 1 : scale) * RandomStream.gaussian(random));
        }
        Map<String, Probe.Input> inputs = new LinkedHashMap<>();
        inputs.put(Names.TASK, before);
        inputs.put(
                Names.ANCHORS,
                new Probe.Input(anchors, new long[] {tasks}, new ExampleShape.Vector(Math.toIntExact(theta))));
        return new Probe(tasks, 0, inputs);
    }
}
