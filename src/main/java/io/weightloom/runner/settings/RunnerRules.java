package io.weightloom.runner.settings;

import io.weightloom.runner.database.DatabaseFile;
import io.weightloom.runner.database.Secrets;
import io.weightloom.spec.Fault;
import io.weightloom.text.FileNames;
import io.weightloom.text.Nearest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * What the runner's own settings, its port and its database may be. They are checked when the experiments are read, so
 * that the faults of both come in one message, before anything is opened.
 */
public final class RunnerRules {

    /** Where the settings' full names begin. */
    static final String ROOT = "runner";

    private static final String REPORT = "runner.report";

    private static final String URL = "spring.datasource.url";

    private static final String TEMPORARY = "java.io.tmpdir";

    private static final String POSTGRES = "jdbc:postgresql:";

    private static final Map<String, Rule<?>> RULES = rules();

    /** The drivers take both for a part of the host, and quote them. */
    private static final Rule<String> WITHOUT_USER = new Rule<>(
            String.class,
            "a URL that leaves user and password to spring.datasource.username and spring.datasource.password",
            url -> !namesUser(url));

    private static final Rule<String> READABLE = new Rule<>(
            String.class,
            "a URL that its driver can read, such as jdbc:postgresql://localhost:5432/weightloom",
            RunnerRules::isRead);

    private static final Rule<String> NAMABLE = new Rule<>(
            String.class,
            "a URL whose file can be named",
            url -> FileNames.fault(DatabaseFile.name(url)).isEmpty());

    /** H2 takes a home folder as it is, even if it is called {@code ?}, as in many containers. */
    private static final Rule<String> WITH_HOME = new Rule<>(
            String.class,
            "a URL that does not begin with ~, for the home folder (system property user.home) is none that can be"
                    + " written",
            url -> !DatabaseFile.isInHome(url) || isHome(System.getProperty("user.home", "")));

    private RunnerRules() {}

    /**
     * What one setting may be.
     *
     * @param type of its value
     * @param allowed to stand after "must be"
     * @param holds whether a value of this type is allowed
     */
    private record Rule<T>(Class<T> type, String allowed, Predicate<T> holds) {

        private boolean allows(Binder binder, ConfigurationPropertyName name) {
            try {
                return binder.bind(name, Bindable.of(type)).map(holds::test).orElse(true);
            } catch (BindException e) { // the value is of another type
                return false;
            }
        }
    }

    private static Map<String, Rule<?>> rules() {
        Map<String, Rule<?>> rules = new LinkedHashMap<>();
        rules.put(
                "runner.workers",
                new Rule<>(Integer.class, "a whole number: 0 (one per core) or more", number -> number >= 0));
        rules.put("runner.exit-when-done", flag());
        rules.put("runner.rerun", flag());
        rules.put("runner.checkpoint-interval", time("above 0, such as 10s", time -> time.toMillis() > 0));
        rules.put(
                "runner.checkpoints",
                new Rule<>(
                        Path.class,
                        "the path of a folder",
                        path -> !path.toString().isBlank()));
        rules.put("runner.lease", time("of at least 3s, such as 30s", time -> time.toSeconds() >= 3));
        rules.put(REPORT, new Rule<>(RunnerSettings.Report.class, "none or init", given -> true));
        rules.put("runner.progress-interval", time("above 0, such as 5s", time -> time.toMillis() > 0));
        rules.put(
                "server.port",
                new Rule<>(
                        Integer.class,
                        "a whole number in [0, 65535], 0 for any free port",
                        port -> port >= 0 && port <= 65_535));
        rules.put(
                URL,
                new Rule<>(
                        String.class,
                        "a URL that begins with jdbc:h2: or jdbc:postgresql:",
                        url -> url.startsWith("jdbc:h2:") || url.startsWith(POSTGRES)));
        for (String second : List.of("spring.flyway.url", "spring.datasource.hikari.jdbc-url")) {
            rules.put(
                    second,
                    new Rule<>(String.class, "left to " + URL + ", whose database holds all tables", String::isEmpty));
        }
        return Collections.unmodifiableMap(rules);
    }

    /** A question mark may belong to the password: then what follows is no option. */
    private static boolean namesUser(String url) {
        String[] parts = url.split(url.startsWith("jdbc:h2:") ? ";" : "\\?", 2);
        if (url.matches("jdbc:h2:(tcp|ssl):.*")) {
            return parts[0].contains("@");
        }
        boolean behind = parts.length == 2
                && Arrays.stream(parts[1].split("&", -1)).anyMatch(part -> part.contains("@") && !part.contains("="));
        return url.startsWith(POSTGRES) && (behind || parts[0].contains("@"));
    }

    private static boolean isRead(String url) {
        try {
            return DriverManager.getDriver(url).acceptsURL(url);
        } catch (SQLException e) { // none is found
            return false;
        }
    }

    private static Rule<Boolean> flag() {
        return new Rule<>(Boolean.class, "true or false", given -> true);
    }

    private static Rule<Duration> time(String allowed, Predicate<Duration> holds) {
        return new Rule<>(Duration.class, "a time " + allowed, holds);
    }

    /** The full names of all settings of the runner itself, such as {@code runner.workers}. */
    static List<String> names() {
        return RULES.keySet().stream()
                .filter(name -> name.startsWith(ROOT + "."))
                .toList();
    }

    /** A fault for each setting that cannot be used. */
    static List<Fault> faults(ConfigurableEnvironment environment) {
        List<Fault> faults = new ArrayList<>();
        Binder binder = Binder.get(environment);
        RULES.forEach((name, rule) -> {
            ConfigurationPropertyName property = ConfigurationPropertyName.of(name);
            Stream<Rule<?>> rules =
                    name.equals(URL) ? Stream.of(rule, WITHOUT_USER, READABLE, WITH_HOME, NAMABLE) : Stream.of(rule);
            rules.filter(each -> !each.allows(binder, property))
                    .findFirst()
                    .flatMap(broken -> given(environment, property).map(given -> fault(name, broken, given)))
                    .ifPresent(faults::add);
        });
        String temporary = System.getProperty(TEMPORARY, "");
        if (!isWritable(temporary)) { // the web server would end with a stack trace
            faults.add(new Fault(
                    "system property " + TEMPORARY,
                    TEMPORARY,
                    "must be a folder that can be written, but is '%s'; another is named with java -D%s=..."
                            .formatted(temporary, TEMPORARY)));
        }
        return faults;
    }

    private static boolean isWritable(String folder) {
        return FileNames.fault(folder).isEmpty()
                && Files.isDirectory(Path.of(folder))
                && Files.isWritable(Path.of(folder));
    }

    private static boolean isHome(String folder) {
        return isWritable(folder) && Path.of(folder).isAbsolute();
    }

    /** Which report is asked for. */
    public static RunnerSettings.Report report(ConfigurableEnvironment environment) {
        return Binder.get(environment).bind(REPORT, RunnerSettings.Report.class).orElse(RunnerSettings.Report.NONE);
    }

    /** What is wrong with asking for a report of no experiments. */
    public static Fault nothingToReport(ConfigurableEnvironment environment) {
        String place = given(environment, ConfigurationPropertyName.of(REPORT))
                .map(SettingSources::place)
                .orElseThrow();
        return new Fault(
                place, REPORT, "needs experiments, such as those of --spring.config.location=experiments/a.yml");
    }

    private static Fault fault(String name, Rule<?> rule, ConfigurationProperty given) {
        String place = SettingSources.place(given);
        String value = Secrets.masked(given.getValue());
        boolean twice = place.startsWith(SettingSources.COMMAND_LINE) && value.contains(",");
        String path = rule.equals(NAMABLE) ? DatabaseFile.name(value) : rule.type == Path.class ? value : "";
        String reason = FileNames.fault(path).map(fault -> ": " + fault).orElse("");
        return new Fault(
                place,
                name,
                "must be %s, but is '%s'%s%s"
                        .formatted(rule.allowed, value, reason, twice ? "; is the option given twice?" : ""));
    }

    /** A fault if a name, such as {@code runner.reruns}, is none of a setting of the runner. */
    static Optional<Fault> unknown(String name, String place) {
        ConfigurationPropertyName given = ConfigurationPropertyName.adapt(name, '.');
        if (names().stream().map(ConfigurationPropertyName::of).anyMatch(given::equals)) {
            return Optional.empty();
        }
        List<String> keys = names().stream().map(RunnerRules::key).toList();
        return Optional.of(new Fault(place, name, "is not known; " + Nearest.hint(key(name), keys)));
    }

    private static String key(String name) {
        return name.substring(Math.min(name.length(), ROOT.length() + 1));
    }

    private static Optional<ConfigurationProperty> given(
            ConfigurableEnvironment environment, ConfigurationPropertyName name) {
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            ConfigurationProperty given = source.getConfigurationProperty(name);
            if (given != null) {
                return Optional.of(given);
            }
        }
        return Optional.empty();
    }
}
