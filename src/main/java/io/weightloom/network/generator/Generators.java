package io.weightloom.network.generator;

import io.weightloom.layout.Layout;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.HypernetSpec.ResidualWeights;
import java.util.Map;

/** Generators by their spec: the one place where a new kind is entered. */
public final class Generators {

    private Generators() {}

    /**
     * The generator of a hypernetwork, residual included.
     *
     * @param layout of the tensors that are generated
     * @param variances that the initialisation promises for them, by slot; empty if it promises none
     */
    public static Generator of(HypernetSpec spec, Layout layout, Map<String, Double> variances) {
        Map<String, Double> plain = variances.isEmpty() ? Hyperfan.plain(layout) : variances;
        if (spec.residual() == ResidualWeights.THETA0) {
            Map<String, Double> small = ResidualGenerator.small(plain);
            return variances.isEmpty()
                    ? new ResidualGenerator(of(spec, layout, variances, small), layout, plain)
                    : new ResidualGenerator(of(spec, layout, small, small), layout, ResidualGenerator.rest(plain));
        }
        return of(spec, layout, variances, plain);
    }

    /**
     * The generator without residual.
     *
     * @param promised what the initialisation promises; empty if nothing
     * @param known the same, or what a plain network has, for what is trained beside the heads
     */
    private static Generator of(
            HypernetSpec spec, Layout layout, Map<String, Double> promised, Map<String, Double> known) {
        int zDim = spec.condition().zDim();
        GeneratorSpec kind = spec.generator();
        Heads heads = InitScheme.of(spec.init()).heads();
        if (kind instanceof GeneratorSpec.Full) {
            return new FullGenerator(trunk(spec, zDim), layout, heads, promised);
        } else if (kind instanceof GeneratorSpec.PerTensor) {
            return new PerTensorGenerator(trunk(spec, zDim), layout, heads, promised);
        } else if (kind instanceof GeneratorSpec.Chunked chunked) {
            Trunk trunk = trunk(spec, ChunkedGenerator.inputWidth(zDim, chunked));
            return new ChunkedGenerator(zDim, chunked, trunk, layout, heads, promised);
        } else if (kind instanceof GeneratorSpec.Tile tile) {
            return new TileGenerator(tile, trunk(spec, zDim), layout, heads, promised);
        } else if (kind instanceof GeneratorSpec.Coordinates coordinates) {
            return coordinates(spec, coordinates, layout, promised);
        }
        return PiecewiseGenerator.of(kind, trunk(spec, zDim), layout, heads, promised, known);
    }

    private static Generator coordinates(
            HypernetSpec spec, GeneratorSpec.Coordinates kind, Layout layout, Map<String, Double> promised) {
        int zDim = spec.condition().zDim();
        FourierFeatures features = new FourierFeatures(kind.frequencies());
        Heads heads = InitScheme.of(spec.init()).heads();
        return switch (kind.emits()) {
            case WEIGHT -> {
                Trunk trunk = trunk(spec, zDim + features.width(CoordinateGenerator.coordinates(layout)));
                yield new CoordinateGenerator(zDim, features, trunk, layout, heads, promised);
            }
            case KERNEL -> {
                Trunk trunk = trunk(spec, zDim + features.width(CoordinateKernelGenerator.coordinates(layout)));
                yield new CoordinateKernelGenerator(zDim, features, trunk, layout, heads, promised);
            }
            case ROW -> {
                Trunk trunk = trunk(spec, zDim + features.width(CoordinateRowGenerator.coordinates(layout)));
                yield new CoordinateRowGenerator(zDim, features, trunk, layout, heads, promised);
            }
        };
    }

    private static Trunk trunk(HypernetSpec spec, int input) {
        return new Trunk(
                input,
                spec.hidden(),
                spec.activation(),
                InitScheme.of(spec.init()).layers(),
                spec.norm());
    }
}
