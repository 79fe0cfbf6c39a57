package io.weightloom.spec.settings;

import io.weightloom.spec.Control;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.PlainValues;
import io.weightloom.spec.Settings;
import io.weightloom.spec.TrialSpec;
import io.weightloom.text.Sha256;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The one text that stands for a spec: JSON with sorted keys, no white space and shortest numbers, in the words of a
 * spec file, with all defaults filled in; and its SHA-256. Two specs that mean the same have the same text, however
 * they were written, and it is the same on every JDK.
 */
public final class Canonical {

    private static final String SEED = ExperimentSettings.SEED.key();

    /** All settings of each section, by its name: gathered once, for they are asked for with every trial. */
    private static final Map<String, List<Section.Placed>> PLACED = placed();

    /** By section and key, the values that are left out. */
    private static final Map<String, Map<String, Object>> SILENT = silent();

    private Canonical() {}

    /** The text of a trial. */
    public static String json(TrialSpec trial) {
        SortedMap<String, Object> tree = tree(TrialSettings.sections(trial));
        tree.put(SEED, trial.seed());
        return PlainValues.json(tree);
    }

    /** SHA-256 of {@link #json(TrialSpec)}, in hexadecimal: the trial's identity. */
    public static String hash(TrialSpec trial) {
        return Sha256.of(json(trial));
    }

    /**
     * The trial of this text.
     *
     * @throws IllegalArgumentException if it is not the text of a trial
     */
    public static TrialSpec trial(String json) {
        SettingNode tree = SettingNode.of(PlainValues.ofJson(json), "canonical form");
        Map<String, Object> values = new TreeMap<>();
        PLACED.values().stream()
                .flatMap(List::stream)
                .forEach(placed -> entry(tree, placed.section())
                        .flatMap(section -> entry(section, placed.setting().key())
                                .map(given -> plain(placed.setting(), given))
                                .or(placed.setting()::silence))
                        .ifPresent(value -> values.put(placed.path(), value)));
        Object seed = entry(tree, SEED)
                .map(given -> plain(ExperimentSettings.SEED, given))
                .orElseThrow(() -> new IllegalArgumentException("No seed in " + json));
        return TrialSettings.trial(
                new Settings(values), ExperimentSettings.SEED.kind().typed(seed));
    }

    /**
     * The text of an experiment: an entry of a spec file without what does not change its numbers, which are name,
     * description and schedule, and what the sweep sets itself.
     */
    public static String json(ExperimentSpec experiment) {
        SortedMap<String, SortedMap<String, Object>> sections = new TreeMap<>();
        PLACED.keySet()
                .forEach(section -> sections.put(
                        section, new TreeMap<>(experiment.settings().section(section))));
        SortedMap<String, Object> tree = tree(sections);
        tree.put(SEED, experiment.seed());
        tree.put(
                ExperimentSettings.CONTROLS.key(),
                ExperimentSettings.CONTROLS.kind().plain(experiment.controls()));
        if (experiment.controlSize() != Control.Size.NUMBERS) {
            tree.put(
                    ExperimentSettings.CONTROL_SIZE.key(),
                    ExperimentSettings.CONTROL_SIZE.kind().plain(experiment.controlSize()));
        }
        tree.put("sweep", SweepForm.of(experiment.sweep()));
        return PlainValues.json(tree);
    }

    /** SHA-256 of {@link #json(ExperimentSpec)}, in hexadecimal: the spec hash. */
    public static String hash(ExperimentSpec experiment) {
        return Sha256.of(json(experiment));
    }

    private static Map<String, List<Section.Placed>> placed() {
        Map<String, List<Section.Placed>> placed = new LinkedHashMap<>();
        ExperimentSettings.RESOLVED.forEach(section ->
                placed.put(section.name(), List.copyOf(section.settings().values())));
        return placed;
    }

    private static Map<String, Map<String, Object>> silent() {
        Map<String, Map<String, Object>> silent = new HashMap<>();
        PLACED.forEach((section, all) -> {
            Map<String, Object> values = new HashMap<>();
            all.stream()
                    .map(Section.Placed::setting)
                    .forEach(setting -> setting.silence().ifPresent(value -> values.put(setting.key(), value)));
            silent.put(section, values);
        });
        return silent;
    }

    /** The values by section and key, without those that are left out. */
    private static SortedMap<String, Object> tree(SortedMap<String, SortedMap<String, Object>> sections) {
        SortedMap<String, Object> tree = new TreeMap<>();
        sections.forEach((section, values) -> {
            SILENT.getOrDefault(section, Map.of()).forEach((key, usual) -> values.remove(key, usual));
            if (!values.isEmpty()) {
                tree.put(section, values);
            }
        });
        return tree;
    }

    private static Optional<SettingNode> entry(SettingNode tree, String key) {
        return tree instanceof SettingNode.Mapping mapping
                ? Optional.ofNullable(mapping.entries().get(key))
                : Optional.empty();
    }

    private static Object plain(Setting<?> setting, SettingNode given) {
        return setting.kind()
                .read(given)
                .orElseThrow(() -> new IllegalArgumentException("%s must be %s, but is %s"
                        .formatted(setting.key(), setting.kind().allowed(), given.text())));
    }
}
