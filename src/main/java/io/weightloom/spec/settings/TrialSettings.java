package io.weightloom.spec.settings;

import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.GivenSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Loss;
import io.weightloom.spec.Settings;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A trial's records made of its settings, and taken apart into settings again. */
public final class TrialSettings {

    /** If nobody says how many. */
    private static final int MOST_TASKS_PER_STEP = 16;

    private TrialSettings() {}

    /** All settings of a trial, those too that were left to their defaults, and no others. */
    public static Settings of(TrialSpec trial) {
        SortedMap<String, Object> values = new TreeMap<>();
        sections(trial)
                .forEach((section, plain) -> plain.forEach((key, value) -> values.put(section + "." + key, value)));
        return new Settings(values);
    }

    /** The same by section and key, in maps of their own. */
    static SortedMap<String, SortedMap<String, Object>> sections(TrialSpec trial) {
        SortedMap<String, SortedMap<String, Object>> sections = new TreeMap<>();
        SortedMap<String, Object> data = put(DataSettings.SECTION, trial.data(), sections);
        SortedMap<String, Object> target = put(TargetSettings.SECTION, trial.target(), sections);
        if (trial.weights() instanceof HypernetSpec hypernet && !hypernet.isOwn()) {
            put(HypernetSettings.SECTION, hypernet, sections);
            ConditionSpec.Damage damage = hypernet.condition().damage();
            if (damage != ConditionSpec.Damage.NONE) {
                put(CutSettings.DAMAGE, damage, sections);
            }
        } else if (!(trial.weights() instanceof WeightsSpec.Plain)) {
            put(CutSettings.SECTION, trial.weights(), sections);
        }
        trial.given().ifPresent(given -> {
            target.put(TargetSettings.WEIGHTS.key(), given.file());
            target.put(TargetSettings.SHA256.key(), given.sha256());
            if (given.order() != GivenSpec.Order.GIVEN) {
                target.put(
                        TargetSettings.ORDER.key(), TargetSettings.ORDER.kind().plain(given.order()));
            }
            DataSettings.standardise(data, DataSpec.Standardise.TRAINING); // is not the usual way beside it
        });
        SortedMap<String, Object> training = put(TrainingSettings.SECTION, trial.training(), sections);
        put(VerifySettings.SECTION, trial.verify(), sections);
        if (trial.data().source().tasks() == 1) { // there is no choice, and the texts of old trials have none either
            training.remove(TrainingSettings.TASKS_PER_STEP.key());
        }
        if (trial.data().source().givesTest()) { // so that no share is for the test
            data.remove(DataSettings.TEST.key());
        }
        return sections;
    }

    /**
     * The trial that these settings make with this seed. Settings of variants that are not chosen do not count. Without
     * any setting of a hypernetwork, it is the trial of a plain network, cut or not.
     *
     * @throws IllegalArgumentException if a setting is missing
     */
    public static TrialSpec trial(Settings settings, long seed) {
        DataSpec data = data(settings);
        return new TrialSpec(
                seed,
                data,
                TargetSettings.made(settings.section(TargetSettings.SECTION.name()), data.source()),
                weights(settings, data.source()),
                training(settings.section(TrainingSettings.SECTION.name()), data.source()),
                VerifySettings.SECTION.form().make(settings.section(VerifySettings.SECTION.name())),
                TargetSettings.given(settings.section(TargetSettings.SECTION.name())));
    }

    /** How to train on a source by these values, with what follows from the source in the place of what is missing. */
    static TrainingSpec training(Map<String, Object> plain, SourceSpec source) {
        boolean sequential = TrainingSettings.ORDER.make(plain).sequential();
        return training(
                plain, Loss.of(source.labelKind()), sequential ? 1 : Math.min(source.tasks(), MOST_TASKS_PER_STEP));
    }

    /** The same on any source. */
    static TrainingSpec training(Map<String, Object> plain) {
        return training(plain, Loss.MSE, 1);
    }

    private static TrainingSpec training(Map<String, Object> plain, Loss loss, int tasksPerStep) {
        Map<String, Object> complete = new HashMap<>(plain);
        complete.putIfAbsent(
                TrainingSettings.LOSS.key(), TrainingSettings.LOSS.kind().plain(loss));
        complete.putIfAbsent(
                TrainingSettings.TASKS_PER_STEP.key(),
                TrainingSettings.TASKS_PER_STEP.kind().plain(tasksPerStep));
        return TrainingSettings.SECTION.form().make(complete);
    }

    /** The data that they ask for. */
    public static DataSpec data(Settings settings) {
        Map<String, Object> data = settings.section(DataSettings.SECTION.name());
        DataSettings.TEST.fallback().ifPresent(share -> data.putIfAbsent(DataSettings.TEST.key(), share));
        if (TargetSettings.given(settings.section(TargetSettings.SECTION.name()))
                .isPresent()) {
            DataSettings.standardise(data, DataSpec.Standardise.NONE);
        }
        return DataSettings.SECTION.form().make(data).asking(TargetSettings.picture(settings));
    }

    private static WeightsSpec weights(Settings settings, SourceSpec source) {
        Map<String, Object> hypernet = settings.section(HypernetSettings.SECTION.name());
        if (!hypernet.isEmpty()) {
            return hypernet(hypernet, settings, source);
        }
        Map<String, Object> cut = settings.section(CutSettings.SECTION.name());
        return cut.isEmpty()
                ? new WeightsSpec.Plain()
                : CutSettings.SECTION.form().make(cut);
    }

    /** The hypernetwork with what the data, and the control that it is, tell of it. */
    private static HypernetSpec hypernet(Map<String, Object> plain, Settings settings, SourceSpec source) {
        plain.put(HypernetSettings.TASKS.key(), source.tasks());
        plain.put(HypernetSettings.DESCRIPTORS.key(), source.descriptors());
        Map<String, Object> damage = settings.section(CutSettings.DAMAGE.name());
        if (!damage.isEmpty()) {
            plain.put(HypernetSettings.DAMAGE.key(), CutSettings.DAMAGE.form().make(damage));
        }
        return HypernetSettings.SECTION.form().make(plain);
    }

    private static <R> SortedMap<String, Object> put(
            Section<R> section, R whole, Map<String, SortedMap<String, Object>> sections) {
        SortedMap<String, Object> plain = new TreeMap<>();
        section.form().put(whole, plain);
        sections.put(section.name(), plain);
        return plain;
    }
}
