package io.weightloom.network;

import io.weightloom.layout.Layout;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import java.util.Map;

/** Generators by their spec: the one place where a new kind is entered. */
final class Generators {

    private Generators() {}

    static Generator of(HypernetSpec spec, TargetNetwork target) {
        Layout layout = target.layout();
        Scheme scheme = Scheme.of(spec.init());
        Map<String, Double> variances = scheme.variances().apply(target);
        int zDim = spec.condition().zDim();
        if (spec.generator() instanceof GeneratorSpec.Full) {
            return new FullGenerator(trunk(spec, zDim), layout, scheme.heads(), variances);
        }
        if (spec.generator() instanceof GeneratorSpec.Chunked chunked) {
            Trunk trunk = trunk(spec, ChunkedGenerator.inputWidth(zDim, chunked));
            return new ChunkedGenerator(zDim, chunked, trunk, layout, scheme.heads(), variances);
        }
        throw new IllegalStateException("No generator for " + spec.generator());
    }

    private static Trunk trunk(HypernetSpec spec, int input) {
        return new Trunk(
                input, spec.hidden(), spec.activation(), Scheme.of(spec.init()).layers());
    }
}
