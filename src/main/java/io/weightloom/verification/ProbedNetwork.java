package io.weightloom.verification;

import io.weightloom.data.Examples;
import io.weightloom.layout.Layout;
import io.weightloom.layout.Shape;
import io.weightloom.network.Network;
import io.weightloom.network.Structures;
import io.weightloom.network.Trainable;
import io.weightloom.network.graph.Names;
import io.weightloom.network.graph.NativeArrays;
import io.weightloom.program.GradientProgram;
import io.weightloom.program.Work;
import io.weightloom.random.RandomStream;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.TrialSpec;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network on a batch: what a {@link Check} looks at. Numbers go in and out as plain arrays, row-major. Not
 * thread-safe. Close it: it owns native memory; the network stays open.
 */
final class ProbedNetwork implements AutoCloseable {

    private static final double DISPLACEMENT = 0.1;

    private final TrialSpec trial;
    private final Network network;
    private final Structures structures;
    private final Supplier<Network> single;
    private final Probe probe;
    private final Computed computed;
    private @Nullable Map<String, double[]> firstGradients;

    /** @throws IllegalArgumentException if the network is not in double precision */
    ProbedNetwork(TrialSpec trial, Network network, Examples sample) {
        this(trial, network, Probe.of(trial, network, sample, Optional.empty()));
    }

    /** @throws IllegalArgumentException if the network is not in double precision */
    ProbedNetwork(TrialSpec trial, Network network, Probe probe) {
        this(trial, network, Structures.NONE, probe);
    }

    /** @param structures where the network was built, and others of the same trial are */
    ProbedNetwork(TrialSpec trial, Network network, Structures structures, Probe probe) {
        this(trial, network, structures, () -> structures.build(trial, DataType.FLOAT, Work.UNHEARD), probe);
    }

    /**
     * With another way to single precision, for a network of one task.
     *
     * @param single builds the same network in single precision, in which it trains
     * @throws IllegalArgumentException if the network is not in double precision
     */
    ProbedNetwork(TrialSpec trial, Network network, Supplier<Network> single, Examples sample) {
        this(trial, network, Structures.NONE, single, Probe.of(trial, network, sample, Optional.empty()));
    }

    private ProbedNetwork(
            TrialSpec trial, Network network, Structures structures, Supplier<Network> single, Probe probe) {
        for (Trainable trainable : network.trainables()) {
            SDVariable variable = network.graph().getVariable(trainable.name());
            if (variable != null && variable.dataType() != DataType.DOUBLE) {
                throw new IllegalArgumentException("A network is verified in double precision, but %s is %s"
                        .formatted(trainable.name(), variable.dataType()));
            }
        }
        this.trial = trial;
        this.network = network;
        this.structures = structures;
        this.single = single;
        this.probe = probe;
        this.computed = new Computed(network, probe);
    }

    TrialSpec trial() {
        return trial;
    }

    Network network() {
        return network;
    }

    /** The network as it trains, in single precision, at the trial's first values; close it. */
    Network single() {
        return single.get();
    }

    /** Where other networks of the trial are built. */
    Structures structures() {
        return structures;
    }

    /** Where the target weights lie. */
    Layout layout() {
        return network.layout();
    }

    /** The shape of a trainable, as the graph holds it. */
    Shape shape(String trainable) {
        return Shape.of(array(trainable).shape());
    }

    /** How many tasks' weights are made at the same time. */
    int tasks() {
        return probe.tasks();
    }

    /** The examples of one task with a network of one task, of the same trial; close it. */
    ProbedNetwork ofTask(int task, Network other) {
        return new ProbedNetwork(trial, other, structures, single, probe.of(task));
    }

    /** What the condition knows tasks by that might have been learned before; empty if there are none. */
    Optional<Probe.Input> before() {
        return probe.before();
    }

    /** The same network with the first examples only, of each task if each has weights of its own; close it. */
    ProbedNetwork few(int examples) {
        return new ProbedNetwork(trial, network, structures, single, probe.first(examples));
    }

    /** Another network of the same trial, with what it is fed with; close it, and then the network. */
    ProbedNetwork of(Network other, Supplier<Network> single, Probe fed) {
        return new ProbedNetwork(trial, other, structures, single, fed);
    }

    /** Whether the graph has a variable of this name. */
    boolean has(String name) {
        return network.graph().hasVariable(name);
    }

    /** Whether a generator makes the weights, so that there is a flat vector. */
    boolean generated() {
        return has(Names.FLAT);
    }

    /** Whether weights are others for each example at each step of a sequence, so that there is no flat vector. */
    boolean isMadeAnew() {
        return trial.weights() instanceof HypernetSpec hypernet
                && hypernet.condition() instanceof ConditionSpec.Recurrent;
    }

    /**
     * Where the condition begins: the variable that holds what tasks are known by, or z; empty if there is no
     * condition.
     */
    Optional<String> condition() {
        return Stream.of(Names.TASK, Names.Z).filter(this::has).findFirst();
    }

    /** A trainable, constant or placeholder as it stands. */
    Tensors.Tensor tensor(String variable) {
        Probe.Input input = probe.inputs().get(variable);
        if (input != null) {
            return new Tensors.Tensor(Shape.of(input.shape()), input.widened());
        }
        INDArray array = array(variable);
        return new Tensors.Tensor(Shape.of(array.shape()), Computed.numbers(array));
    }

    /** The network's input, {@code [batch, inputs]} or {@code [tasks, batch, inputs]}. */
    double[] input() {
        return probe.input(Names.X).widened();
    }

    /** The random numbers of one check, the same for the same trial. */
    SplittableRandom random(CheckKind check) {
        return RandomStream.VERIFICATION.generator(
                trial.seed(), 1 + List.of(CheckKind.values()).indexOf(check));
    }

    /** Computes variables from the trainables as they stand. */
    Tensors compute(Collection<String> names) {
        return computed.variables(names, values());
    }

    /** Computes one variable. */
    double[] compute(String name) {
        return compute(List.of(name)).values(name);
    }

    /** Variables as functions of the trainables, which begin at their present values. */
    Forward forward(Collection<String> names) {
        return computed.forward(names);
    }

    /** The compiled loss of a network of the same trial and its gradients, loaded with the batch; close it. */
    GradientProgram program(Network of) {
        GradientProgram program = Computed.guarded(
                () -> of.home().programs().gradients(of.graph(), Names.LOSS, of.trainableNames(), probe.shapes()),
                () -> "Cannot compile the gradients");
        computed.load(program);
        return program;
    }

    /**
     * The gradients of the loss at the first values of the trainables, by name: of each trainable, and of the flat
     * vector if there is one. What the loss does not reach is absent.
     */
    Map<String, double[]> firstGradients() {
        if (firstGradients == null) {
            firstGradients = gradients();
        }
        return firstGradients;
    }

    /** The same at the trainables' present values. */
    Map<String, double[]> gradients() {
        return computed.gradients(values());
    }

    /**
     * The gradients of trainables at their present values, if the loss had these by the outputs, by name. What it does
     * not reach is absent.
     */
    Map<String, double[]> gradients(Tensors.Tensor outputs, Collection<String> of) {
        return computed.gradientsBySameDiff(outputs, of);
    }

    /** Where these come from. */
    Computed computed() {
        return computed;
    }

    /** A copy of a trainable's values. */
    double[] value(String trainable) {
        return Computed.numbers(array(trainable));
    }

    /** Writes a trainable's values. */
    void set(String trainable, double[] values) {
        INDArray array = array(trainable);
        if (array.ordering() == 'c' && !array.isView()) {
            NativeArrays.set(array, values);
            return;
        }
        try (INDArray copy = NativeArrays.of(values, array.dataType(), array.shape())) {
            array.assign(copy);
        }
    }

    /** Writes one element of a trainable. */
    void set(String trainable, int element, double value) {
        array(trainable).putScalar(element, value);
    }

    /** Copies of all trainables that the graph has, for {@link #restore}. */
    Map<String, double[]> values() {
        Map<String, double[]> values = new LinkedHashMap<>();
        network.trainableNames().stream().filter(this::has).forEach(name -> values.put(name, value(name)));
        return values;
    }

    /** Writes trainables back. */
    void restore(Map<String, double[]> values) {
        values.forEach(this::set);
    }

    /** Looks while all trainables are displaced by random numbers; they have the same values afterwards. */
    <T> T displaced(SplittableRandom random, Supplier<T> look) {
        Map<String, double[]> values = values();
        values.forEach((name, value) -> {
            double[] displaced = value.clone();
            for (int i = 0; i < displaced.length; i++) {
                displaced[i] += DISPLACEMENT * (2 * random.nextDouble() - 1);
            }
            set(name, displaced);
        });
        try {
            return look.get();
        } finally {
            restore(values);
        }
    }

    @Override
    public void close() {
        computed.close();
    }

    private INDArray array(String trainable) {
        return network.graph().getVariable(trainable).getArr();
    }
}
