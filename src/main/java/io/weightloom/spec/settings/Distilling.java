package io.weightloom.spec.settings;

import io.weightloom.spec.Loss;
import io.weightloom.spec.PictureFiles;
import io.weightloom.spec.PlainValues;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.fault.Misfit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a training against a given network needs, beside what any training does. */
final class Distilling {

    private Distilling() {}

    /** What a given network is asked for has to be there, and to be compared in a way that it can be. */
    static List<Misfit> misfits(Optional<SourceSpec> data, TrainingSpec training, boolean given) {
        List<Misfit> misfits = new ArrayList<>();
        TrainingSpec.Objective objective = training.objective();
        data.filter(source -> !source.labelled())
                .flatMap(source -> unlabelled(source, objective, given))
                .ifPresent(misfits::add);
        if (objective.labels() + objective.outputs() + objective.weights() == 0) {
            misfits.add(misfit(
                    TrainingSettings.SECTION,
                    TrainingSettings.OBJECTIVE.selector(),
                    "must not be mix where none of mix.labels, mix.outputs and mix.weights is above 0"));
        }
        if (objective.needsGiven() && !given) {
            misfits.add(misfit(
                    TrainingSettings.SECTION,
                    TrainingSettings.OBJECTIVE.selector(),
                    "must be labels without a network that you have, named by target.weights, but is "
                            + TrainingSettings.OBJECTIVE.name(objective)));
        }
        if (objective.temperature() != 1 && (training.loss() != Loss.CROSS_ENTROPY || objective.outputs() == 0)) {
            misfits.add(misfit(
                    TrainingSettings.SECTION,
                    TrainingSettings.TEMPERATURE,
                    "must be 1 %s, because only classes are compared at a temperature, but is %s"
                            .formatted(
                                    objective.outputs() == 0
                                            ? "with mix.outputs 0"
                                            : "with training.loss "
                                                    + TrainingSettings.LOSS
                                                            .kind()
                                                            .plain(training.loss()),
                                    PlainValues.text(objective.temperature()))));
        }
        return misfits;
    }

    /** Inputs alone can be learned where a network that the user has answers to them, and nothing asks for more. */
    private static Optional<Misfit> unlabelled(SourceSpec source, TrainingSpec.Objective objective, boolean given) {
        Setting<?> label = source.single() instanceof PictureFiles.Idx ? PictureSettings.LABELS : DataSettings.LABEL;
        if (source.single() != source) {
            return Optional.of(misfit(
                    DataSettings.SECTION,
                    label,
                    "must be given within %s, whose tasks are made of labels".formatted(DataSettings.name(source))));
        } else if (!given) {
            return Optional.of(misfit(
                    DataSettings.SECTION,
                    label,
                    "must be given without a network that you have, named by target.from or target.weights, whose answers"
                            + " could take the place of labels"));
        } else if (objective.labels() == 0) {
            return Optional.empty();
        }
        String absent = "because no data.%s is given, but is ".formatted(label.key());
        return Optional.of(
                objective instanceof TrainingSpec.Objective.Mix
                        ? misfit(
                                TrainingSettings.SECTION,
                                TrainingSettings.MIX_LABELS,
                                "must be 0, " + absent + PlainValues.text(objective.labels()))
                        : misfit(
                                TrainingSettings.SECTION,
                                TrainingSettings.OBJECTIVE.selector(),
                                "must be outputs or weights, or mix without mix.labels, " + absent + "labels"));
    }

    private static Misfit misfit(Section<?> section, Setting<?> setting, String message) {
        return new Misfit(section.name() + "." + setting.key(), message);
    }
}
