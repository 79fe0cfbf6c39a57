package io.weightloom.network.target;

import io.weightloom.layout.ExampleShape;
import io.weightloom.layout.Layout;
import io.weightloom.layout.Slot;
import io.weightloom.network.graph.Names;
import io.weightloom.network.init.Initializer;
import io.weightloom.spec.TargetSpec;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * {@code h[l] = sin(omega (h[l-1] w[l] + b[l]))} for layers {@code l = 1, 2, ...}, the last one linear and without
 * {@code omega}.
 *
 * <p>Source: Sitzmann, Martel, Bergman, Lindell, Wetzstein 2020, "Implicit neural representations with periodic
 * activation functions", arXiv 2006.09661, section 3.2 and the authors' {@code SineLayer}: weights are uniform, of the
 * first layer in {@code +-1/fan-in}, of the others in {@code +-sqrt(6/fan-in)/omega}; biases are PyTorch's. Behind a
 * sine the second moment is {@code (1 - exp(-2 power)) / 2} if its input is normal, for the paper about 1/2; so a
 * hidden layer's weights give {@code omega h w} a second moment of 1.
 *
 * <p>Where weights are generated, the hyperfan formulas get the same scale, half of it from the biases: the hidden
 * layers 1, the first {@code 2 omega^2 / (3 fan-in)}, which gives its weights {@code 1/(3 fan-in^2)} and its biases
 * {@code 1/(3 fan-in)} as in the plain network, the last {@code 1/omega^2}.
 */
record SirenTarget(DenseLayers dense, Layout layout, double omega) implements TargetNetwork {

    SirenTarget(TargetSpec.Siren spec) {
        this(new DenseLayers(spec.layers(), 1), spec.omega());
    }

    private SirenTarget(DenseLayers dense, double omega) {
        this(dense, dense.after(Layout.empty()), omega);
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
                .mapToObj(l -> Layer.dense(
                        DenseLayers.weight(l), DenseLayers.bias(l), dense.preActivation(l), dense.width(l), signal(l)))
                .toList();
    }

    @Override
    public List<HiddenUnits> hidden() {
        return HiddenUnits.of(dense);
    }

    @Override
    public SDVariable forward(WeightSets sets, SDVariable x, Function<String, SDVariable> weights) {
        SDVariable h = x; // [(tasks,) batch, in]
        for (int l = dense.first(); l < dense.last(); l++) {
            SDVariable sum = dense.affine(sets, l, Names.preActivation(l) + "/sum", h, weights);
            h = sets.graph().math().sin(sum.mul(Names.preActivation(l), omega)); // [(tasks,) batch, out]
        }
        return dense.affine(sets, dense.last(), dense.preActivation(dense.last()), h, weights);
    }

    @Override
    public Initializer initializer(Slot slot) {
        if (slot.role() != Slot.Role.WEIGHT) {
            return TargetNetwork.super.initializer(slot);
        }
        return slot.offset() == 0
                ? new Initializer.Uniform(1.0 / slot.fanIn())
                : new Initializer.Uniform(StrictMath.sqrt(6.0 / slot.fanIn()) / omega);
    }

    private Signal signal(int l) {
        boolean first = l == dense.first();
        double input = first ? 1 : 0.5;
        if (l == dense.last()) {
            return new Signal(1 / (omega * omega), input, 1, 1, power -> Double.NaN);
        }
        double gain = first ? 2 * omega * omega / (3 * dense.width(l - 1)) : 1;
        return new Signal(gain, input, omega, 1, power -> (1 - StrictMath.exp(-2 * power)) / 2);
    }
}
