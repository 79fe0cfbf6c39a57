package io.weightloom.export;

import io.weightloom.format.OnnxFile;
import io.weightloom.format.Tensor;
import io.weightloom.layout.Layout;
import io.weightloom.layout.Slot;
import io.weightloom.network.Network;
import io.weightloom.network.graph.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The forward part of a network in an ONNX model: what is trained, as initialisers under the trainables' names, before
 * all others and in their order; what is fixed or was calibrated, under its name; then the graph that computes the
 * output. Not thread-safe.
 */
final class OnnxNetwork {

    private final OnnxFile file;
    private final OnnxNodes nodes;
    private final OnnxGraphs graphs;
    private final Network network;
    private final SortedMap<Held, List<String>> held = new TreeMap<>();

    /** What a tensor is that a model holds under a name of its own. */
    enum Held {
        /** Was trained. */
        TRAINED,
        /** Multiplies what was trained, and stored in few bits. */
        SCALE,
        /** Was drawn from the seed, and not trained. */
        FIXED,
        /** Tells where the numbers of a trained tensor are, of which the others are zero. */
        MASK,
        /** A norm takes it for a batch's mean or variance. */
        CALIBRATED,
        /** Lies between the user's numbers and the network's. */
        SCALING,
        /** Describes the tasks. */
        TASKS
    }

    private OnnxNetwork(OnnxFile file, Network network) {
        this.file = file;
        this.nodes = new OnnxNodes(file);
        this.network = network;
        this.graphs = new OnnxGraphs(
                network.graph(), file, new OnnxConstants(nodes, new OnnxGrids(nodes, segments(network))));
    }

    /**
     * Adds what a network holds to a model that holds nothing yet.
     *
     * @param network with one set of weights at a time
     * @param stored what is trained
     */
    static OnnxNetwork of(OnnxFile file, Network network, StoredWeights stored) {
        OnnxNetwork added = new OnnxNetwork(file, network);
        added.addTrained(stored);
        added.addFixed();
        return added;
    }

    OnnxNodes nodes() {
        return nodes;
    }

    /**
     * Adds a tensor that the model holds beside what is trained.
     *
     * @return its name
     */
    String hold(Held kind, String name, Tensor tensor) {
        held.computeIfAbsent(kind, added -> new ArrayList<>()).add(name);
        return file.initializer(name, tensor);
    }

    /** Lets a value of the model stand for a placeholder, or for a statistic of a batch. */
    void bind(String variable, String value) {
        graphs.bind(variable, value);
    }

    /** Adds what a norm takes for a batch's mean or variance, one number for each channel. */
    void statistic(String name, float[] channels) {
        bind(name, hold(Held.CALIBRATED, name, Tensor.of(channels, 1, channels.length, 1, 1)));
    }

    /** How many numbers are drawn for z, as {@code [vectors, z-dim]}; empty if none are. */
    Optional<long[]> noise() {
        return network.noise();
    }

    /** Adds what computes the output; all placeholders that it needs must be bound. */
    String output() {
        return graphs.value(Names.OUTPUT);
    }

    /** Adds what computes a variable, such as a weight of the target; all placeholders that it needs must be bound. */
    String value(String variable) {
        return graphs.value(variable);
    }

    /** The names of the initialisers that have names of their own, by what they are. */
    SortedMap<Held, List<String>> held() {
        return held;
    }

    private void addTrained(StoredWeights stored) {
        stored.tensors().forEach((name, tensor) -> hold(Held.TRAINED, name, tensor.held()));
        stored.tensors().forEach((name, tensor) -> {
            String floats = tensor.floats(nodes, name, scales -> hold(Held.SCALE, name + "/scale", scales));
            stored.kept(name).ifPresentOrElse(some -> addMasked(name, some, floats), () -> graphs.bind(name, floats));
        });
    }

    /** Behind the mask it is a tensor of the target. */
    private void addMasked(String trainable, KeptWeights kept, String floats) {
        String places = hold(Held.MASK, trainable + "/places", kept.places());
        String slot = network.layout().slots().stream()
                .map(Slot::name)
                .filter(name -> Names.kept(name).equals(trainable))
                .findFirst()
                .orElseThrow();
        graphs.bind(Names.target(slot), kept.whole(nodes, floats, places));
    }

    /** What was drawn and never trained; other constants of the graph can be computed. */
    private void addFixed() {
        SDVariable z = network.graph().getVariable(Names.Z);
        if (z != null && z.getVariableType() == VariableType.CONSTANT) {
            INDArray array = z.getArr();
            graphs.bind(Names.Z, hold(Held.FIXED, Names.Z, Tensor.of(OnnxGraphs.floats(array), array.shape())));
        }
    }

    /** How the rows of a table may belong to the tensors that are generated: a row for each weight, or for each row. */
    private static List<List<Long>> segments(Network network) {
        Set<String> trained = Set.copyOf(network.trainableNames());
        Layout generated = network.layout().only(slot -> !trained.contains(Names.shared(slot.name())));
        return List.of(
                generated.slots().stream().map(slot -> slot.shape().length()).toList(),
                generated.slots().stream()
                        .map(slot -> slot.isMatrix() ? slot.rows() : 1L)
                        .toList(),
                generated.slots().stream()
                        .map(slot -> slot.shape().length() / slot.taps())
                        .toList());
    }
}
