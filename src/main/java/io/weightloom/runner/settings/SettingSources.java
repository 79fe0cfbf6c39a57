package io.weightloom.runner.settings;

import io.weightloom.runner.database.Secrets;
import io.weightloom.runner.settings.SettingTree.Leaf;
import io.weightloom.runner.settings.SettingTree.Rank;
import io.weightloom.spec.Fault;
import io.weightloom.spec.read.SpecReader;
import io.weightloom.spec.settings.Node;
import io.weightloom.text.Nearest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.Resource;

/** All settings of experiments in an environment, with the places that they come from. Not thread-safe. */
public final class SettingSources {

    /** The keys that a file of settings can begin with: the experiments, the runner's own, Spring Boot's. */
    static final List<String> ROOTS = List.of(
            SpecReader.ROOT, RunnerRules.ROOT, "spring", "server", "management", "logging", "debug", "trace", "info");

    /** Where faults of options are. */
    static final String COMMAND_LINE = "command line";

    /** What the command line can say about where settings are read; a misspelt one would leave the spec unread. */
    private static final List<String> LOCATIONS = List.of(
            "spring.config.location",
            "spring.config.additional-location",
            "spring.config.name",
            "spring.config.import",
            "spring.config.on-not-found");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^:}$]+)");

    private static final int MOST_PLACEHOLDERS = 50;

    private final ConfigurableEnvironment environment;
    private final List<Fault> faults = new ArrayList<>();
    private final SettingTrees trees = new SettingTrees(faults);
    private final SettingTree experiments = trees.all();

    /** Reads all sources, those of higher precedence over those of lower. */
    SettingSources(ConfigurableEnvironment environment) {
        this.environment = environment;
        List<EnumerablePropertySource<?>> sources = sources();
        faults.addAll(FaultSource.of(environment).toList());
        faults.addAll(RunnerRules.faults(environment));
        Set<String> placeholders = placeholders(sources);
        Map<String, String> defined = new HashMap<>();
        for (EnumerablePropertySource<?> source : sources) {
            if (source instanceof CommandLinePropertySource<?> commandLine) {
                rejectUnknownOptions(commandLine, placeholders);
            } else {
                rejectUnknownKeys(source);
            }
            SettingTree settings = source instanceof SystemEnvironmentPropertySource variables
                    ? variables(variables, sources)
                    : settings(source);
            rejectSecondDefinitions(settings, defined);
            experiments.overlay(settings);
        }
        rejectOverridesOfNothing(defined.keySet());
        experiments
                .gaps()
                .forEach(first -> faults.add(new Fault(
                        first.place(),
                        first.name(),
                        "is part of a list whose elements are not numbered 0, 1, 2, ...")));
    }

    /** The tree under {@code experiments}; empty if there is none. */
    Optional<Node> experiments() {
        return experiments.child(SpecReader.ROOT).map(SettingTree::node);
    }

    /** What is wrong with the sources, as far as it can be told before the settings are read. */
    List<Fault> faults() {
        return List.copyOf(faults);
    }

    /** The settings that do not come from files. */
    List<SpecFiles.Overridden> overrides() {
        return experiments
                .leaves()
                .filter(value -> value.rank() == Rank.OVERRIDES)
                .map(value -> {
                    List<String> parts = SettingTree.parts(value.name());
                    String path =
                            String.join(".", parts.subList(2, parts.size())).replace(".[", "[");
                    return new SpecFiles.Overridden(parts.get(1), path, Secrets.masked(value.value()), value.place());
                })
                .toList();
    }

    /** Where each value stands, by its full, flat name. */
    Map<String, String> places() {
        Map<String, String> places = new LinkedHashMap<>();
        experiments.leaves().forEach(value -> places.put(value.name(), value.place()));
        return places;
    }

    /** The texts with placeholders as they were written, by full, flat name. */
    Map<String, String> templates() {
        return experiments
                .leaves()
                .filter(value -> PLACEHOLDER.matcher(value.written()).find())
                .collect(Collectors.toMap(Leaf::name, Leaf::written));
    }

    /** The sources that can be listed, lowest precedence first. */
    private List<EnumerablePropertySource<?>> sources() {
        List<EnumerablePropertySource<?>> sources = new ArrayList<>();
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> listed) {
                sources.add(0, listed);
            }
        }
        return sources;
    }

    /** The names of all experiments that are mentioned anywhere but in the environment's variables. */
    private static Set<String> names(List<EnumerablePropertySource<?>> sources) {
        return sources.stream()
                .flatMap(source -> Arrays.stream(source.getPropertyNames()))
                .map(SettingTree::parts)
                .filter(parts -> parts.size() > 1 && parts.get(0).equals(SpecReader.ROOT))
                .map(parts -> parts.get(1))
                .collect(Collectors.toSet());
    }

    private SettingTree settings(EnumerablePropertySource<?> source) {
        return trees.of(Arrays.stream(source.getPropertyNames())
                .filter(name -> SettingTree.root(name).equals(SpecReader.ROOT))
                .map(name -> leaf(source, name, name))
                .toList());
    }

    private SettingTree variables(SystemEnvironmentPropertySource source, List<EnumerablePropertySource<?>> sources) {
        SettingVariables variables = new SettingVariables(names(sources));
        return trees.of(
                variables
                        .read(source.getPropertyNames(), variable -> place(source, variable), faults)
                        .entrySet()
                        .stream()
                        .map(setting -> leaf(source, setting.getKey(), setting.getValue()))
                        .toList());
    }

    private Leaf leaf(EnumerablePropertySource<?> source, String name, String given) {
        Object value = source.getProperty(given);
        String written = String.valueOf(value);
        String place = place(source, given);
        if (value instanceof CharSequence text) {
            value = resolved(text.toString(), place, name);
        } else if (!(value instanceof Number) && !(value instanceof Boolean)) {
            value = String.valueOf(value);
        }
        Rank rank = file(source, given).isPresent() ? Rank.DEFINES : Rank.OVERRIDES;
        return new Leaf(name, value, written, place, rank);
    }

    private String resolved(String text, String place, String name) {
        if (text.split("\\$\\{", MOST_PLACEHOLDERS + 2).length
                > MOST_PLACEHOLDERS + 1) { // resolving takes their square
            faults.add(new Fault(place, name, "has more than " + MOST_PLACEHOLDERS + " placeholders"));
            return text;
        }
        try {
            return environment.resolveRequiredPlaceholders(text);
        } catch (IllegalArgumentException e) {
            faults.add(new Fault(
                    place,
                    name,
                    "has a placeholder without a value: '%s'; set it, or give it a default as in ${NAME:default}"
                            .formatted(text)));
            return text;
        }
    }

    /** Where a bound property comes from, as people say it. */
    public static String place(ConfigurationProperty property) {
        ConfigurationPropertySource source = property.getSource();
        Origin origin = property.getOrigin();
        String name = origin instanceof PropertySourceOrigin given
                ? given.getPropertyName()
                : property.getName().toString();
        return source != null && source.getUnderlyingSource() instanceof EnumerablePropertySource<?> underlying
                ? place(underlying, name)
                : String.valueOf(origin);
    }

    /** Where a property comes from, as people say it. */
    private static String place(EnumerablePropertySource<?> source, String name) {
        Optional<String> file = file(source, name);
        if (file.isPresent()) {
            return file.get();
        } else if (source instanceof CommandLinePropertySource<?>) {
            return COMMAND_LINE + ", --" + Secrets.masked(name);
        }
        return switch (source.getName()) {
            case StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME -> "system property " + name;
            case StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME -> "environment variable " + name;
            default -> source.getName() + ", " + name;
        };
    }

    /** File and line of a property, the file relative to the working directory; empty if it comes from no file. */
    private static Optional<String> file(EnumerablePropertySource<?> source, String name) {
        return text(source, name).map(origin -> {
            TextResourceOrigin.Location location = origin.getLocation();
            return file(origin) + (location == null ? "" : ":" + (location.getLine() + 1));
        });
    }

    private static Optional<TextResourceOrigin> text(PropertySource<?> source, String name) {
        return OriginLookup.getOrigin(source, name) instanceof TextResourceOrigin text
                ? Optional.of(text)
                : Optional.empty();
    }

    private static String file(TextResourceOrigin origin) {
        Resource resource = origin.getResource();
        return resource == null ? "unknown file" : path(resource);
    }

    /** The resource's path, relative to the working directory if it is a file below it. */
    static String path(Resource resource) {
        try {
            if (!resource.isFile()) {
                return Secrets.masked(resource.getDescription());
            }
            Path working = Path.of("").toAbsolutePath();
            Path file = resource.getFile().toPath().toAbsolutePath().normalize();
            return (file.startsWith(working) ? working.relativize(file) : file).toString();
        } catch (IOException e) { // it has no path; its description tells as much as there is
            return Secrets.masked(resource.getDescription());
        }
    }

    /** Of files alone: the machine's variables and properties are for others too. */
    private void rejectUnknownKeys(EnumerablePropertySource<?> source) {
        Set<String> told = new HashSet<>();
        for (String name : source.getPropertyNames()) {
            String root = SettingTree.root(name);
            if (file(source, name).isPresent() && root.equals(RunnerRules.ROOT)) {
                RunnerRules.unknown(name, place(source, name)).ifPresent(faults::add);
            } else if (file(source, name).isPresent() && !ROOTS.contains(root) && told.add(root)) {
                faults.add(new Fault(place(source, name), root, "is not known; " + Nearest.hint(root, ROOTS)));
            }
        }
    }

    /** An option that nobody reads; one whose name stands in a placeholder of a file is read. */
    private void rejectUnknownOptions(CommandLinePropertySource<?> source, Set<String> placeholders) {
        String stray = source.getProperty(CommandLinePropertySource.DEFAULT_NON_OPTION_ARGS_PROPERTY_NAME);
        if (stray != null) {
            String shown = Secrets.maskedStray(stray, source);
            String hint = shown.endsWith(".yml") || shown.endsWith(".yaml")
                    ? "did you mean --spring.config.location=" + shown + "?"
                    : "options are written --name=value";
            faults.add(new Fault(COMMAND_LINE, shown, "is no option; " + hint));
        }
        for (String name : source.getPropertyNames()) {
            String root = SettingTree.root(name);
            String place = place(source, name);
            List<String> known = new ArrayList<>(ROOTS);
            known.addAll(LOCATIONS);
            known.addAll(RunnerRules.names());
            if (root.equals(RunnerRules.ROOT)) {
                RunnerRules.unknown(name, place).ifPresent(faults::add);
            } else if (name.startsWith("spring.config.") && !LOCATIONS.contains(name)) {
                faults.add(new Fault(place, name, "is not known; " + Nearest.hint(name, LOCATIONS)));
            } else if (!ROOTS.contains(root) && !placeholders.contains(name)) {
                String hint = Nearest.of(name, known)
                        .or(() -> Nearest.of(root, ROOTS))
                        .map(meant -> "did you mean '" + meant + "'?")
                        .orElse("options begin with one of " + String.join(", ", ROOTS));
                faults.add(new Fault(place, Secrets.masked(name.contains(".") ? root : name), "is not known; " + hint));
            }
        }
    }

    /** The names that texts in files ask for, as in <code>${NAME:default}</code>. */
    private static Set<String> placeholders(List<EnumerablePropertySource<?>> sources) {
        return sources.stream()
                .flatMap(source -> Arrays.stream(source.getPropertyNames())
                        .filter(name -> text(source, name).isPresent())
                        .map(source::getProperty))
                .flatMap(value -> PLACEHOLDER.matcher(String.valueOf(value)).results())
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
    }

    /** An experiment stands in one file; what another file says of it is left out. */
    private void rejectSecondDefinitions(SettingTree settings, Map<String, String> defined) {
        settings.child(SpecReader.ROOT)
                .ifPresent(tree -> List.copyOf(tree.children().keySet()).forEach(name -> {
                    SettingTree experiment = tree.child(name).orElseThrow();
                    if (experiment.leaves().noneMatch(value -> value.rank() == Rank.DEFINES)) {
                        return;
                    }
                    String first = defined.putIfAbsent(name, experiment.place());
                    if (first != null) {
                        faults.add(new Fault(
                                experiment.place(),
                                SpecReader.ROOT + "." + name,
                                "is the name of two experiments; the other one is at " + first));
                        tree.remove(name);
                    }
                }));
    }

    /** An override that only mentions an experiment does not make one. */
    private void rejectOverridesOfNothing(Set<String> defined) {
        experiments
                .child(SpecReader.ROOT)
                .ifPresent(tree -> List.copyOf(tree.children().keySet()).forEach(name -> {
                    SettingTree experiment = tree.child(name).orElseThrow();
                    if (!defined.contains(name)
                            && experiment.child("data").isEmpty()
                            && experiment.child("target").isEmpty()) {
                        String key = SpecReader.ROOT + "." + name;
                        String hint = defined.isEmpty() ? "" : "; " + Nearest.hint(name, defined);
                        faults.add(new Fault(experiment.place(), key, "is an experiment that no file defines" + hint));
                        tree.remove(name);
                    }
                }));
    }
}
