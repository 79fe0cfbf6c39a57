package io.weightloom.runner.settings;

import io.weightloom.runner.database.Secrets;
import io.weightloom.runner.settings.SettingTree.Leaf;
import io.weightloom.runner.settings.SettingTree.Rank;
import io.weightloom.spec.fault.Fault;
import io.weightloom.spec.read.SpecReader;
import io.weightloom.spec.settings.SettingNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** All settings of experiments in an environment, with the places that they come from. Not thread-safe. */
final class SettingSources {

    private final List<Fault> faults = new ArrayList<>();
    private final SettingTrees trees = new SettingTrees(faults);
    private final Placeholders placeholders;
    private final boolean isWorker;

    /** Reads all sources, those of higher precedence over those of lower. */
    SettingSources(ConfigurableEnvironment environment) {
        List<EnumerablePropertySource<?>> sources = sources(environment);
        placeholders = new Placeholders(environment, faults);
        faults.addAll(FaultSource.of(environment).toList());
        faults.addAll(RunnerRules.faults(environment));
        Set<String> asked = Placeholders.names(sources);
        for (EnumerablePropertySource<?> source : sources) {
            faults.addAll(
                    source instanceof CommandLinePropertySource<?> commandLine
                            ? UnknownSettings.options(commandLine, asked)
                            : UnknownSettings.keys(source));
            trees.overlay(
                    source instanceof SystemEnvironmentPropertySource variables
                            ? variables(variables, sources)
                            : settings(source));
        }
        trees.close();
        isWorker = RoleRules.of(environment) == RunnerSettings.Role.WORKER;
        if (isWorker) {
            trees.all()
                    .child(SpecReader.ROOT)
                    .flatMap(tree -> tree.leaves().findFirst())
                    .ifPresent(first -> faults.add(RoleRules.needless(first.place(), SpecReader.ROOT)));
        }
    }

    /** The tree under {@code experiments}; empty if there is none, or none may be. */
    Optional<SettingNode> experiments() {
        return isWorker ? Optional.empty() : trees.all().child(SpecReader.ROOT).map(SettingTree::node);
    }

    /** What is wrong with the sources, as far as it can be told before the settings are read. */
    List<Fault> faults() {
        return List.copyOf(faults);
    }

    /** The settings that do not come from files. */
    List<OverriddenSetting> overrides() {
        return trees.all()
                .leaves()
                .filter(value -> value.rank() == Rank.OVERRIDES)
                .map(value -> {
                    List<String> parts = SettingTree.parts(value.name());
                    String path =
                            String.join(".", parts.subList(2, parts.size())).replace(".[", "[");
                    return new OverriddenSetting(parts.get(1), path, Secrets.masked(value.value()), value.place());
                })
                .toList();
    }

    /** Where each value stands, by its full, flat name. */
    Map<String, String> places() {
        Map<String, String> places = new LinkedHashMap<>();
        trees.all().leaves().forEach(value -> places.put(value.name(), value.place()));
        return places;
    }

    /** The texts with placeholders as they were written, by full, flat name. */
    Map<String, String> templates() {
        return trees.all()
                .leaves()
                .filter(value -> Placeholders.areIn(value.written()))
                .collect(Collectors.toMap(Leaf::name, Leaf::written));
    }

    /** The sources that can be listed, lowest precedence first. */
    private static List<EnumerablePropertySource<?>> sources(ConfigurableEnvironment environment) {
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
                        .read(source.getPropertyNames(), variable -> SettingPlaces.of(source, variable), faults)
                        .entrySet()
                        .stream()
                        .map(setting -> leaf(source, setting.getKey(), setting.getValue()))
                        .toList());
    }

    private Leaf leaf(EnumerablePropertySource<?> source, String name, String given) {
        Object value = source.getProperty(given);
        String written = String.valueOf(value);
        String place = SettingPlaces.of(source, given);
        if (value instanceof CharSequence text) {
            value = placeholders.resolved(text.toString(), place, name);
        } else if (!(value instanceof Number) && !(value instanceof Boolean)) {
            value = String.valueOf(value);
        }
        Rank rank = SettingPlaces.isInFile(source, given) ? Rank.DEFINES : Rank.OVERRIDES;
        return new Leaf(name, value, written, place, rank);
    }
}
