package io.weightloom.export;

import io.weightloom.format.OnnxFile;
import io.weightloom.format.Tensor;
import io.weightloom.layout.Layout;
import io.weightloom.layout.Slot;
import io.weightloom.network.Network;
import io.weightloom.network.graph.Names;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private final Map<String, String> held = new LinkedHashMap<>(); // initialiser -> what it is

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
     * @param statistics what its norms take for the batch's means and variances, by name
     * @param stored what is trained
     */
    static OnnxNetwork of(OnnxFile file, Network network, Map<String, Tensor> statistics, StoredWeights stored) {
        OnnxNetwork added = new OnnxNetwork(file, network);
        added.addTrained(stored);
        statistics.forEach((name, tensor) -> {
            added.graphs.bind(name, file.initializer(name, tensor));
            added.held.put(name, "calibrated: what a norm takes for a batch's mean or variance");
        });
        added.addFixed();
        return added;
    }

    /** Lets a value of the model stand for a placeholder. */
    void bind(String placeholder, String value) {
        graphs.bind(placeholder, value);
    }

    /** Adds what computes the output; all placeholders that it needs must be bound. */
    String output() {
        return graphs.value(Names.OUTPUT);
    }

    /** What the initialisers are that have names of their own. */
    Map<String, String> held() {
        return held;
    }

    private void addTrained(StoredWeights stored) {
        stored.tensors().forEach((name, tensor) -> held.put(file.initializer(name, tensor.held()), "trained"));
        stored.tensors().forEach((name, tensor) -> {
            String floats = tensor.floats(nodes, name);
            stored.kept(name).ifPresentOrElse(some -> addMasked(name, some, floats), () -> graphs.bind(name, floats));
        });
    }

    /** Behind the mask it is a tensor of the target. */
    private void addMasked(String trainable, KeptWeights kept, String floats) {
        String places = file.initializer(trainable + "/places", kept.places());
        held.put(places, "a mask: where the numbers of " + trainable + " are; all others are zero");
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
            graphs.bind(Names.Z, file.initializer(Names.Z, Tensor.of(OnnxGraphs.floats(array), array.shape())));
            held.put(Names.Z, "fixed: drawn from the seed, not trained");
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
                        .toList());
    }
}
