package io.weightloom.network.generator;

import io.weightloom.network.init.LayerDraw;
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
public record Scheme(LayerDraw layers, Heads heads, Variances variances) {

    /** What target tensors shall start with. */
    public interface Variances {

        /**
         * By slot, in the order of the slots.
         *
         * @param shared slots that are not generated
         */
        Map<String, Double> of(TargetNetwork target, Set<String> shared);
    }

    public static Scheme of(Initialisation init) {
        return switch (init) {
            case DEFAULT -> unpromising(LayerDraw.PYTORCH, LayerDraw.PYTORCH);
            case DEFAULT_HEADS -> unpromising(LayerDraw.FAN_IN, LayerDraw.PYTORCH);
            case KAIMING -> unpromising(LayerDraw.FAN_IN, LayerDraw.FAN_IN);
            case HYPERFAN_IN -> new Scheme(LayerDraw.FAN_IN, new Heads.Measured(), Hyperfan::in);
            case HYPERFAN_OUT -> new Scheme(LayerDraw.FAN_IN, new Heads.Measured(), Hyperfan::out);
            case HARMONIC -> new Scheme(LayerDraw.FAN_IN, new Heads.Measured(), Hyperfan::harmonic);
            case MIP -> unpromising(LayerDraw.FAN_OUT, LayerDraw.FAN_OUT);
            case BIAS_HYPERINIT ->
                new Scheme(LayerDraw.FAN_IN, new Heads.Constant(), (target, shared) -> Hyperfan.plain(target.layout()));
        };
    }

    private static Scheme unpromising(LayerDraw layers, LayerDraw heads) {
        return new Scheme(layers, new Heads.AsLayers(heads), (target, shared) -> Map.of());
    }
}
