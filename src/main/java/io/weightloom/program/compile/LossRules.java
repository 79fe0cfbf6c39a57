package io.weightloom.program.compile;

import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.OpList;
import io.weightloom.program.ir.Operation;
import io.weightloom.program.ir.Operation.Loss.Kind;
import io.weightloom.program.ir.Value;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/** Losses that are a plain mean, or a multiple of one, each of which gives its gradient too. Not thread-safe. */
final class LossRules {

    /** SameDiff's numbers of the two reductions that are a plain mean if all weights are 1. */
    private static final Set<Long> MEANS = Set.of(2L, 3L);

    private final OpList list;
    private final Values values;
    private final Set<String> read = new HashSet<>();
    private final Set<String> given = new HashSet<>(); // gradients that a loss gives already

    /** @param wanted values of the list that are read beside those that its nodes read */
    LossRules(OpList list, Values values, Set<String> wanted) {
        this.list = list;
        this.values = values;
        read.addAll(wanted);
        list.nodes().forEach(node -> read.addAll(node.inputs()));
    }

    /** By ND4J's names. */
    Map<String, Rule> rules() {
        return Map.of(
                "softmax_cross_entropy_loss", op -> loss(Kind.CROSS_ENTROPY, op),
                "mean_sqerr_loss", op -> loss(Kind.SQUARED_ERROR, op),
                "absolute_difference_loss", op -> loss(Kind.ABSOLUTE_ERROR, op));
    }

    /** Whether losses before a node give all that it computes. */
    boolean give(Node node) {
        return given.contains(node.outputs().get(0));
    }

    private List<Node> loss(Kind kind, OpNode op) {
        if (!isPlainMean(op) || values.shape(op.input(0)).length != 2) {
            return List.of();
        }
        String gradient = "<gradient of " + op.output() + ">";
        for (Node other : list.nodes()) {
            if (isGradient(other, op)
                    && other.inputs().equals(op.inputs())
                    && !read.contains(other.outputs().get(1))
                    && !read.contains(other.outputs().get(2))) {
                gradient = other.outputs().get(0);
                given.add(gradient);
                break;
            }
        }
        if (!given.contains(gradient)) {
            values.define(gradient, values.shape(op.input(0)));
        }
        return List.of(new Node(
                new Operation.Loss(kind, weight(op)),
                List.of(op.input(0), op.input(2)),
                List.of(op.output(), gradient)));
    }

    /** Whether a node computes the gradients of a loss with the same arguments. */
    private static boolean isGradient(Node node, OpNode loss) {
        return node.operation() instanceof Operation.Generic generic
                && generic.op().opName().equals(loss.name() + "_grad")
                && generic.op() instanceof DynamicCustomOp gradient
                && Arrays.equals(gradient.iArgs(), loss.custom().iArgs())
                && Arrays.equals(gradient.tArgs(), loss.custom().tArgs());
    }

    /** One weight for all, no label smoothing, labels of the outputs' shape. */
    private boolean isPlainMean(OpNode op) {
        return MEANS.contains(op.custom().iArgs()[0])
                && Arrays.stream(op.custom().tArgs()).allMatch(t -> t == 0)
                && values.get(op.input(1)).origin() instanceof Value.Constant weights
                && weights.array().length() == 1
                && weights.array().getDouble(0) > 0
                && values.areSameShape(op.input(0), op.input(2));
    }

    private double weight(OpNode op) {
        return values.get(op.input(1)).origin() instanceof Value.Constant weights
                ? weights.array().getDouble(0)
                : 1;
    }
}
