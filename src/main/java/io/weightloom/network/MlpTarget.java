package io.weightloom.network;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Shape;
import io.weightloom.layout.Slot;
import io.weightloom.spec.TargetSpec;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * {@code h[l] = activation(h[l-1] w[l] + b[l])} for layers {@code l = 1, 2, ...}, without the activation on the last.
 */
record MlpTarget(TargetSpec.Mlp spec) implements TargetNetwork {

    @Override
    public Layout layout() {
        Layout layout = Layout.empty();
        for (int l = 1; l <= depth(); l++) {
            long in = spec.layers().get(l - 1);
            long out = spec.layers().get(l);
            layout = layout.with("w" + l, Shape.of(in, out), in, out, Slot.Role.WEIGHT)
                    .with("b" + l, Shape.of(out), in, out, Slot.Role.BIAS);
        }
        return layout;
    }

    @Override
    public List<Layer> layers() {
        return IntStream.rangeClosed(1, depth()).mapToObj(this::layer).toList();
    }

    @Override
    public SDVariable forward(SameDiff graph, SDVariable x, Function<String, SDVariable> weights) {
        return forward(graph, x, weights, out -> new long[] {1, out});
    }

    /** Products and sums of several matrices at once are all it takes. */
    @Override
    public SDVariable forwardOfTasks(SameDiff graph, SDVariable x, Function<String, SDVariable> weights) {
        return forward(graph, x, weights, out -> new long[] {-1, 1, out});
    }

    /** @param biasShape gives the shape in which a bias of so many elements is added */
    private SDVariable forward(
            SameDiff graph, SDVariable x, Function<String, SDVariable> weights, IntFunction<long[]> biasShape) {
        SDVariable h = x; // [batch, in] or [tasks, batch, in]
        for (int l = 1; l <= depth(); l++) {
            SDVariable w = weights.apply("w" + l); // [in, out] or [tasks, in, out]
            SDVariable b =
                    weights.apply("b" + l).reshape(biasShape.apply(spec.layers().get(l)));
            SDVariable pre = h.mmul(w).add(layer(l).preActivation(), b); // [batch, out] or [tasks, batch, out]
            h = l < depth() ? Activations.apply(graph, spec.activation(), pre) : pre;
        }
        return h;
    }

    private Layer layer(int l) {
        return l < depth()
                ? new Layer("w" + l, "b" + l, Names.preActivation(l), Optional.of(spec.activation()))
                : new Layer("w" + l, "b" + l, Names.OUTPUT, Optional.empty());
    }

    private int depth() {
        return spec.layers().size() - 1;
    }
}
