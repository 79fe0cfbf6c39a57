package io.weightloom.network.generator;

import io.weightloom.layout.Layout;
import io.weightloom.spec.ConditionSpec;
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
        Heads heads = InitScheme.of(spec.init()).heads();
        if (spec.adapts()) {
            return delta(spec, layout, variances);
        } else if (spec.residual() == ResidualWeights.THETA0) {
            Map<String, Double> small = ResidualGenerator.small(plain);
            return variances.isEmpty()
                    ? new ResidualGenerator(of(spec, layout, heads, variances, small), layout, plain)
                    : new ResidualGenerator(
                            of(spec, layout, heads, small, small), layout, ResidualGenerator.rest(plain));
        }
        return of(spec, layout, heads, variances, plain);
    }

    /** The condition of a network of this generator. */
    public static Condition condition(ConditionSpec spec, Generator generator) {
        return generator instanceof OwnGenerator own
                ? Condition.own(spec, own.initializer())
                : Condition.of(spec, generator.vectors());
    }

    /** Width of the z of each task that has numbers of its own, which nothing generates. */
    public static long ownNumbers(GeneratorSpec.Own own, Layout layout) {
        return OwnGenerator.of(own.rank(), layout).numbers();
    }

    /**
     * What makes zeros at first: what is added to a network that the user has. Of the variances that the initialisation
     * promises, generators with a common head keep the constants that they make of them.
     */
    private static Generator delta(HypernetSpec spec, Layout layout, Map<String, Double> variances) {
        if (spec.generator() instanceof GeneratorSpec.Own own) {
            return OwnGenerator.of(own.rank(), layout);
        } else if (spec.generator() instanceof GeneratorSpec.LowRank low) {
            return PiecewiseGenerator.ofDeltas(
                    low.rank(), trunk(spec, spec.condition().zDim()), layout);
        }
        return of(spec, layout, new Heads.Still(), variances, variances);
    }

    /**
     * The generator without residual.
     *
     * @param promised what the initialisation promises; empty if nothing
     * @param known the same, or what a plain network has, for what is trained beside the heads
     */
    private static Generator of(
            HypernetSpec spec, Layout layout, Heads heads, Map<String, Double> promised, Map<String, Double> known) {
        int zDim = spec.condition().zDim();
        GeneratorSpec kind = spec.generator();
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
            return coordinates(spec, coordinates, layout, heads, promised);
        }
        return PiecewiseGenerator.of(kind, trunk(spec, zDim), layout, heads, promised, known);
    }

    private static Generator coordinates(
            HypernetSpec spec,
            GeneratorSpec.Coordinates kind,
            Layout layout,
            Heads heads,
            Map<String, Double> promised) {
        int zDim = spec.condition().zDim();
        FourierFeatures features = new FourierFeatures(kind.frequencies());
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
