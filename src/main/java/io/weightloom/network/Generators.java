package io.weightloom.network;

import io.weightloom.layout.Layout;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Residual;
import java.util.Map;

/** Generators by their spec: the one place where a new kind is entered. */
final class Generators {

    private Generators() {}

    /**
     * The generator of a hypernetwork, residual included.
     *
     * @param layout of the tensors that are generated
     * @param variances that the initialisation promises for them, by slot; empty if it promises none
     */
    static Generator of(HypernetSpec spec, Layout layout, Map<String, Double> variances) {
        Map<String, Double> plain = variances.isEmpty() ? Hyperfan.plain(layout) : variances;
        if (spec.residual() == Residual.THETA0) {
            Map<String, Double> small = ResidualGenerator.small(plain);
            return new ResidualGenerator(of(spec, layout, small, small), layout, plain);
        }
        return of(spec, layout, variances, plain);
    }

    /**
     * The generator without residual.
     *
     * @param promised for generators whose heads PyTorch could draw; empty if nothing is promised
     * @param known for generators that must know what they are to make
     */
    private static Generator of(
            HypernetSpec spec, Layout layout, Map<String, Double> promised, Map<String, Double> known) {
        int zDim = spec.condition().zDim();
        GeneratorSpec kind = spec.generator();
        if (kind instanceof GeneratorSpec.Full) {
            return new FullGenerator(trunk(spec, zDim), layout, promised);
        } else if (kind instanceof GeneratorSpec.PerTensor) {
            return new PerTensorGenerator(trunk(spec, zDim), layout, promised);
        } else if (kind instanceof GeneratorSpec.Chunked chunked) {
            Trunk trunk = trunk(spec, ChunkedGenerator.inputWidth(zDim, chunked));
            return new ChunkedGenerator(zDim, chunked, trunk, layout, promised);
        } else if (kind instanceof GeneratorSpec.Tile tile) {
            return new TileGenerator(tile, trunk(spec, zDim), layout, known);
        } else if (kind instanceof GeneratorSpec.Coordinates coordinates) {
            return coordinates(spec, coordinates, layout, known);
        }
        return PiecewiseGenerator.of(kind, trunk(spec, zDim), layout, known);
    }

    private static Generator coordinates(
            HypernetSpec spec, GeneratorSpec.Coordinates kind, Layout layout, Map<String, Double> known) {
        int zDim = spec.condition().zDim();
        Waves waves = new Waves(kind.frequencies());
        return switch (kind.emits()) {
            case WEIGHT -> {
                Trunk trunk = trunk(spec, zDim + waves.width(CoordinateGenerator.coordinates(layout)));
                yield new CoordinateGenerator(zDim, waves, trunk, layout, known);
            }
            case ROW -> {
                Trunk trunk = trunk(spec, zDim + waves.width(CoordinateRowGenerator.coordinates(layout)));
                yield new CoordinateRowGenerator(zDim, waves, trunk, layout, known);
            }
        };
    }

    private static Trunk trunk(HypernetSpec spec, int input) {
        return new Trunk(input, spec.hidden(), spec.activation(), spec.init(), spec.norm());
    }
}
