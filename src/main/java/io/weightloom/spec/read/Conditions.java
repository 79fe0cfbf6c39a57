package io.weightloom.spec.read;

import io.weightloom.spec.PlainValues;
import io.weightloom.spec.SweepSpec;
import io.weightloom.spec.settings.ExperimentSettings;
import io.weightloom.spec.settings.Setting;
import io.weightloom.spec.settings.SettingNode;
import io.weightloom.text.Nearest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads what makes the parameters of a sweep active.
 *
 * @param settings takes what is wrong with it
 */
record Conditions(SettingReader settings) {

    /**
     * That a setting has one of these values.
     *
     * @param path of the setting
     * @param values at least one
     */
    record Condition(String path, List<Given> values) {

        private List<Object> plain() {
            return values.stream().map(Given::plain).toList();
        }

        private String where() {
            return values.get(0).where();
        }

        private String key() {
            String key = values.get(0).key();
            return key.endsWith("]") ? key.substring(0, key.lastIndexOf('[')) : key;
        }
    }

    /** A parameter whose conditions may name anything yet. */
    record Conditional(SweepSpec.Range range, List<Condition> when) {}

    /** The conditions of one parameter; a setting's path may be written in one key, or in several nested ones. */
    List<Condition> read(SettingNode node, String place) {
        List<Condition> read = new ArrayList<>();
        if (node instanceof SettingNode.Mapping mapping && !mapping.entries().isEmpty()) {
            mapping.entries().forEach((key, value) -> collect(key, value, place, read));
        } else {
            settings.faults()
                    .add(
                            node.origin(),
                            place,
                            "must map settings to the values for which the parameter counts, such as"
                                    + " {hypernet.generator: chunked}, but is " + SettingReader.emptyOr(node));
        }
        return read;
    }

    private void collect(String path, SettingNode node, String place, List<Condition> read) {
        if (node instanceof SettingNode.Mapping mapping) {
            mapping.entries().forEach((key, value) -> collect(path + "." + key, value, place, read));
            return;
        }
        String key = place + "." + path;
        if (!ExperimentSettings.SWEEPABLE.containsKey(path)) {
            settings.faults()
                    .add(
                            node.origin(),
                            key,
                            "is no setting of a trial; " + Nearest.hint(path, ExperimentSettings.SWEEPABLE.keySet()));
            return;
        }
        List<Given> values = values(path, node, key);
        if (!values.isEmpty()) {
            read.add(new Condition(path, values));
        }
    }

    private List<Given> values(String path, SettingNode node, String key) {
        Setting<?> setting = ExperimentSettings.placed(path).setting();
        if (setting.kind().read(node).isEmpty()
                && node instanceof SettingNode.Sequence sequence
                && !sequence.items().isEmpty()) {
            List<Given> values = new ArrayList<>();
            for (int i = 0; i < sequence.items().size(); i++) {
                settings.plain(setting, sequence.items().get(i), key + "[" + i + "]", "")
                        .ifPresent(values::add);
            }
            return values;
        }
        return settings.plain(setting, node, key, "").stream().toList();
    }

    /**
     * The parameters of a sweep, with conditions on those before them alone: what the base decides is decided.
     *
     * @param base values of the settings that are the same in all trials
     */
    List<SweepSpec.Parameter> resolved(List<Conditional> parameters, Map<String, Object> base) {
        List<SweepSpec.Parameter> resolved = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i++) {
            Map<String, List<Object>> when = new HashMap<>();
            for (Condition condition : parameters.get(i).when()) {
                Optional<String> fault = fault(condition, i, parameters, base);
                fault.ifPresent(message -> settings.faults().add(condition.where(), condition.key(), message));
                if (fault.isEmpty() && indexOf(condition.path(), parameters) >= 0) {
                    when.put(condition.path(), condition.plain());
                }
            }
            resolved.add(new SweepSpec.Parameter(parameters.get(i).range(), when));
        }
        return resolved;
    }

    private Optional<String> fault(
            Condition condition, int parameter, List<Conditional> parameters, Map<String, Object> base) {
        int swept = indexOf(condition.path(), parameters);
        if (swept == parameter) {
            return Optional.of("is swept by the parameter itself, which cannot depend on it");
        } else if (swept > parameter) {
            return Optional.of("is swept by parameter %s, after this one; only what is swept before can make it count"
                    .formatted(swept));
        } else if (swept >= 0) {
            SweepSpec.Range range = parameters.get(swept).range();
            if (range instanceof SweepSpec.Range.Real real && real.step().isEmpty()) {
                return Optional.of(
                        "is hardly ever %s, because it is swept from %s without steps; give it a step, or values"
                                .formatted(text(condition), words(condition.path(), range)));
            }
            return condition.values().stream()
                    .filter(value -> !isIn(value.plain(), condition.path(), range))
                    .findFirst()
                    .map(value -> "is never %s; it is swept over %s"
                            .formatted(PlainValues.text(value.plain()), words(condition.path(), range)));
        }
        Object value = base.get(condition.path());
        if (value == null) { // or it is at fault, which is told
            return settings.faults().none() ? Optional.of("is a setting that no trial here has") : Optional.empty();
        }
        return condition.plain().contains(value)
                ? Optional.empty()
                : Optional.of(
                        "is never %s; it is %s in all trials".formatted(text(condition), PlainValues.text(value)));
    }

    private static String text(Condition condition) {
        return condition.plain().stream().map(PlainValues::text).collect(Collectors.joining(" or "));
    }

    private static int indexOf(String path, List<Conditional> parameters) {
        for (int i = 0; i < parameters.size(); i++) {
            if (parameters.get(i).range().settings().contains(path)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isIn(Object value, String path, SweepSpec.Range range) {
        if (range instanceof SweepSpec.Range.Choice choice) {
            return choice.options().stream().anyMatch(option -> value.equals(option.get(path)));
        } else if (range instanceof SweepSpec.Range.Whole whole) {
            long number = ((Number) value).longValue();
            return number >= whole.min() && number <= whole.max() && (number - whole.min()) % whole.step() == 0;
        }
        SweepSpec.Range.Real real = (SweepSpec.Range.Real) range;
        double number = ((Number) value).doubleValue();
        long steps = Math.round((number - real.min()) / real.step().orElseThrow());
        return steps >= 0 && steps < real.size() && real.at(steps) == number;
    }

    private static String words(String path, SweepSpec.Range range) {
        if (range instanceof SweepSpec.Range.Choice choice) {
            return choice.options().stream()
                    .map(option -> PlainValues.text(option.getOrDefault(path, "")))
                    .distinct()
                    .collect(Collectors.joining(", "));
        } else if (range instanceof SweepSpec.Range.Whole whole) {
            return whole.min() + " to " + whole.max() + (whole.step() == 1 ? "" : " in steps of " + whole.step());
        }
        SweepSpec.Range.Real real = (SweepSpec.Range.Real) range;
        String ends = PlainValues.text(real.min()) + " to " + PlainValues.text(real.max());
        return real.step().isEmpty()
                ? ends
                : ends + " in steps of " + PlainValues.text(real.step().getAsDouble());
    }
}
