package io.weightloom.runner.settings;

import io.weightloom.spec.fault.Fault;
import io.weightloom.text.FileNames;
import io.weightloom.text.Nearest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * What the runner's own settings, its port and its database may be. They are checked when the experiments are read, so
 * that the faults of both come in one message, before anything is opened.
 */
public final class RunnerRules {

    /** Where the settings' full names begin. */
    static final String ROOT = "runner";

    private static final String REPORT = InsteadOfRuns.REPORT;

    private static final String PLAN = InsteadOfRuns.PLAN;

    private static final String RERUN = "runner.rerun";

    private static final String RETRY_FAILED = "runner.retry-failed";

    private static final String TEMPORARY = "java.io.tmpdir";

    /** By the settings' names; a value is held to the first rule that it breaks. */
    private static final Map<String, List<SettingRule<?>>> RULES = rules();

    private RunnerRules() {}

    private static Map<String, List<SettingRule<?>>> rules() {
        Map<String, List<SettingRule<?>>> rules = new LinkedHashMap<>();
        rules.put(RunnerSettings.ROLE, List.of(RoleRules.known()));
        rules.put("runner.mixed", List.of(SettingRule.flag()));
        rules.put(
                "runner.workers",
                List.of(new SettingRule<>(
                        Integer.class, "a whole number: 0 (one per core) or more", number -> number >= 0)));
        rules.put("runner.exit-when-done", List.of(SettingRule.flag()));
        rules.put(RERUN, List.of(SettingRule.flag()));
        rules.put(RETRY_FAILED, List.of(SettingRule.flag()));
        rules.put("runner.reuse", List.of(SettingRule.flag()));
        rules.put(
                "runner.on-change",
                List.of(new SettingRule<>(RunnerSettings.OnChange.class, "extend, fork or refuse", given -> true)));
        rules.put(
                "runner.checkpoint-interval",
                List.of(SettingRule.time("above 0, such as 10s", time -> time.toMillis() > 0)));
        rules.put("runner.checkpoints", List.of(SettingRule.path("database, or the path of a folder")));
        rules.put(
                "runner.keep-checkpoints",
                List.of(SettingRule.time("of at least 0s, such as 7d", time -> !time.isNegative())));
        rules.put("runner.artifacts", List.of(SettingRule.path("database, or the path of a folder")));
        rules.put(
                "runner.keep-weights",
                List.of(new SettingRule<>(RunnerSettings.KeepWeights.class, "all, front or none", given -> true)));
        rules.put(DataFolder.NAME, List.of(DataFolder.RULE));
        rules.put(
                "runner.lease",
                List.of(SettingRule.time("of at least 3s, such as 30s", time -> time.toSeconds() >= 3)));
        rules.put(
                "runner.database-patience",
                List.of(SettingRule.time("of at least 0s, such as 5m", time -> !time.isNegative())));
        rules.put("runner.operations", List.of(SettingRule.flag()));
        rules.put(REPORT, List.of(new SettingRule<>(RunnerSettings.Report.class, "none or init", given -> true)));
        rules.put(PLAN, List.of(SettingRule.flag()));
        rules.put(
                "runner.progress-interval",
                List.of(SettingRule.time("above 0, such as 5s", time -> time.toMillis() > 0)));
        rules.put(
                "runner.notify.url",
                List.of(SettingRule.web(
                        "an address that begins with http:// or https://, with a port of at most 65535 if it has"
                                + " one, or empty")));
        rules.putAll(AccessRules.rules());
        rules.putAll(RunFiles.rules());
        rules.put(ForgetCommand.NAME, List.of(ForgetCommand.RULE));
        rules.putAll(TrialCommands.rules());
        rules.put(
                "server.port",
                List.of(new SettingRule<>(
                        Integer.class,
                        "a whole number in [0, 65535], 0 for any free port",
                        port -> port >= 0 && port <= 65_535)));
        rules.put(DatabaseUrlRules.URL, DatabaseUrlRules.ALL);
        SettingRule<String> left = new SettingRule<>(
                String.class, "left to " + DatabaseUrlRules.URL + ", whose database holds all tables", String::isEmpty);
        rules.put("spring.flyway.url", List.of(left));
        rules.put("spring.datasource.hikari.jdbc-url", List.of(left));
        return Collections.unmodifiableMap(rules);
    }

    /** The full names of all settings of the runner itself, such as {@code runner.workers}. */
    static List<String> names() {
        return RULES.keySet().stream()
                .filter(name -> name.startsWith(ROOT + "."))
                .toList();
    }

    /** What each setting of the runner itself may be, by its full name. */
    public static Map<String, String> allowed() {
        Map<String, String> allowed = new LinkedHashMap<>();
        names().forEach(name -> allowed.put(
                name, Objects.requireNonNull(RULES.get(name), name).get(0).allowed()));
        return allowed;
    }

    /** A fault for each setting that cannot be used. */
    static List<Fault> faults(ConfigurableEnvironment environment) {
        List<Fault> faults = new ArrayList<>();
        Binder binder = Binder.get(environment);
        RULES.forEach((name, rules) -> {
            ConfigurationPropertyName property = ConfigurationPropertyName.of(name);
            rules.stream()
                    .filter(each -> !each.allows(binder, property))
                    .findFirst()
                    .flatMap(broken ->
                            SettingPlaces.given(environment, property).map(given -> fault(name, broken, given)))
                    .ifPresent(faults::add);
        });
        faults.addAll(AccessRules.faults(environment));
        faults.addAll(TrialCommands.faults(environment));
        faults.addAll(RunFiles.faults(environment));
        faults.addAll(InsteadOfRuns.faults(environment));
        List<String> repetitions = Stream.of(RERUN, RETRY_FAILED)
                .filter(flag -> isSet(binder, flag))
                .toList();
        faults.addAll(RoleRules.faults(environment, repetitions));
        if (repetitions.size() > 1) {
            faults.add(new Fault(
                    SettingPlaces.of(environment, RETRY_FAILED),
                    RETRY_FAILED,
                    "cannot go with %s, which trains every trial again".formatted(RERUN)));
        }
        String temporary = System.getProperty(TEMPORARY, "");
        if (!Folders.isWritable(temporary)) { // the web server would end with a stack trace
            faults.add(new Fault(
                    "system property " + TEMPORARY,
                    TEMPORARY,
                    "must be a folder that can be written, but is '%s'; another is named with java -D%s=..."
                            .formatted(temporary, TEMPORARY)));
        }
        return faults;
    }

    /** What is no truth value has a fault of its own. */
    private static boolean isSet(Binder binder, String flag) {
        return SettingRule.flag().allows(binder, ConfigurationPropertyName.of(flag))
                && binder.bind(flag, Boolean.class).orElse(false);
    }

    /** Which report is asked for. */
    public static RunnerSettings.Report report(ConfigurableEnvironment environment) {
        return Binder.get(environment).bind(REPORT, RunnerSettings.Report.class).orElse(RunnerSettings.Report.NONE);
    }

    /** Whether this process trains trials of managers' runs. */
    public static boolean isWorker(ConfigurableEnvironment environment) {
        return RoleRules.of(environment) == RunnerSettings.Role.WORKER;
    }

    /**
     * Whether somebody has said at which port the server listens; the packaged settings say where it does otherwise.
     */
    public static boolean isPortGiven(ConfigurableEnvironment environment) {
        return SettingPlaces.given(environment, ConfigurationPropertyName.of("server.port"))
                .filter(given -> !SettingPlaces.of(given).contains(RunnerDefaults.PACKAGED))
                .isPresent();
    }

    /** Whether a plan is asked for. */
    public static boolean isPlanAsked(ConfigurableEnvironment environment) {
        return Binder.get(environment).bind(PLAN, Boolean.class).orElse(false);
    }

    /** What is wrong with asking for a report, or a plan, of no experiments. */
    public static Fault nothingToReport(ConfigurableEnvironment environment) {
        String asked = isPlanAsked(environment) ? PLAN : REPORT;
        return new Fault(
                SettingPlaces.of(environment, asked),
                asked,
                "needs experiments, such as those of --spring.config.location=experiments/a.yml");
    }

    private static Fault fault(String name, SettingRule<?> rule, ConfigurationProperty given) {
        String place = SettingPlaces.of(given);
        String value = rule.shown().apply(String.valueOf(given.getValue()));
        boolean twice = place.startsWith(SettingPlaces.COMMAND_LINE) && value.contains(",");
        String reason = FileNames.fault(rule.file().apply(value))
                .map(fault -> ": " + fault)
                .orElse("");
        return new Fault(
                place,
                name,
                "must be %s, but is '%s'%s%s"
                        .formatted(rule.allowed(), value, reason, twice ? "; is the option given twice?" : ""));
    }

    /** A fault if a name, such as {@code runner.reruns}, is none of a setting of the runner. */
    static Optional<Fault> unknown(String name, String place) {
        ConfigurationPropertyName given = ConfigurationPropertyName.adapt(name, '.');
        if (AccessRules.isKnown(name)
                || names().stream().map(ConfigurationPropertyName::of).anyMatch(given::equals)) {
            return Optional.empty();
        }
        List<String> keys = names().stream().map(RunnerRules::key).toList();
        return Optional.of(new Fault(place, name, "is not known; " + Nearest.hint(key(name), keys)));
    }

    private static String key(String name) {
        return name.substring(Math.min(name.length(), ROOT.length() + 1));
    }
}
