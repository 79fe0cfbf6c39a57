package io.weightloom.spec.settings;

import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.PlainValues;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.fault.Misfit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the records of a trial must be to each other that adapts a network that the user has. */
final class Adapting {

    private Adapting() {}

    /** What each task adds to a network that the user has begins at zero. */
    static List<Misfit> misfits(
            boolean given,
            Optional<ConditionSpec> condition,
            Optional<GeneratorSpec> generator,
            TrainingSpec training) {
        List<Misfit> misfits = new ArrayList<>();
        if (!given) {
            misfits.add(misfit(
                    HypernetSettings.SECTION,
                    HypernetSettings.RESIDUAL,
                    "must not be given without a network that you have: name its file by target.weights"));
        }
        boolean own = generator.filter(GeneratorSpec.Own.class::isInstance).isPresent();
        condition
                .filter(chosen -> !chosen.perTask() && !own)
                .ifPresent(chosen -> misfits.add(misfit(
                        HypernetSettings.SECTION,
                        HypernetSettings.CONDITION.selector(),
                        "must be per-task or descriptor with hypernet.residual given, which adds to each task's weights what is its own, but is "
                                + HypernetSettings.CONDITION.name(chosen))));
        generator
                .filter(chosen -> !startsAtZero(chosen))
                .ifPresent(chosen -> misfits.add(misfit(
                        HypernetSettings.SECTION,
                        HypernetSettings.GENERATOR.selector(),
                        "must be full, per-tensor, chunked, low-rank or coordinates with hypernet.residual given, beside which others cannot start at zero and learn, but is "
                                + HypernetSettings.GENERATOR.name(chosen))));
        if (generator.isPresent()
                && generator.get() instanceof GeneratorSpec.LowRank low
                && low.base() != GeneratorSpec.LowRank.Base.NONE) {
            misfits.add(misfit(
                    HypernetSettings.SECTION,
                    HypernetSettings.BASE,
                    "must be none with hypernet.residual given, which has a matrix already, but is "
                            + HypernetSettings.BASE.kind().plain(low.base())));
        }
        if (training.generatedDecay() > 0) {
            misfits.add(misfit(
                    TrainingSettings.SECTION,
                    TrainingSettings.GENERATED_DECAY,
                    "must be 0 with hypernet.residual given, whose weights it would pull towards 0; use training.weight-decay, but is "
                            + PlainValues.text(training.generatedDecay())));
        }
        return misfits;
    }

    private static boolean startsAtZero(GeneratorSpec generator) {
        return generator instanceof GeneratorSpec.Full
                || generator instanceof GeneratorSpec.PerTensor
                || generator instanceof GeneratorSpec.Chunked
                || generator instanceof GeneratorSpec.LowRank
                || generator instanceof GeneratorSpec.Coordinates
                || generator instanceof GeneratorSpec.Own;
    }

    private static Misfit misfit(Section<?> section, Setting<?> setting, String message) {
        return new Misfit(section.name() + "." + setting.key(), message);
    }
}
