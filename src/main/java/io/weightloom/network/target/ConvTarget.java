package io.weightloom.network.target;

import io.weightloom.layout.ExampleShape;
import io.weightloom.layout.Layout;
import io.weightloom.layout.Shape;
import io.weightloom.layout.Slot;
import io.weightloom.network.graph.Names;
import io.weightloom.spec.TargetSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;

/**
 * Convolutions {@code h[l] = pool(activation(h[l-1] * w[l] + b[l]))} with zeros around, so that they keep height and
 * width, then dense layers; numbered through. The rows of the input are read as {@code [channels, height, width]}.
 * Kernels are {@code [height, width, in, out]}; their fans are those of the receptive field.
 */
record ConvTarget(TargetSpec.Conv spec) implements TargetNetwork {

    @Override
    public Layout layout() {
        Layout layout = Layout.empty();
        FeatureMap map = FeatureMap.of(spec.picture());
        for (int l = 1; l <= depth(); l++) {
            TargetSpec.Convolution convolution = convolution(l);
            layout = Convolve.with(layout, DenseLayers.weight(l), map, convolution)
                    .with(
                            DenseLayers.bias(l),
                            Shape.of(convolution.channels()),
                            Convolve.fanIn(map, convolution),
                            Convolve.fanOut(convolution),
                            Slot.Role.BIAS);
            map = map.convolved(convolution.channels(), 1).pooled(spec.pool());
        }
        return dense().after(layout);
    }

    @Override
    public ExampleShape input() {
        return FeatureMap.of(spec.picture()).example();
    }

    @Override
    public ExampleShape output() {
        return dense().output();
    }

    @Override
    public List<Layer> layers() {
        List<Layer> layers = new ArrayList<>();
        FeatureMap map = FeatureMap.of(spec.picture());
        for (int l = 1; l <= depth(); l++) {
            Signal signal = Signal.before(Optional.of(spec.activation()));
            layers.add(Convolve.layer(
                    DenseLayers.weight(l),
                    Optional.of(DenseLayers.bias(l)),
                    Names.preActivation(l),
                    map,
                    convolution(l),
                    1,
                    spec.pool() == 1 ? signal : signal.behind(power -> Double.NaN)));
            map = map.convolved(convolution(l).channels(), 1).pooled(spec.pool());
        }
        layers.addAll(classifier().layers());
        return layers;
    }

    @Override
    public List<HiddenUnits> hidden() {
        List<HiddenUnits> hidden = new ArrayList<>();
        FeatureMap map = FeatureMap.of(spec.picture());
        for (int l = 1; l <= depth(); l++) {
            map = map.convolved(convolution(l).channels(), 1).pooled(spec.pool());
            HiddenUnits.End next = l < depth()
                    ? HiddenUnits.End.of(DenseLayers.weight(l + 1), 2)
                    : new HiddenUnits.End(DenseLayers.weight(l + 1), 0, Math.toIntExact(map.places()));
            hidden.add(new HiddenUnits(
                    convolution(l).channels(),
                    List.of(
                            HiddenUnits.End.of(DenseLayers.weight(l), 3),
                            HiddenUnits.End.of(DenseLayers.bias(l), 0),
                            next)));
        }
        hidden.addAll(HiddenUnits.of(dense()));
        return hidden;
    }

    @Override
    public SDVariable forward(WeightSets sets, SDVariable x, Function<String, SDVariable> weights) {
        FeatureMap map = FeatureMap.of(spec.picture());
        SDVariable h = sets.pictures(x, map);
        for (int l = 1; l <= depth(); l++) {
            SDVariable w = weights.apply(DenseLayers.weight(l)); // [(tasks,) height, width, in, out]
            Optional<SDVariable> b = Optional.of(weights.apply(DenseLayers.bias(l))); // [(tasks,) out]
            SDVariable pre = sets.convolution(Names.preActivation(l), h, w, b, map, convolution(l), 1);
            SDVariable active = Activations.apply(sets.graph(), spec.activation(), pre);
            h = pooled(sets.graph(), active); // [pictures, out, height, width]
            map = map.convolved(convolution(l).channels(), 1).pooled(spec.pool());
        }
        return classifier().forward(sets, sets.rows(h, map.numbers()), weights);
    }

    private SDVariable pooled(SameDiff graph, SDVariable h) {
        if (spec.pool() == 1) {
            return h;
        }
        Pooling2DConfig config = Pooling2DConfig.builder()
                .kH(spec.pool())
                .kW(spec.pool())
                .sH(spec.pool())
                .sW(spec.pool())
                .paddingMode(PaddingMode.VALID)
                .build();
        return switch (spec.pooling()) {
            case MAX -> graph.cnn().maxPooling2d(h, config);
            case AVERAGE -> graph.cnn().avgPooling2d(h, config);
        };
    }

    private MlpTarget classifier() {
        return new MlpTarget(dense(), spec.activation());
    }

    private DenseLayers dense() {
        return new DenseLayers(
                Stream.concat(Stream.of(Math.toIntExact(features())), spec.dense().stream())
                        .toList(),
                depth() + 1);
    }

    /** Numbers that go into the first dense layer. */
    private long features() {
        FeatureMap map = FeatureMap.of(spec.picture());
        for (TargetSpec.Convolution convolution : spec.convolutions()) {
            map = map.convolved(convolution.channels(), 1).pooled(spec.pool());
        }
        return map.numbers();
    }

    private TargetSpec.Convolution convolution(int l) {
        return spec.convolutions().get(l - 1);
    }

    private int depth() {
        return spec.convolutions().size();
    }
}
