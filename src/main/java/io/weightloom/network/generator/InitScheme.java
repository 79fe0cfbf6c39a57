package io.weightloom.network.generator;

import io.weightloom.network.init.LayerInitializer;
import io.weightloom.network.target.TargetNetwork;
import io.weightloom.spec.Initialisation;
import java.util.Map;
import java.util.Set;

/**
 * An initialisation as generators need it: a new one is entered here and serves all of them. Immutable.
 *
 * <p>Sources beside those of {@link Hyperfan}: Ortiz, Guttag, Dalca 2023, "Magnitude invariant parametrizations improve
 * hypernetwork learning", arXiv 2304.07645, and its authors' code, for {@code MIP}; Beck, Jackson, Vuorio, Whiteson
 * 2022, "Hypernetworks in meta-reinforcement learning", for {@code BIAS_HYPERINIT}; both as the reference has them.
 *
 * @param layers how hidden layers are drawn
 * @param heads how what emits target weights is drawn
 * @param variances that the target's tensors shall start with, by slot; empty if none is promised
 */
public record InitScheme(LayerInitializer layers, Heads heads, Variances variances) {

    /** What target tensors shall start with. */
    public interface Variances {

        /**
         * By slot, in the order of the slots.
         *
         * @param shared slots that are not generated
         */
        Map<String, Double> of(TargetNetwork target, Set<String> shared);
    }

    public static InitScheme of(Initialisation init) {
        return switch (init) {
            case DEFAULT -> unpromising(LayerInitializer.PYTORCH, LayerInitializer.PYTORCH);
            case DEFAULT_HEADS -> unpromising(LayerInitializer.FAN_IN, LayerInitializer.PYTORCH);
            case KAIMING -> unpromising(LayerInitializer.FAN_IN, LayerInitializer.FAN_IN);
            case HYPERFAN_IN -> new InitScheme(LayerInitializer.FAN_IN, new Heads.Measured(), Hyperfan::in);
            case HYPERFAN_OUT -> new InitScheme(LayerInitializer.FAN_IN, new Heads.Measured(), Hyperfan::out);
            case HARMONIC -> new InitScheme(LayerInitializer.FAN_IN, new Heads.Measured(), Hyperfan::harmonic);
            case MIP -> unpromising(LayerInitializer.FAN_OUT, LayerInitializer.FAN_OUT);
            case BIAS_HYPERINIT ->
                new InitScheme(
                        LayerInitializer.FAN_IN,
                        new Heads.Constant(),
                        (target, shared) -> Hyperfan.plain(target.layout()));
        };
    }

    private static InitScheme unpromising(LayerInitializer layers, LayerInitializer heads) {
        return new InitScheme(layers, new Heads.AsLayers(heads), (target, shared) -> Map.of());
    }
}
