package io.weightloom.network;

import io.weightloom.network.generator.Condition;
import io.weightloom.network.graph.Names;
import io.weightloom.network.target.TargetNetwork;
import io.weightloom.network.target.Targets;
import io.weightloom.spec.TrialSpec;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * What holds the weights that are generated for tasks learned before, as a graph of its own with the trainables of the
 * trial's network: {@code beta / n sum_t |f(z_t, w) - anchor_t|^2}, the squares summed over all target weights, the sum
 * over n tasks (von Oswald, Henning, Grewe, Sacramento 2020, "Continual learning with hypernetworks", equation 2, arXiv
 * 1906.00695). Close it: it owns native memory.
 *
 * <p>A bank of z is a constant here, although it is among the trainables: the z of tasks learned before stay as they
 * are. The embeddings of chunks are trained. Tensors that are trained directly, beside generated ones, are held like
 * these.
 *
 * @param graph from {@link Names#TASK} and {@link Names#ANCHORS} to {@link Names#LOSS}
 * @param trainables names, in the order in which they are stored
 * @param shapes of the placeholders
 * @param theta weights of one target network
 */
public record OutputRegulariser(SameDiff graph, List<String> trainables, Map<String, long[]> shapes, long theta)
        implements AutoCloseable {

    private static final String FROZEN = "frozen/";

    /** Copies the collections. */
    public OutputRegulariser {
        trainables = List.copyOf(trainables);
        shapes = Map.copyOf(shapes);
    }

    /**
     * Builds the graph.
     *
     * @param spec of a hypernetwork whose condition gives each task weights of its own
     * @param beta its weight in the loss, dimensionless
     * @param learned the trainables' values, end to end
     * @param tasks learned before, at least 1
     * @throws IllegalArgumentException if all tasks have the same weights, or there are more or fewer trainables
     */
    public static OutputRegulariser of(TrialSpec spec, double beta, double[] learned, int tasks, DataType precision) {
        TargetNetwork target = Targets.of(spec.target());
        WeightSource source = WeightSources.of(spec, target);
        Condition.Placeholder known = source.placeholder()
                .filter(placeholder -> source.ofTasks())
                .orElseThrow(() -> new IllegalArgumentException("All tasks have the same weights"));
        long theta = target.layout().size();
        SameDiff graph = GraphArrays.empty();
        Map<String, SDVariable> tensors =
                Network.tensors(graph, source, ParameterValues.values(source, spec, learned), precision);
        tensors.computeIfPresent(
                Names.Z, (name, z) -> graph.constant(FROZEN + name, z.getArr().dup()));
        source.weights(graph, tensors::get);
        SDVariable anchors = graph.placeHolder(Names.ANCHORS, precision, tasks, theta);
        SDVariable difference = graph.getVariable(Names.FLAT).sub(anchors); // [tasks, theta]
        difference.mul(difference).sum().mul(beta / tasks).rename(Names.LOSS);
        graph.setLossVariables(Names.LOSS);
        GraphArrays.differentiate(graph);
        return new OutputRegulariser(
                graph,
                ParameterValues.trainables(source).stream().map(Trainable::name).toList(),
                Map.of(known.name(), new long[] {tasks, known.width()}, Names.ANCHORS, new long[] {tasks, theta}),
                theta);
    }

    /** Frees the arrays that the graph holds; the graph cannot be used any more. */
    @Override
    public void close() {
        GraphArrays.free(graph);
    }
}
