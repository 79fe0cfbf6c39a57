package io.weightloom.spec.read;

import io.weightloom.spec.SweepSpec;
import io.weightloom.spec.settings.ExperimentSettings;
import io.weightloom.spec.settings.JsonSchema;
import io.weightloom.spec.settings.Kind;
import io.weightloom.spec.settings.Possible;
import io.weightloom.spec.settings.Section;
import io.weightloom.spec.settings.Setting;
import io.weightloom.text.KebabCase;
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

    private static final Map<String, Object> PATH = Map.of("$ref", "#/definitions/setting");
    private static final List<Map<String, Object>> KINDS = List.of(Map.of("$ref", "#/definitions/swept"));

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
                        "setting",
                        Map.of("enum", List.copyOf(ExperimentSettings.SWEEPABLE.keySet())),
                        "swept",
                        Map.of("allOf", kinds()),
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
        put(ExperimentSettings.CONTROL_SIZE, "", properties);
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
        put(ExperimentSettings.MAX_TRIALS, "", properties);
        put(ExperimentSettings.ROUND, "", properties);
        put(ExperimentSettings.SCORE, "", properties);
        properties.put(SweepReader.PARAMETERS, list("The swept settings", 1, parameter()));
        put(ExperimentSettings.REPEATS, "", properties);
        properties.put(SweepReader.CONSTRAINTS, constraints());
        properties.put(SweepReader.PRUNING, pruning());
        put(ExperimentSettings.MAX_FAILED, "", properties);
        put(ExperimentSettings.MAX_DURATION, "", properties);
        put(ExperimentSettings.MAX_SECONDS, "", properties);
        return object("Which trials there are", properties);
    }

    private static Map<String, Object> list(String description, int least, Map<String, Object> item) {
        return JsonSchema.ordered("description", description, "type", "array", "minItems", least, "items", item);
    }

    private static Map<String, Object> parameter() {
        Map<String, Object> properties = single();
        properties.put(ParameterReader.MIN, Map.of("description", "The least value of a range"));
        properties.put(ParameterReader.MAX, Map.of("description", "The greatest value of a range"));
        properties.put(
                ExperimentSettings.STEP_KEY,
                JsonSchema.ordered(
                        "description",
                        "Between neighbouring values of a range (default: 1 for whole numbers; none for others)",
                        "anyOf",
                        List.of(
                                JsonSchema.ordered("type", "number", "exclusiveMinimum", 0),
                                Map.of("$ref", "#/definitions/placeholder"))));
        put(ExperimentSettings.SCALE, "", properties);
        Map<String, Object> tied = object("One of the tied settings", single());
        tied.put("required", List.of(ParameterReader.NAME, ParameterReader.VALUES));
        tied.put("allOf", KINDS);
        properties.put(
                ParameterReader.TIED,
                list("Settings that change together, each with as many values as the others", 2, tied));
        properties.put(
                ParameterReader.WHEN,
                JsonSchema.ordered(
                        "description",
                        "The values of settings swept before it, for which the parameter counts",
                        "type",
                        "object",
                        "minProperties",
                        1,
                        "propertyNames",
                        PATH));
        Map<String, Object> parameter = object("Swept settings: values, a range, or several that are tied", properties);
        parameter.put(
                "anyOf",
                List.of(
                        Map.of("required", List.of(ParameterReader.NAME, ParameterReader.VALUES)),
                        Map.of("required", List.of(ParameterReader.NAME, ParameterReader.MIN, ParameterReader.MAX)),
                        Map.of("required", List.of(ParameterReader.TIED))));
        parameter.put("allOf", KINDS);
        return parameter;
    }

    private static Map<String, Object> single() {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(
                ParameterReader.NAME, JsonSchema.ordered("description", "Path of the setting", "allOf", List.of(PATH)));
        properties.put(
                ParameterReader.VALUES,
                JsonSchema.ordered(
                        "description", "What it is set to, one after the other", "type", "array", "minItems", 1));
        return properties;
    }

    /**
     * For each setting what the keys beside its name take: its values, or those that are numbers as ends of a range.
     */
    private static List<Map<String, Object>> kinds() {
        return ExperimentSettings.SWEEPABLE.entrySet().stream()
                .map(entry -> {
                    Setting<?> setting = entry.getValue().setting();
                    Map<String, Object> properties =
                            JsonSchema.ordered(ParameterReader.VALUES, Map.of("items", value(setting.kind())));
                    Object end = setting.kind()
                            .numeric()
                            .<Object>map(SpecSchema::value)
                            .orElse(false);
                    properties.put(ParameterReader.MIN, end);
                    properties.put(ParameterReader.MAX, end);
                    return JsonSchema.ordered(
                            "if",
                            property(ParameterReader.NAME, Map.of("const", entry.getKey())),
                            "then",
                            Map.of("properties", properties));
                })
                .toList();
    }

    private static Map<String, Object> constraints() {
        Map<String, Object> bounds = new LinkedHashMap<>();
        put(ExperimentSettings.LEAST, "", bounds);
        put(ExperimentSettings.MOST, "", bounds);
        Map<String, Object> properties = new LinkedHashMap<>();
        for (SweepSpec.Count count : SweepSpec.Count.values()) {
            Map<String, Object> constraint = object("What the ledger's number must be", bounds);
            constraint.put("minProperties", 1);
            properties.put(KebabCase.of(count), constraint);
        }
        return object("Of a trial's ledger; trials that do not meet them are not trained", properties);
    }

    private static Map<String, Object> pruning() {
        Map<String, Object> properties = new LinkedHashMap<>();
        put(ExperimentSettings.PRUNING_KIND, "", properties);
        put(ExperimentSettings.RUNGS, "", properties);
        Map<String, Object> pruning = object("Which trials are halted before their end", properties);
        pruning.put("required", List.of(ExperimentSettings.PRUNING_KIND.key(), ExperimentSettings.RUNGS.key()));
        return pruning;
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
