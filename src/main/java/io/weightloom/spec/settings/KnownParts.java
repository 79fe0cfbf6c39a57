package io.weightloom.spec.settings;

import static java.util.Map.entry;

import io.weightloom.spec.Control;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.HypernetSpec.ResidualWeights;
import io.weightloom.spec.Settings;
import io.weightloom.spec.Sizer;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.fault.Misfit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One trial whose settings may be incomplete, because some are at fault themselves, as the records that are known. */
public final class KnownParts {

    /** By path what stands in for a setting that is missing and has no default, or one that may not go with others. */
    private static final Map<String, Object> STAND_INS = Map.ofEntries(
            entry(path(TrainingSettings.SECTION, TrainingSettings.EPOCHS), 2L),
            entry(path(TrainingSettings.SECTION, TrainingSettings.BATCH_SIZE), 1L),
            entry(path(TrainingSettings.SECTION, TrainingSettings.REGULARISER), 0.0),
            entry(path(TrainingSettings.SECTION, TrainingSettings.STEP_EVERY), 1L),
            entry(path(HypernetSettings.SECTION, HypernetSettings.Z_DIM), 1L),
            entry(path(HypernetSettings.SECTION, HypernetSettings.CONDITION_UNITS), 1L),
            entry(path(HypernetSettings.SECTION, HypernetSettings.CHUNK_SIZE), 1L),
            entry(path(HypernetSettings.SECTION, HypernetSettings.CHUNK_DIM), 1L),
            entry(path(HypernetSettings.SECTION, HypernetSettings.RANK), 1L),
            entry(path(HypernetSettings.SECTION, HypernetSettings.TEMPLATE_COUNT), 1L));

    private final Settings settings;

    private KnownParts(Settings settings) {
        this.settings = settings;
    }

    /**
     * What is known, to be judged.
     *
     * @param controls what is trained beside it
     */
    public static Consistency of(Settings settings, List<Control> controls) {
        KnownParts parts = new KnownParts(settings);
        Optional<DataSpec> data = DataSettings.SECTION.made(settings);
        return new Consistency(
                data,
                target(settings, data),
                parts.training(data),
                parts.chosen(HypernetSettings.CONDITION),
                parts.chosen(HypernetSettings.GENERATOR),
                parts.isHypernetComplete()
                        ? Optional.of(HypernetSettings.INIT.make(settings.section(HypernetSettings.SECTION.name())))
                        : Optional.empty(),
                parts.residual(),
                controls,
                TargetSettings.given(settings.section(TargetSettings.SECTION.name()))
                        .isPresent());
    }

    private static Optional<TargetSpec> target(Settings settings, Optional<DataSpec> data) {
        Map<String, Object> plain = settings.section(TargetSettings.SECTION.name());
        Optional<TargetSpec> alone = TargetSettings.SECTION.made(settings);
        return data.isPresent() && alone.isPresent()
                ? Optional.of(TargetSettings.made(plain, data.get().source()))
                : alone;
    }

    private Optional<ResidualWeights> residual() {
        Map<String, Object> plain = settings.section(HypernetSettings.SECTION.name());
        return plain.containsKey(HypernetSettings.RESIDUAL.key())
                ? Optional.of(HypernetSettings.RESIDUAL.make(plain))
                : Optional.empty();
    }

    /** Settings that a trial of a point must have and does not: only its sweep could tell them. */
    public static List<Misfit> missing(Settings settings) {
        Map<String, Object> values = settings.values();
        boolean solved = values.containsKey(Sizer.TARGET_RATIO);
        return ExperimentSettings.TRIAL.stream()
                .flatMap(section -> section
                        .settings(selector -> Optional.ofNullable(values.get(selector))
                                .map(variant -> List.of((String) variant))
                                .orElse(List.of()))
                        .values()
                        .stream())
                .filter(placed -> placed.setting().required() && !values.containsKey(placed.path()))
                .filter(placed -> !solved
                        || HypernetSettings.SIZES.stream()
                                .noneMatch(size -> size.path().equals(placed.path())))
                .map(placed -> new Misfit(
                        placed.path(), "is missing where the sweep leaves it out; give it a value in its section too"))
                .toList();
    }

    private TrainingSpec training(Optional<DataSpec> data) {
        Map<String, Object> plain = completed(TrainingSettings.SECTION);
        return data.map(known -> TrialSettings.training(plain, known.source()))
                .orElseGet(() -> TrialSettings.training(plain));
    }

    private <T> Optional<T> chosen(Choice<T> choice) {
        boolean known = settings.values().containsKey(path(HypernetSettings.SECTION, choice.selector()));
        return known ? Optional.of(choice.make(completed(HypernetSettings.SECTION))) : Optional.empty();
    }

    /** Whether nothing is missing but a size that is solved for. */
    private boolean isHypernetComplete() {
        Map<String, Object> plain = settings.section(HypernetSettings.SECTION.name());
        if (settings.values().containsKey(Sizer.TARGET_RATIO)) {
            HypernetSettings.SIZES.forEach(size -> plain.putIfAbsent(size.key(), 1L));
        }
        return HypernetSettings.SECTION.isComplete(plain);
    }

    /** The section's values by key, none missing but those that follow from others: no stand-in is at fault. */
    private Map<String, Object> completed(Section<?> section) {
        Map<String, Object> plain = settings.section(section.name());
        section.complete(
                plain,
                setting -> Optional.ofNullable(STAND_INS.get(path(section, setting)))
                        .or(setting::fallback));
        return plain;
    }

    private static String path(Section<?> section, Setting<?> setting) {
        return section.name() + "." + setting.key();
    }
}
