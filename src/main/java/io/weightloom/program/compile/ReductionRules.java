package io.weightloom.program.compile;

import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.Operation;
import io.weightloom.program.kernel.Spans;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ops.BaseReduceOp;

/** Sums over everything, and means, such as those over channels that norms are made of. */
record ReductionRules(Values values) {

    /** By ND4J's names. */
    Map<String, Rule> rules() {
        return Map.of(
                "reduce_sum",
                op -> values.size(op.output()) == 1 ? op.becomes(new Operation.Sum(), 0) : List.of(),
                "reduce_sum_bp",
                op -> values.size(op.input(1)) == 1 ? op.becomes(new Operation.Fill(), 1) : List.of(),
                "reduce_mean",
                this::mean,
                "reduce_mean_bp",
                this::meanGradient);
    }

    private List<Node> mean(OpNode op) {
        if (!(op.op() instanceof BaseReduceOp mean)) {
            return List.of();
        }
        String x = op.input(0);
        long[] kept = kept(
                x, mean.dimensions() == null ? new long[0] : mean.dimensions().toLongVector());
        if (!isMean(x, kept, op.output())) {
            return List.of();
        }
        String means = values.define("<means of " + op.output() + ">", kept);
        return List.of(
                new Node(new Operation.SumShared(share(x, kept)), List.of(x), List.of(means)),
                new Node(new Operation.Alias(0), List.of(means), op.outputs()));
    }

    private List<Node> meanGradient(OpNode op) {
        String x = op.input(0);
        String gradient = op.input(1);
        long[] kept = kept(x, op.custom().iArgs());
        if (!isMean(x, kept, gradient)) {
            return List.of();
        }
        String means = values.define("<means for " + op.output() + ">", kept);
        return List.of(
                new Node(new Operation.Alias(0), List.of(gradient), List.of(means)),
                new Node(new Operation.SpreadShared(share(x, kept)), List.of(means), op.outputs()));
    }

    /** Whether stretches of a value have one mean each, and these are as many as the elements of another. */
    private boolean isMean(String x, long[] kept, String means) {
        return Spans.of(values.shape(x), kept).isPresent() && size(kept) == values.size(means);
    }

    /** How much each element counts in its mean. */
    private double share(String x, long[] kept) {
        return (double) size(kept) / values.size(x);
    }

    /** A shape of which some extents have become 1; no axes, or SameDiff's number for all, stand for all. */
    private long[] kept(String name, long[] axes) {
        long[] kept = values.shape(name).clone();
        if (axes.length == 0 || axes[0] == Integer.MAX_VALUE) {
            Arrays.fill(kept, 1);
            return kept;
        }
        for (long axis : axes) {
            kept[Math.toIntExact(axis < 0 ? axis + kept.length : axis)] = 1;
        }
        return kept;
    }

    private static long size(long[] shape) {
        return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    }
}
