package io.weightloom.spec.read;

import io.weightloom.spec.Sizer;
import io.weightloom.spec.settings.DataSettings;
import io.weightloom.spec.settings.ExperimentSettings;
import io.weightloom.spec.settings.GivenLayers;
import io.weightloom.spec.settings.HypernetSettings;
import io.weightloom.spec.settings.PictureSettings;
import io.weightloom.spec.settings.Section;
import io.weightloom.spec.settings.Setting;
import io.weightloom.spec.settings.SettingNode;
import io.weightloom.text.Nearest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads the sections that trials are made of: first each value by itself; then, when it is clear which variants are
 * chosen, which settings belong here and which are missing. Not thread-safe.
 */
final class TrialReader {

    private static final String SHARE = path(DataSettings.TEST);

    private static final List<String> TESTS = List.of(
            path(DataSettings.TEST_FILE),
            path(PictureSettings.TEST_IMAGES),
            path(PictureSettings.TEST_LABELS),
            path(PictureSettings.TEST_FOLDER));

    private final SettingReader settings;
    private final String key;
    private final SettingNode experiment;
    private final Map<String, SettingNode> parts;
    private final SweepReader sweep;

    /** Values of the settings, by path; without those at fault. */
    private final Map<String, Given> given = new HashMap<>();

    /** Paths for which something was written, right or wrong, so that they are not missing. */
    private final Set<String> written = new HashSet<>();

    /** Sections that hold no settings but something else. */
    private final Set<Section<?>> broken = new HashSet<>();

    /**
     * With what is needed to read.
     *
     * @param key full name of the experiment
     * @param experiment where faults are that have no better place
     * @param parts of the experiment
     * @param sweep which is read already
     */
    TrialReader(
            SettingReader settings,
            String key,
            SettingNode experiment,
            Map<String, SettingNode> parts,
            SweepReader sweep) {
        this.settings = settings;
        this.key = key;
        this.experiment = experiment;
        this.parts = parts;
        this.sweep = sweep;
    }

    /** The values by path that are the same in all trials, defaults too. */
    Map<String, Object> read() {
        ExperimentSettings.TRIAL.forEach(section ->
                Optional.ofNullable(parts.get(section.name())).ifPresent(part -> readSection(section, part)));
        Map<String, Object> values = new HashMap<>();
        ExperimentSettings.TRIAL.forEach(section -> values.putAll(complete(section)));
        TESTS.stream().filter(this::isWritten).findFirst().ifPresent(this::rejectShare);
        return values;
    }

    /** A fault of one point of the sweep. */
    void addFault(Map<String, Object> point, String path, String message) {
        Given value = sweep.given(path, point).orElse(given.get(path));
        if (value == null) { // it has its default
            SettingNode section = parts.getOrDefault(path.substring(0, path.indexOf('.')), experiment);
            settings.faults().add(section.origin(), key + "." + path, message);
        } else {
            settings.faults().add(value.where(), value.key(), value.mention(path) + message);
        }
    }

    /** Reads a section's values, each by itself. */
    private void readSection(Section<?> section, SettingNode part) {
        Map<String, Section.Placed> known = section.settings();
        List<String> keys = Stream.concat(
                        section.preset().map(Setting::key).stream(),
                        known.values().stream().map(placed -> placed.setting().key()))
                .toList();
        Optional<Map<String, SettingNode>> entries = settings.flatEntries(part, key + "." + section.name(), keys);
        if (entries.isEmpty()) {
            broken.add(section);
            return;
        }
        entries.get().keySet().stream() // what a misspelt key may have meant is not missing as well
                .flatMap(entry -> Nearest.of(entry, keys).stream())
                .forEach(entry -> written.add(section.name() + "." + entry));
        section.preset().ifPresent(preset -> readPreset(section, preset, entries.get()));
        known.forEach((path, placed) -> {
            SettingNode value = entries.get().get(placed.setting().key());
            if (value != null) {
                settings.plain(placed.setting(), value, key + "." + path, "").ifPresent(read -> given.put(path, read));
            }
        });
    }

    /** What a preset stands for counts as given where the preset's name stands. */
    private void readPreset(Section<?> section, Setting<String> preset, Map<String, SettingNode> entries) {
        SettingNode name = entries.get(preset.key());
        if (name != null) {
            section.settings().keySet().stream() // nothing is missing if the name is wrong
                    .filter(path -> !path.equals(GivenLayers.PATH)) // which no preset has
                    .forEach(written::add);
            settings.plain(preset, name, key + "." + section.name() + "." + preset.key(), "")
                    .ifPresent(read -> section.values(preset.kind().typed(read.plain()))
                            .forEach((path, value) -> given.put(path, new Given(value, read.where(), read.key()))));
            given.remove(GivenLayers.PATH);
        }
    }

    /**
     * The values of a section's settings that are the same in all trials, defaults too; faults for what is missing and
     * for what belongs to a variant that no trial has.
     */
    private Map<String, Object> complete(Section<?> section) {
        if (broken.contains(section)) {
            return Map.of();
        }
        Map<String, Section.Placed> possible = section.settings(selector -> variants(selector)
                .orElseGet(() ->
                        ExperimentSettings.placed(selector).setting().kind().words()));
        section.settings().values().stream()
                .filter(placed -> !possible.containsKey(placed.path()))
                .forEach(placed -> rejectForeign(placed, possible));
        possible.keySet().forEach(path -> source(path).ifPresent(source -> rejectSolved(path, source)));
        Map<String, Section.Placed> certain =
                section.settings(selector -> variants(selector).orElse(List.of()));
        List<Section.Placed> missing = certain.values().stream()
                .filter(placed -> placed.setting().required()
                        && !isWritten(placed.path())
                        && source(placed.path()).isEmpty())
                .toList();
        SettingNode part = parts.get(section.name());
        if (part == null && !missing.isEmpty()) {
            settings.faults()
                    .add(
                            experiment.origin(),
                            key + "." + section.name(),
                            "is missing; it needs "
                                    + missing.stream()
                                            .map(placed -> placed.setting().key())
                                            .collect(Collectors.joining(", ")));
        } else if (part != null) {
            missing.forEach(placed -> settings.faults()
                    .add(part.origin(), key + "." + placed.path(), SettingReader.missing(placed.setting())));
        }
        Map<String, Object> values = new HashMap<>();
        certain.forEach((path, placed) -> {
            if (given.containsKey(path)) {
                values.put(path, value(path));
            } else if ((!isWritten(path) || sweep.isConditional(path)) && !isInFile(path)) {
                placed.setting().fallback().ifPresent(fallback -> values.put(path, fallback));
            }
        });
        values.keySet().removeIf(path -> sweep.named().contains(path) && !sweep.isConditional(path));
        return values;
    }

    private Object value(String path) {
        Given value = given.get(path);
        if (value == null) {
            throw new IllegalArgumentException("Nothing is given for " + path);
        }
        return value.plain();
    }

    /** The variants that trials can have by this selector; empty if that cannot be told because it is at fault. */
    private Optional<List<String>> variants(String selector) {
        if (sweep.swept().containsKey(selector)) {
            return Optional.of(sweep.swept().getOrDefault(selector, List.of()).stream()
                    .map(value -> (String) value.plain())
                    .distinct()
                    .toList());
        } else if (given.containsKey(selector)) {
            return Optional.of(List.of((String) value(selector)));
        } else if (isWritten(selector)) {
            return Optional.empty();
        }
        return ExperimentSettings.placed(selector).setting().fallback().map(fallback -> List.of((String) fallback));
    }

    /** The setting from which this one follows: a ratio that is asked for, or a file that holds a network. */
    private Optional<String> source(String path) {
        boolean solved = isWritten(Sizer.TARGET_RATIO)
                && HypernetSettings.SIZES.stream().anyMatch(size -> size.path().equals(path));
        return solved
                ? Optional.of(Sizer.TARGET_RATIO)
                : Optional.of(GivenLayers.PATH).filter(from -> isInFile(path));
    }

    private boolean isInFile(String path) {
        return GivenLayers.say(path) && isWritten(GivenLayers.PATH);
    }

    /** @param test path of the setting that tells which examples are for the test */
    private void rejectShare(String test) {
        values(SHARE)
                .forEach(value -> settings.faults()
                        .add(
                                value.where(),
                                value.key(),
                                "%smust not be given beside %s, which is the test split"
                                        .formatted(value.mention(SHARE), test)));
    }

    private void rejectSolved(String path, String source) {
        values(path)
                .forEach(value -> settings.faults()
                        .add(
                                value.where(),
                                value.key(),
                                "%smust not be given beside %s, from which it follows"
                                        .formatted(value.mention(path), source)));
    }

    /** All that is given for a setting, in the sweep and in its section. */
    private List<Given> values(String path) {
        List<Given> values = new ArrayList<>(sweep.swept().getOrDefault(path, List.of()));
        Optional.ofNullable(given.get(path)).ifPresent(values::add);
        return values;
    }

    /** @param possible settings of the section */
    private void rejectForeign(Section.Placed placed, Map<String, Section.Placed> possible) {
        List<Given> values = values(placed.path());
        if (values.isEmpty()) {
            return;
        }
        Map<String, List<String>> owners = new LinkedHashMap<>(); // variants by path of the choice
        placed.owners().stream()
                .filter(owner -> possible.containsKey(owner.selector())
                        || owner.equals(placed.owners().get(0)))
                .forEach(owner -> owners.computeIfAbsent(owner.selector(), selector -> new ArrayList<>())
                        .add(owner.variant()));
        String belongs = owners.entrySet().stream()
                .map(owner -> word(owner.getKey()) + " " + String.join(" or ", owner.getValue()))
                .collect(Collectors.joining(" or "));
        String chosen = owners.keySet().stream()
                .map(selector -> word(selector) + " is "
                        + String.join(" or ", variants(selector).orElse(List.of())))
                .collect(Collectors.joining(" and "));
        values.forEach(value -> settings.faults()
                .add(
                        value.where(),
                        value.key(),
                        "%sbelongs to %s, but %s here".formatted(value.mention(placed.path()), belongs, chosen)));
    }

    private static String path(Setting<?> setting) {
        return DataSettings.SECTION.name() + "." + setting.key();
    }

    private static String word(String selector) {
        return ExperimentSettings.placed(selector).setting().key();
    }

    private boolean isWritten(String path) {
        return written.contains(path) || sweep.named().contains(path);
    }
}
