package io.weightloom.verification;

import io.weightloom.layout.Shape;
import io.weightloom.network.Network;
import io.weightloom.network.graph.Names;
import io.weightloom.network.graph.NativeArrays;
import io.weightloom.program.GradientProgram;
import io.weightloom.program.Programs;
import io.weightloom.program.Session;
import io.weightloom.program.natives.ArrayNumbers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a network computes of a batch, at given values of its trainables: by SameDiff, or, where programs of the network
 * are kept for others of its structure, by programs compiled in double precision. These are held to SameDiff's numbers
 * when they are run for the first time, and until they have given them once SameDiff's count. Not thread-safe. Close
 * it: it owns native memory.
 */
final class Computed implements AutoCloseable {

    /** Largest relative error of a tensor that a program computes in double precision as SameDiff does. */
    private static final double AGREEMENT = 1e-9;

    private static final List<String> GRADIENTS = List.of("gradients");

    private final Network network;
    private final Probe probe;
    private final Map<String, INDArray> batch = new LinkedHashMap<>(); // the probe's for SameDiff, once it is asked
    private final Map<List<String>, Forward> forwards = new HashMap<>();
    private @Nullable GradientProgram gradients;

    Computed(Network network, Probe probe) {
        this.network = network;
        this.probe = probe;
    }

    /** The values of all placeholders; they stay open. */
    private Map<String, INDArray> batch() {
        if (batch.isEmpty()) {
            probe.inputs()
                    .forEach((name, input) ->
                            batch.put(name, NativeArrays.of(input.widened(), DataType.DOUBLE, input.shape())));
        }
        return batch;
    }

    /** Variables as functions of the trainables, which begin at their present values. */
    Forward forward(Collection<String> names) {
        return guarded(() -> new Forward(network, probe, names), () -> "Cannot compile " + names);
    }

    /**
     * Variables at values of the trainables.
     *
     * @param values by name, those that the graph holds
     */
    Tensors variables(Collection<String> names, Map<String, double[]> values) {
        return compiles() ? compiled(List.copyOf(names), values) : bySameDiff(names);
    }

    /**
     * Whether variables and gradients are computed by programs, compiled in double precision and kept, which are held
     * to SameDiff's numbers when they are run for the first time; else SameDiff computes them all.
     */
    boolean compiles() {
        return network.home().programs().keeps();
    }

    private Tensors compiled(List<String> names, Map<String, double[]> values) {
        Forward forward = forwards.computeIfAbsent(names, this::forward);
        values.forEach(forward::set);
        Tensors tensors = forward.compute();
        List<String> proof = new ArrayList<>(List.of("variables"));
        proof.addAll(names);
        return proved(proof, tensors.all(), () -> bySameDiff(names).all(), Tensors.Tensor::values)
                ? tensors
                : bySameDiff(names);
    }

    /**
     * Whether a program computes what SameDiff does; looked at until it does for the first time, at present values.
     *
     * @param what is computed
     */
    private <T> boolean proved(
            List<String> what, Map<String, T> own, Supplier<Map<String, T>> sameDiffs, Function<T, double[]> numbers) {
        Programs programs = network.home().programs();
        if (programs.isProved(what, probe.shapes())) {
            return true;
        }
        Map<String, T> others = sameDiffs.get();
        double scale = others.values().stream()
                .map(numbers)
                .mapToDouble(Numbers::largest)
                .max()
                .orElse(0);
        boolean agrees = own.keySet().equals(others.keySet())
                && own.entrySet().stream()
                        .allMatch(entry -> agree(
                                numbers.apply(entry.getValue()),
                                numbers.apply(Objects.requireNonNull(others.get(entry.getKey()))),
                                scale));
        if (agrees) {
            programs.prove(what, probe.shapes());
        }
        return agrees;
    }

    private static boolean agree(double[] own, double[] sameDiffs, double scale) {
        return own.length == sameDiffs.length
                && (Numbers.isRounding(Math.max(Numbers.largest(own), Numbers.largest(sameDiffs)), scale)
                        || Numbers.relativeError(own, sameDiffs) < AGREEMENT);
    }

    private Tensors bySameDiff(Collection<String> names) {
        return new Tensors(guarded(
                () -> Session.output(
                        network.graph(),
                        batch(),
                        names,
                        array -> new Tensors.Tensor(Shape.of(array.shape()), numbers(array))),
                () -> "Cannot compute " + names));
    }

    /**
     * The gradients of the loss, by name: of each trainable, and of the flat vector if there is one. What the loss does
     * not reach is absent.
     *
     * @param values of the trainables by name, those that the graph holds
     */
    Map<String, double[]> gradients(Map<String, double[]> values) {
        if (!compiles()) {
            return gradientsBySameDiff();
        }
        Map<String, double[]> own = compiledGradients(values);
        return proved(GRADIENTS, own, this::gradientsBySameDiff, numbers -> numbers) ? own : gradientsBySameDiff();
    }

    /** Whether {@link #gradients} are SameDiff's, or those of a program that has given the same. */
    boolean isProved() {
        return !compiles() || network.home().programs().isProved(GRADIENTS, probe.shapes());
    }

    /** The gradients of a program in double precision that is kept. */
    private Map<String, double[]> compiledGradients(Map<String, double[]> values) {
        List<String> names = wanted();
        if (names.isEmpty()) {
            return Map.of();
        }
        if (gradients == null) {
            gradients = guarded(
                    () -> network.home()
                            .programs()
                            .gradients(
                                    network.graph(),
                                    Names.LOSS,
                                    network.trainableNames(),
                                    network.graph().hasVariable(Names.FLAT) ? List.of(Names.FLAT) : List.of(),
                                    probe.shapes()),
                    () -> "Cannot compile the gradients");
            load(gradients);
        }
        GradientProgram program = gradients;
        program.parameters(Numbers.joined(values.values()));
        program.gradients();
        Map<String, double[]> all = new HashMap<>();
        for (String name : names) {
            if (name.equals(Names.FLAT)) {
                program.gradientOf(name).ifPresent(gradient -> all.put(name, gradient));
            } else if (program.reaches(name)) {
                all.put(name, program.gradient(name));
            }
        }
        return all;
    }

    /** What there is a gradient of; nothing if no trainable reaches the loss. */
    private List<String> wanted() {
        List<String> names = new ArrayList<>(network.trainableNames());
        if (network.graph().hasVariable(Names.FLAT)) {
            names.add(Names.FLAT);
        }
        names.retainAll(network.home().programs().fact("reached", this::reached));
        return network.trainableNames().stream().anyMatch(names::contains) ? names : List.of();
    }

    /** The same by SameDiff. */
    Map<String, double[]> gradientsBySameDiff() {
        List<String> names = wanted();
        if (names.isEmpty()) {
            return Map.of(); // there is nothing to differentiate
        }
        Map<String, double[]> gradients = new HashMap<>();
        guarded(
                        () -> Session.gradients(network.graph(), batch(), names, Computed::numbers),
                        () -> "Cannot differentiate the loss")
                .forEach(gradients::put);
        return gradients;
    }

    /**
     * The same of a loss that has other gradients by the outputs, behind which all is as it was.
     *
     * @param outputs these gradients, in the shape of the outputs
     * @param of names of trainables
     */
    Map<String, double[]> gradientsBySameDiff(Tensors.Tensor outputs, Collection<String> of) {
        try (INDArray instead = NativeArrays.of(
                outputs.values(), DataType.DOUBLE, outputs.shape().toArray())) {
            return guarded(
                    () -> Session.gradients(
                            network.graph(), batch(), Map.of(Names.OUTPUT, instead), of, Computed::numbers),
                    () -> "Cannot differentiate the outputs");
        }
    }

    /** The variables that the loss depends on through numbers with a gradient. */
    private Set<String> reached() {
        SameDiff graph = network.graph();
        Set<String> reached = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(graph.getLossVariables());
        while (!open.isEmpty()) {
            String name = open.remove();
            if (graph.getVariable(name).dataType().isFPType() && reached.add(name)) {
                DifferentialFunction producer = graph.getVariableOutputOp(name);
                if (producer != null) {
                    open.addAll(List.of(producer.argNames()));
                }
            }
        }
        return reached;
    }

    void load(GradientProgram program) {
        probe.load(
                program.inputs(),
                (name, input) ->
                        program.load(name, input.values(), input.width(), input.rows(), 0, input.rows().length));
    }

    @Override
    public void close() {
        batch.values().forEach(Computed::close);
        forwards.values().forEach(Forward::close);
        forwards.clear();
        if (gradients != null) {
            gradients.close();
            gradients = null;
        }
    }

    private static void close(INDArray array) {
        if (array.closeable() && !array.wasClosed()) {
            array.close();
        }
    }

    /** A copy of an array's elements, row by row, widened if they are numbers of single precision. */
    static double[] numbers(INDArray array) {
        return array.dataType().isFPType() && !array.isEmpty()
                ? ArrayNumbers.of(array)
                : array.dup('c').data().asDouble();
    }

    /**
     * Makes something of a graph.
     *
     * @param what could not be done, for the user
     * @throws BrokenGraphException if ND4J refuses
     */
    static <T> T guarded(Supplier<T> call, Supplier<String> what) {
        try {
            return call.get();
        } catch (RuntimeException e) { // ND4J has no exception of its own for a graph that it cannot run
            throw new BrokenGraphException(what.get(), e);
        }
    }
}
