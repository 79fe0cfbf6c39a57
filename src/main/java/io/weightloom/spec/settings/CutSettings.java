package io.weightloom.spec.settings;

import io.weightloom.spec.WeightsSpec;
import java.util.List;

/**
 * The section {@code cut} of a trial's canonical form. A spec file cannot have it: these networks are controls, whose
 * size follows from that of a hypernetwork.
 */
final class CutSettings {

    static final Setting<Long> STORED =
            Setting.required("stored", Kind.large("[1, 1000000000000]"), "The most numbers that are left");

    static final Setting<Integer> BITS =
            Setting.required("bits", new OneOf(List.of(8, 4)), "Of each weight of a layer, a multiple of a scale");

    static final Choice<WeightsSpec> METHOD = Choice.required(
            "method",
            "How the plain network is cut: its smallest weights (magnitude), the rank of its matrices (rank) or the width"
                    + " of its weights (bits); or it is the given one, and nothing is cut (none)",
            List.of(
                    Form.of(WeightsSpec.Pruned.class)
                            .with(STORED, WeightsSpec.Pruned::stored)
                            .variant("magnitude", values -> new WeightsSpec.Pruned(values.get(STORED))),
                    Form.of(WeightsSpec.RankCut.class)
                            .with(STORED, WeightsSpec.RankCut::stored)
                            .variant("rank", values -> new WeightsSpec.RankCut(values.get(STORED))),
                    Form.of(WeightsSpec.Quantised.class)
                            .with(BITS, WeightsSpec.Quantised::bits)
                            .variant("bits", values -> new WeightsSpec.Quantised(values.get(BITS))),
                    Form.of(WeightsSpec.Given.class).variant("none", values -> new WeightsSpec.Given())));

    static final Section<WeightsSpec> SECTION = new Section<>(
            "cut",
            "A plain network that is cut down half-way",
            Form.of(WeightsSpec.class).with(METHOD, cut -> cut).made(values -> values.get(METHOD)));

    private CutSettings() {}
}
