package io.weightloom.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Checked settings by their paths; with values for the swept ones they make a trial. A value is a {@code Long},
 * {@code Double}, {@code String} or a list of these. Immutable.
 */
public final class Settings {

    /** If nobody says how many. */
    private static final int MOST_TASKS_PER_STEP = 16;

    private final SortedMap<String, Object> values;

    /** With these values by path, each as its setting's kind has it. */
    Settings(Map<String, Object> values) {
        this.values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /** All settings of a trial, those too that were left to their defaults, and no others. */
    public static Settings of(TrialSpec trial) {
        SortedMap<String, Object> values = new TreeMap<>();
        put(DataSettings.SECTION, trial.data(), values);
        put(TargetSettings.SECTION, trial.target(), values);
        if (trial.weights() instanceof HypernetSpec hypernet) {
            put(HypernetSettings.SECTION, hypernet, values);
            ConditionSpec.Damage damage = hypernet.condition().damage();
            if (damage != ConditionSpec.Damage.NONE) {
                put(DamageSettings.SECTION, damage, values);
            }
        } else if (trial.weights() instanceof WeightsSpec.Cut cut) {
            put(CutSettings.SECTION, cut, values);
        }
        put(TrainingSettings.SECTION, trial.training(), values);
        put(VerifySettings.SECTION, trial.verify(), values);
        if (trial.data().source().tasks() == 1) { // there is no choice, and the texts of old trials have none either
            values.remove(TrainingSettings.SECTION.name() + "." + TrainingSettings.TASKS_PER_STEP.key());
        }
        if (trial.data().source().givesTest()) { // so that no share is for the test
            values.remove(DataSettings.SECTION.name() + "." + DataSettings.TEST.key());
        }
        return new Settings(values);
    }

    /** The values by path, such as {@code hypernet.z-dim}. */
    public SortedMap<String, Object> values() {
        return values;
    }

    /** These settings with others laid over them. */
    public Settings with(Map<String, Object> others) {
        SortedMap<String, Object> all = new TreeMap<>(values);
        all.putAll(others);
        return new Settings(all);
    }

    /** These settings without one. */
    Settings without(String path) {
        SortedMap<String, Object> others = new TreeMap<>(values);
        others.remove(path);
        return new Settings(others);
    }

    /** These settings with another initialisation. */
    public Settings with(Initialisation init) {
        String path = HypernetSettings.SECTION.name() + "." + HypernetSettings.INIT.key();
        return with(Map.of(path, HypernetSettings.INIT.kind().plain(init)));
    }

    /**
     * The trial that they make with this seed. Settings of variants that are not chosen do not count. Without any
     * setting of a hypernetwork, it is the trial of a plain network, cut or not.
     *
     * @throws IllegalArgumentException if a setting is missing
     */
    public TrialSpec trial(long seed) {
        DataSpec data = data();
        Map<String, Object> training = section(TrainingSettings.SECTION);
        training.computeIfAbsent(
                TrainingSettings.LOSS.key(),
                key -> TrainingSettings.LOSS.kind().plain(Loss.of(data.source().task())));
        training.computeIfAbsent(
                TrainingSettings.TASKS_PER_STEP.key(),
                key -> TrainingSettings.TASKS_PER_STEP
                        .kind()
                        .plain(
                                TrainingSettings.ORDER.make(training).sequential()
                                        ? 1
                                        : Math.min(data.source().tasks(), MOST_TASKS_PER_STEP)));
        return new TrialSpec(
                seed,
                data,
                TargetSettings.SECTION.form().make(section(TargetSettings.SECTION)),
                weights(data.source()),
                TrainingSettings.SECTION.form().make(training),
                VerifySettings.SECTION.form().make(section(VerifySettings.SECTION)));
    }

    /** The data that they ask for. */
    DataSpec data() {
        Map<String, Object> data = section(DataSettings.SECTION);
        DataSettings.TEST.fallback().ifPresent(share -> data.putIfAbsent(DataSettings.TEST.key(), share));
        return DataSettings.SECTION.form().make(data);
    }

    private WeightsSpec weights(SourceSpec source) {
        Map<String, Object> hypernet = section(HypernetSettings.SECTION);
        if (!hypernet.isEmpty()) {
            return hypernet(hypernet, source);
        }
        Map<String, Object> cut = section(CutSettings.SECTION);
        return cut.isEmpty()
                ? new WeightsSpec.Plain()
                : CutSettings.SECTION.form().make(cut);
    }

    /** The hypernetwork with what the data, and the control that it is, tell of it. */
    private HypernetSpec hypernet(Map<String, Object> plain, SourceSpec source) {
        plain.put(HypernetSettings.TASKS.key(), source.tasks());
        plain.put(HypernetSettings.DESCRIPTORS.key(), source.descriptors());
        Map<String, Object> damage = section(DamageSettings.SECTION);
        if (!damage.isEmpty()) {
            plain.put(
                    HypernetSettings.DAMAGE.key(), DamageSettings.SECTION.form().make(damage));
        }
        return HypernetSettings.SECTION.form().make(plain);
    }

    /** The values of one section, by key. */
    Map<String, Object> section(Section<?> section) {
        String prefix = section.name() + ".";
        Map<String, Object> plain = new LinkedHashMap<>();
        values.forEach((path, value) -> {
            if (path.startsWith(prefix)) {
                plain.put(path.substring(prefix.length()), value);
            }
        });
        return plain;
    }

    /** The plain value of a hypernetwork's setting. */
    static Object value(HypernetSpec hypernet, String key) {
        Map<String, Object> plain = new LinkedHashMap<>();
        HypernetSettings.SECTION.form().put(hypernet, plain);
        Object value = plain.get(key);
        if (value == null) {
            throw new IllegalArgumentException("No value for '%s' in %s".formatted(key, plain.keySet()));
        }
        return value;
    }

    private static <R> void put(Section<R> section, R whole, Map<String, Object> values) {
        Map<String, Object> plain = new LinkedHashMap<>();
        section.form().put(whole, plain);
        plain.forEach((key, value) -> values.put(section.name() + "." + key, value));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Settings settings && settings.values.equals(values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
