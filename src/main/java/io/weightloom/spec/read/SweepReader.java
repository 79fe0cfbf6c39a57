package io.weightloom.spec.read;

import io.weightloom.spec.SweepSpec;
import io.weightloom.spec.settings.ExperimentSettings;
import io.weightloom.spec.settings.Kind;
import io.weightloom.spec.settings.Setting;
import io.weightloom.spec.settings.SettingNode;
import io.weightloom.text.Nearest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a sweep, each value by itself. Not thread-safe. */
final class SweepReader {

    static final String PARAMETERS = "parameters";
    static final String NAME = "name";
    static final String VALUES = "values";

    private final SettingReader settings;
    private final Map<String, List<Given>> swept = new LinkedHashMap<>();
    private final Set<String> named = new HashSet<>();
    private SweepSpec.Strategy search = SweepSpec.Strategy.GRID;
    private int repeats = 1;

    SweepReader(SettingReader settings) {
        this.settings = settings;
    }

    /** Values of the swept settings, by path; without those at fault. */
    Map<String, List<Given>> swept() {
        return Collections.unmodifiableMap(swept);
    }

    /** Paths of all settings that are to be swept, with faulty values too. */
    Set<String> named() {
        return Collections.unmodifiableSet(named);
    }

    /** Seeds per point. */
    int repeats() {
        return repeats;
    }

    /** The sweep, of values without faults. */
    SweepSpec spec() {
        List<SweepSpec.Parameter> parameters = swept.entrySet().stream()
                .map(parameter -> SweepSpec.Parameter.of(
                        parameter.getKey(),
                        parameter.getValue().stream().map(Given::plain).toList()))
                .toList();
        return new SweepSpec(search, parameters, repeats);
    }

    /**
     * Reads it.
     *
     * @param part what is given; empty if there is no sweep
     * @param place full name of the part
     */
    void read(Optional<SettingNode> part, String place) {
        List<String> keys = List.of(ExperimentSettings.SEARCH.key(), PARAMETERS, ExperimentSettings.REPEATS.key());
        Map<String, SettingNode> entries =
                part.flatMap(given -> settings.entries(given, place, keys)).orElse(Map.of());
        search = settings.value(ExperimentSettings.SEARCH, entries, place);
        repeats = settings.value(ExperimentSettings.REPEATS, entries, place);
        SettingNode parameters = entries.get(PARAMETERS);
        if (parameters != null) {
            readParameters(parameters, place + "." + PARAMETERS);
        } else if (part.isPresent()
                && part.get() instanceof SettingNode.Mapping
                && !entries.containsKey(ExperimentSettings.REPEATS.key())) {
            settings.faults().add(part.get().origin(), place, "sweeps nothing; give it parameters, or repeats");
        }
    }

    private void readParameters(SettingNode parameters, String place) {
        if (!(parameters instanceof SettingNode.Sequence sequence)
                || sequence.items().isEmpty()) {
            settings.faults()
                    .add(
                            parameters.origin(),
                            place,
                            "must be a list of at least 1 parameter, each {name: ..., values: [...]}, but is "
                                    + SettingReader.emptyOr(parameters));
            return;
        }
        Map<String, String> origins = new HashMap<>();
        for (int i = 0; i < sequence.items().size(); i++) {
            readParameter(sequence.items().get(i), place + "[" + i + "]", origins);
        }
    }

    private void readParameter(SettingNode parameter, String place, Map<String, String> origins) {
        Optional<Map<String, SettingNode>> entries = settings.entries(parameter, place, List.of(NAME, VALUES));
        if (entries.isEmpty()) {
            return;
        }
        SettingNode nameNode = entries.get().get(NAME);
        SettingNode valuesNode = entries.get().get(VALUES);
        if (valuesNode == null && !SettingReader.meant(VALUES, entries.get())) {
            settings.faults()
                    .add(parameter.origin(), place + "." + VALUES, "is missing; it must be a list of at least 1 value");
        }
        if (nameNode != null) {
            path(nameNode, place + "." + NAME).ifPresent(path -> {
                String first = origins.putIfAbsent(path, nameNode.origin());
                named.add(path);
                if (first != null) {
                    settings.faults()
                            .add(
                                    nameNode.origin(),
                                    place + "." + NAME,
                                    "sweeps %s again; it is swept at %s".formatted(path, first));
                } else if (valuesNode != null) {
                    readValues(path, valuesNode, place + "." + VALUES);
                }
            });
        } else if (!SettingReader.meant(NAME, entries.get())) {
            settings.faults()
                    .add(parameter.origin(), place + "." + NAME, "is missing; it must be the path of a setting");
        }
    }

    /** The path that a swept parameter names. */
    private Optional<String> path(SettingNode nameNode, String place) {
        Optional<String> text = Kind.text(nameNode);
        if (text.filter(ExperimentSettings.SWEEPABLE::containsKey).isPresent()) {
            return text;
        }
        String message;
        if (text.filter(ExperimentSettings.SEED.key()::equals).isPresent()) {
            message = "must be a setting of a trial, but is 'seed'; sweep.repeats gives each point several seeds";
        } else {
            Set<String> known = ExperimentSettings.SWEEPABLE.keySet();
            String hint =
                    text.map(unknown -> Nearest.hint(unknown, known)).orElse("known: " + String.join(", ", known));
            message = "must be a setting of a trial, but is " + nameNode.text() + "; " + hint;
        }
        settings.faults().add(nameNode.origin(), place, message);
        return Optional.empty();
    }

    private void readValues(String path, SettingNode valuesNode, String place) {
        List<SettingNode> items = valuesNode instanceof SettingNode.Sequence sequence
                ? sequence.items()
                : Kind.text(valuesNode)
                        .map(text -> Kind.separated(text, valuesNode.origin()))
                        .orElse(List.of());
        if (items.isEmpty()) {
            settings.faults()
                    .add(
                            valuesNode.origin(),
                            place,
                            "must be a list of at least 1 value, but is " + SettingReader.emptyOr(valuesNode));
            return;
        }
        Setting<?> setting = ExperimentSettings.placed(path).setting();
        List<Given> values = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            settings.plain(setting, items.get(i), place + "[" + i + "]", "(" + path + ") ")
                    .ifPresent(values::add);
        }
        if (!values.isEmpty()) {
            swept.put(path, values);
        }
    }
}
