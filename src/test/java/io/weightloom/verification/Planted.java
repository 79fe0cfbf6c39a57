package io.weightloom.verification;

import io.weightloom.data.Examples;
import io.weightloom.layout.ExampleShape;
import io.weightloom.layout.Layout;
import io.weightloom.layout.Slot;
import io.weightloom.network.LayerScale;
import io.weightloom.network.Network;
import io.weightloom.network.Trainable;
import io.weightloom.network.Trials;
import io.weightloom.network.graph.Names;
import io.weightloom.random.RandomStream;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TrialSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.nd4j.autodiff.loss.LossReduce;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The network of {@link #TRIAL} built by hand, with places to plant a fault in: z, one hidden ReLU layer, a full head,
 * target 3-5-2. Without a fault it is the network that the trial describes.
 */
final class Planted {

    static final TrialSpec TRIAL =
            Trials.of(7, Trials.full(Initialisation.DEFAULT, 4, 6), Activation.RELU, Loss.CROSS_ENTROPY, 3, 5, 2);

    private final Map<String, double[]> values = new LinkedHashMap<>();
    private final List<Trainable> trainables = new ArrayList<>();
    private final List<LayerScale> layers = new ArrayList<>();
    private Layout layout;
    private final TrialSpec trial;
    private UnaryOperator<SDVariable> condition = z -> z;
    private UnaryOperator<SDVariable> trunk = e -> e;
    private UnaryOperator<SDVariable> flat = f -> f;
    private BiFunction<Slot, SDVariable, SDVariable> slice =
            (slot, f) -> f.get(SDIndex.interval(slot.offset(), slot.end()))
                    .reshape(slot.shape().toArray());
    private UnaryOperator<SDVariable> loss = l -> l;
    private String unused = "";
    private Supplier<Network> single = () -> network(DataType.FLOAT);

    private Planted(TrialSpec trial) {
        this.trial = trial;
        try (Network sound = Network.build(trial, DataType.DOUBLE)) {
            layout = sound.layout();
            layers.addAll(sound.layers());
            for (Trainable trainable : sound.trainables()) {
                trainables.add(trainable);
                values.put(
                        trainable.name(),
                        sound.graph()
                                .getVariable(trainable.name())
                                .getArr()
                                .dup('c')
                                .reshape(-1)
                                .toDoubleVector());
            }
        }
    }

    static Planted sound() {
        return new Planted(TRIAL);
    }

    /** The same network with another condition of width 4. */
    static Planted of(ConditionSpec condition) {
        HypernetSpec hypernet = Trials.hypernet(new GeneratorSpec.Full(), condition, Initialisation.DEFAULT, 6);
        return new Planted(Trials.of(7, hypernet, Activation.RELU, Loss.CROSS_ENTROPY, 3, 5, 2));
    }

    /** Some examples of two classes. */
    static Examples examples() {
        return examples(16, 3, 2);
    }

    static Examples examples(int size, int inputs, int outputs) {
        SplittableRandom random = new SplittableRandom(5);
        float[] x = new float[size * inputs];
        float[] y = new float[size * outputs];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) RandomStream.gaussian(random);
        }
        for (int i = 0; i < size; i++) {
            y[i * outputs + i % outputs] = 1;
        }
        return new Examples(x, y, size, inputs, outputs);
    }

    /** The examples cut in two, as those of two of some tasks that a bank of z knows. */
    static Probe ofTasks(Network network, Examples examples, int known, int one, int other) {
        int batch = examples.size() / 2;
        float[] hot = new float[2 * known];
        hot[one] = 1;
        hot[known + other] = 1;
        Map<String, Probe.Input> inputs = new LinkedHashMap<>();
        network.shapes(2, batch)
                .forEach((name, shape) -> inputs.put(
                        name,
                        Probe.Input.of(
                                network,
                                name,
                                switch (name) {
                                    case Names.X -> examples.features();
                                    case Names.Y -> examples.labels();
                                    default -> hot;
                                },
                                shape)));
        return new Probe(2, batch, inputs);
    }

    Planted filled(String trainable, double value) {
        Arrays.fill(values.get(trainable), value);
        return this;
    }

    Planted value(String trainable, int element, double value) {
        values.get(trainable)[element] = value;
        return this;
    }

    /** @param condition what becomes of z, {@code [1, 4]} */
    Planted condition(UnaryOperator<SDVariable> condition) {
        this.condition = condition;
        return this;
    }

    /** @param trunk what becomes of the output of the hidden layer, {@code [1, 6]} */
    Planted trunk(UnaryOperator<SDVariable> trunk) {
        this.trunk = trunk;
        return this;
    }

    /** @param flat what becomes of the flat vector */
    Planted flat(UnaryOperator<SDVariable> flat) {
        this.flat = flat;
        return this;
    }

    /** @param slice cuts the tensor {@code name} out of the flat vector */
    Planted slice(String name, BiFunction<Slot, SDVariable, SDVariable> slice) {
        BiFunction<Slot, SDVariable, SDVariable> others = this.slice;
        this.slice = (slot, f) -> (slot.name().equals(name) ? slice : others).apply(slot, f);
        return this;
    }

    Planted loss(UnaryOperator<SDVariable> loss) {
        this.loss = loss;
        return this;
    }

    Planted layout(UnaryOperator<List<Slot>> slots) {
        layout = Layout.of(slots.apply(new ArrayList<>(layout.slots())));
        return this;
    }

    /** The bias of the hidden layer stays in the graph, but nothing uses it. */
    Planted withoutBias() {
        unused = "hyper/b0";
        return this;
    }

    /** A trainable that training is not told of. */
    Planted forgetting(String trainable) {
        trainables.removeIf(t -> t.name().equals(trainable));
        return this;
    }

    Planted trainables(UnaryOperator<List<Trainable>> change) {
        List<Trainable> changed = change.apply(new ArrayList<>(trainables));
        trainables.clear();
        trainables.addAll(changed);
        return this;
    }

    Verification verified() {
        try (Network network = network()) {
            return Verifier.verify(new ProbedNetwork(trial, network, this::single, examples()));
        }
    }

    List<Finding> findings(Check check) {
        try (Network network = network();
                ProbedNetwork probed = new ProbedNetwork(trial, network, this::single, examples())) {
            return check.findings(probed);
        }
    }

    /** What trains is another network. */
    Planted training(Planted other) {
        single = () -> other.network(DataType.FLOAT);
        return this;
    }

    private Network single() {
        return single.get();
    }

    Network network() {
        return network(DataType.DOUBLE);
    }

    private Network network(DataType type) {
        SameDiff graph = SameDiff.create();
        Map<String, SDVariable> t = new HashMap<>();
        values.forEach((name, v) ->
                t.put(name, graph.var(name, Nd4j.createFromArray(v).castTo(type).reshape(shape(name)))));
        SDVariable z = condition.apply(t.computeIfAbsent("z", name -> otherwise(graph, type)));
        SDVariable pre = z.mmul(t.get("hyper/w0"));
        SDVariable biased = unused.isEmpty() ? pre.add(t.get("hyper/b0").reshape(1, 6)) : pre.mul(1);
        SDVariable e = trunk.apply(graph.nn().relu(biased.rename("hyper/pre0"), 0)); // [1, 6]
        SDVariable all = e.mmul(t.get("hyper/head/w"))
                .add(t.get("hyper/head/b").reshape(1, 32))
                .reshape(32);
        SDVariable f = flat.apply(all).rename(Names.FLAT); // [theta]
        Map<String, SDVariable> w = new HashMap<>();
        layout.slots().forEach(slot -> w.put(slot.name(), slice.apply(slot, f).rename(Names.target(slot.name()))));
        SDVariable x = graph.placeHolder(Names.X, type, -1, 3);
        SDVariable y = graph.placeHolder(Names.Y, type, -1, 2);
        SDVariable pre1 = x.mmul(w.get("w1")).add("pre/1", w.get("b1").reshape(1, 5));
        SDVariable output = graph.nn()
                .relu(pre1, 0)
                .mmul(w.get("w2"))
                .add(Names.OUTPUT, w.get("b2").reshape(1, 2));
        SDVariable data = graph.loss()
                .softmaxCrossEntropy("data-loss", y, output, null, LossReduce.MEAN_BY_NONZERO_WEIGHT_COUNT, 0);
        loss.apply(data).rename(Names.LOSS);
        graph.setLossVariables(Names.LOSS);
        return new Network(
                graph,
                layout,
                trainables,
                layers,
                List.of(),
                Map.of(Names.X, new ExampleShape.Vector(3), Names.Y, new ExampleShape.Vector(2)));
    }

    /** A z that is not trained. */
    private SDVariable otherwise(SameDiff graph, DataType type) {
        try (Network sound = Network.build(trial, type)) {
            return sound.noise().isPresent()
                    ? graph.placeHolder(Names.Z, type, sound.noise().get())
                    : graph.constant(
                            Names.Z, sound.graph().getVariable(Names.Z).getArr().dup());
        }
    }

    /** The flat vector at the start. */
    double[] flatVector() {
        try (Network network = network();
                ProbedNetwork probed = new ProbedNetwork(trial, network, examples())) {
            return probed.compute(Names.FLAT);
        }
    }

    /** The Euclidean norm of a variable, after a function of each element. */
    double norm(String variable, DoubleUnaryOperator function) {
        try (Network network = network();
                ProbedNetwork probed = new ProbedNetwork(trial, network, examples())) {
            return Numbers.norm(
                    Arrays.stream(probed.compute(variable)).map(function).toArray());
        }
    }

    private static long[] shape(String trainable) {
        return switch (trainable) {
            case "z" -> new long[] {1, 4};
            case "hyper/w0" -> new long[] {4, 6};
            case "hyper/head/w" -> new long[] {6, 32};
            case "hyper/b0" -> new long[] {6};
            default -> new long[] {32};
        };
    }
}
