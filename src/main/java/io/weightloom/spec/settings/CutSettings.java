package io.weightloom.spec.settings;

import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.List;

/**
 * The section {@code cut} of a trial's canonical form. A spec file cannot have it: these networks are controls, whose
 * size follows from that of a hypernetwork, or from the network that the user has.
 */
final class CutSettings {

    static final Setting<Long> STORED =
            Setting.required("stored", Kind.large("[1, 1000000000000]"), "The most numbers that are left");

    static final Setting<Integer> BITS =
            Setting.required("bits", new OneOf(List.of(8, 4)), "Of each weight of a layer, a multiple of a scale");

    static final Setting<Integer> RANK =
            Setting.required("rank", Kind.whole("[0, 100000]"), "Rank of what a task adds; 0 for all of its weights");

    static final Setting<Integer> NUMBERS =
            Setting.required("numbers", Kind.whole("[1, 2147483647]"), "Numbers that each task has of its own");

    static final Setting<Integer> TASKS =
            Setting.required("tasks", Kind.whole("[1, 4096]"), "Tasks that are trained on");

    static final Choice<WeightsSpec> METHOD = Choice.required(
            "method",
            "How the plain network is cut: its smallest weights (magnitude), the rank of its matrices (rank) or the width"
                    + " of its weights (bits); or it is the given one, and nothing is cut (none), or each task adds numbers of its own"
                    + " to it (own)",
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
                    Form.of(WeightsSpec.Given.class).variant("none", values -> new WeightsSpec.Given()),
                    Form.of(HypernetSpec.class)
                            .with(RANK, CutSettings::rank)
                            .with(NUMBERS, own -> own.condition().zDim())
                            .with(TASKS, own -> own.condition().tasks())
                            .variant(
                                    "own",
                                    values -> HypernetSpec.own(
                                            new GeneratorSpec.Own(values.get(RANK)),
                                            values.get(NUMBERS),
                                            values.get(TASKS)))));

    static final Section<WeightsSpec> SECTION = new Section<>(
            "cut",
            "A plain network that is cut down half-way",
            Form.of(WeightsSpec.class).with(METHOD, cut -> cut).made(values -> values.get(METHOD)));

    static final Setting<ConditionSpec.Damage> Z = Setting.required(
            "z",
            Kind.word(ConditionSpec.Damage.class),
            "Whether all tasks have one z (frozen), or each is tested with that of another (shuffled)");

    /** The section {@code damage}, of hypernetworks that are controls, and like the one beside them in all else. */
    static final Section<ConditionSpec.Damage> DAMAGE = new Section<>(
            "damage",
            "A hypernetwork that is kept from telling tasks apart",
            Form.of(ConditionSpec.Damage.class).with(Z, damage -> damage).made(values -> values.get(Z)));

    private CutSettings() {}

    private static int rank(HypernetSpec own) {
        if (own.generator() instanceof GeneratorSpec.Own adds) {
            return adds.rank();
        }
        throw new IllegalArgumentException("No control: " + own);
    }
}
