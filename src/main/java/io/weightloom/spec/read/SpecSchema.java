package io.weightloom.spec.read;

import io.weightloom.spec.settings.ExperimentSettings;
import io.weightloom.spec.settings.JsonSchema;
import io.weightloom.spec.settings.Kind;
import io.weightloom.spec.settings.Possible;
import io.weightloom.spec.settings.Section;
import io.weightloom.spec.settings.Setting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON Schema of spec files, for editors. It knows every key, type and range; what one setting asks of another is
 * left to the runner, because a sweep can change both.
 */
public final class SpecSchema {

    private SpecSchema() {}

    /**
     * The schema as text.
     *
     * @param roots keys that a spec file can begin with
     */
    public static String json(List<String> roots) {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        return JsonMapper.builder(JsonFactory.builder()
                                .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                                .build())
                        .build()
                        .writer()
                        .with(new DefaultPrettyPrinter().withObjectIndenter(indenter))
                        .writeValueAsString(schema(roots))
                + "\n";
    }

    private static Map<String, Object> schema(List<String> roots) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "http://json-schema.org/draft-07/schema#");
        schema.put("title", "Weightloom spec file");
        schema.put("type", "object");
        schema.put(
                "properties",
                Map.of(
                        SpecReader.ROOT,
                        JsonSchema.ordered(
                                "description",
                                "Experiments by name",
                                "type",
                                "object",
                                "propertyNames",
                                Map.of("pattern", "^" + SpecReader.NAME.pattern() + "$"),
                                "additionalProperties",
                                Map.of("$ref", "#/definitions/experiment"))));
        schema.put(
                "patternProperties",
                Map.of("^(" + String.join("|", roots) + ")(\\..+)?$", Map.of("description", "Settings of the runner")));
        schema.put("additionalProperties", false);
        schema.put(
                "definitions",
                JsonSchema.ordered(
                        "placeholder",
                        JsonSchema.ordered(
                                "description", "A value from elsewhere", "type", "string", "pattern", "\\$\\{.+\\}"),
                        "experiment",
                        experiment()));
        return schema;
    }

    private static Map<String, Object> experiment() {
        Map<String, Object> properties = new LinkedHashMap<>();
        put(ExperimentSettings.DESCRIPTION, "", properties);
        put(ExperimentSettings.SEED, "", properties);
        ExperimentSettings.TRIAL.forEach(section -> properties.put(section.name(), section(section)));
        put(ExperimentSettings.CONTROLS, "", properties);
        properties.put(ExperimentReader.SWEEP, sweep());
        properties.put(ExperimentReader.SCHEDULE, schedule());
        return object("One experiment: settings that its trials share, and a sweep over the others", properties);
    }

    private static Map<String, Object> section(Section<?> section) {
        Map<String, Object> properties = new LinkedHashMap<>();
        section.preset().ifPresent(preset -> put(preset, "", properties));
        Map<String, Map<String, Object>> inner = new LinkedHashMap<>(); // by the first part of their keys
        section.settings().values().forEach(placed -> {
            Setting<?> setting = placed.setting();
            int dot = setting.key().indexOf('.');
            Map<String, Object> around = dot < 0
                    ? properties
                    : inner.computeIfAbsent(setting.key().substring(0, dot), key -> new LinkedHashMap<>());
            put(setting, owners(placed), around);
        });
        inner.forEach((key, settings) -> properties.put(key, object("Settings under " + key, settings)));
        return object(section.description(), properties);
    }

    private static String owners(Section.Placed placed) {
        if (placed.owners().isEmpty()) {
            return "";
        }
        String selector = placed.owners().get(0).selector();
        return placed.owners().stream()
                .filter(owner -> owner.selector().equals(selector))
                .map(Section.Owner::variant)
                .distinct()
                .collect(Collectors.joining(", ", selector.substring(selector.indexOf('.') + 1) + " ", ": "));
    }

    private static Map<String, Object> sweep() {
        Map<String, Object> properties = new LinkedHashMap<>();
        put(ExperimentSettings.SEARCH, "", properties);
        properties.put(
                SweepReader.PARAMETERS,
                JsonSchema.ordered(
                        "description", "The swept settings", "type", "array", "minItems", 1, "items", parameter()));
        put(ExperimentSettings.REPEATS, "", properties);
        return object("Which trials there are", properties);
    }

    private static Map<String, Object> parameter() {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(
                SweepReader.NAME,
                JsonSchema.ordered(
                        "description",
                        "Path of the setting",
                        "enum",
                        List.copyOf(ExperimentSettings.SWEEPABLE.keySet())));
        properties.put(
                SweepReader.VALUES,
                JsonSchema.ordered(
                        "description", "What it is set to, one after the other", "type", "array", "minItems", 1));
        Map<String, Object> parameter = object("One swept setting", properties);
        parameter.put("required", List.of(SweepReader.NAME, SweepReader.VALUES));
        parameter.put(
                "allOf",
                ExperimentSettings.SWEEPABLE.entrySet().stream()
                        .map(entry -> JsonSchema.ordered(
                                "if",
                                property(SweepReader.NAME, Map.of("const", entry.getKey())),
                                "then",
                                property(
                                        SweepReader.VALUES,
                                        Map.of(
                                                "items",
                                                value(entry.getValue().setting().kind())))))
                        .toList());
        return parameter;
    }

    private static Map<String, Object> schedule() {
        Map<String, Object> properties = new LinkedHashMap<>();
        put(ExperimentSettings.CRON, "", properties);
        put(ExperimentSettings.ZONE, "", properties);
        put(ExperimentSettings.OVERLAP, "", properties);
        put(ExperimentSettings.MISFIRE, "", properties);
        Map<String, Object> schedule = object("When the experiment is run again and again", properties);
        schedule.put("required", List.of(ExperimentSettings.CRON.key()));
        return schedule;
    }

    private static void put(Setting<?> setting, String owners, Map<String, Object> properties) {
        Map<String, Object> schema = new LinkedHashMap<>();
        String rule = setting.absence() instanceof Setting.Absence.Derived<?> derived
                ? " (default: " + derived.rule() + ")"
                : "";
        schema.put("description", owners + setting.description() + rule);
        if (!(setting.kind() instanceof Possible)) { // which are absent by default
            setting.fallback().ifPresent(fallback -> schema.put("default", fallback));
        }
        schema.putAll(value(setting.kind()));
        properties.put(setting.key().substring(setting.key().indexOf('.') + 1), schema);
    }

    /** A value as it can stand in a file: what the setting takes, or text with a placeholder. */
    private static Map<String, Object> value(Kind<?> kind) {
        return kind instanceof Kind.Text<?>
                ? kind.schema()
                : Map.of("anyOf", List.of(kind.schema(), Map.of("$ref", "#/definitions/placeholder")));
    }

    private static Map<String, Object> object(String description, Map<String, Object> properties) {
        return JsonSchema.ordered(
                "description", description, "type", "object", "properties", properties, "additionalProperties", false);
    }

    private static Map<String, Object> property(String name, Object schema) {
        return Map.of("properties", Map.of(name, schema));
    }
}
