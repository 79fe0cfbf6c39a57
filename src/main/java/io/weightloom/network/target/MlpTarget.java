package io.weightloom.network.target;

import io.weightloom.layout.ExampleShape;
import io.weightloom.layout.Layout;
import io.weightloom.spec.Activation;
import io.weightloom.spec.TargetSpec;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * {@code h[l] = activation(h[l-1] w[l] + b[l])} for layers {@code l = 1, 2, ...}, without the activation on the last.
 *
 * @param dense the layers
 * @param layout theirs
 * @param activation between them
 */
record MlpTarget(DenseLayers dense, Layout layout, Activation activation) implements TargetNetwork {

    MlpTarget(TargetSpec.Mlp spec) {
        this(new DenseLayers(spec.layers(), 1), spec.activation());
    }

    MlpTarget(DenseLayers dense, Activation activation) {
        this(dense, dense.after(Layout.empty()), activation);
    }

    @Override
    public ExampleShape input() {
        return dense.input();
    }

    @Override
    public ExampleShape output() {
        return dense.output();
    }

    @Override
    public List<Layer> layers() {
        return IntStream.rangeClosed(dense.first(), dense.last())
                .mapToObj(this::layer)
                .toList();
    }

    @Override
    public List<HiddenUnits> hidden() {
        return HiddenUnits.of(dense);
    }

    @Override
    public SDVariable forward(WeightSets sets, SDVariable x, Function<String, SDVariable> weights) {
        SDVariable h = x; // [(tasks,) batch, in]
        for (int l = dense.first(); l <= dense.last(); l++) {
            SDVariable pre = dense.affine(sets, l, dense.preActivation(l), h, weights); // [(tasks,) batch, out]
            h = l < dense.last() ? Activations.apply(sets.graph(), activation, pre) : pre;
        }
        return h;
    }

    private Layer layer(int l) {
        Optional<Activation> follows = l < dense.last() ? Optional.of(activation) : Optional.empty();
        return Layer.dense(
                DenseLayers.weight(l),
                DenseLayers.bias(l),
                dense.preActivation(l),
                dense.width(l),
                Signal.before(follows));
    }
}
