package io.weightloom.runner.settings;

import io.weightloom.data.Datasets;
import io.weightloom.given.GivenFiles;
import io.weightloom.network.Sizing;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.SweepSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.fault.Fault;
import io.weightloom.spec.fault.InvalidSpecException;
import io.weightloom.spec.read.SpecReader;
import io.weightloom.spec.settings.Binding;
import io.weightloom.spec.settings.TrialSettings;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.scheduling.support.CronExpression;

/**
 * The experiments that the environment holds.
 *
 * @param experiments in the order of files and lines
 * @param overrides settings of these experiments that do not come from a file
 * @param places where each value, list and section begins, such as {@code experiments/a.yml:14}, by its full, flat name
 * @param templates texts with placeholders as they were written, such as <code>${MNIST_DIR:data/mnist}/images</code>,
 *     by full, flat name
 */
public record SpecFiles(
        List<ExperimentSpec> experiments,
        List<OverriddenSetting> overrides,
        Map<String, String> places,
        Map<String, String> templates) {

    /** Copies lists and maps. */
    public SpecFiles {
        experiments = List.copyOf(experiments);
        overrides = List.copyOf(overrides);
        places = Map.copyOf(places);
        templates = Map.copyOf(templates);
    }

    /** Those to run as soon as the process has started. */
    public List<ExperimentSpec> unscheduled() {
        return experiments.stream()
                .filter(experiment -> experiment.schedule().isEmpty())
                .toList();
    }

    /** Those to run at their fire times. */
    public List<ExperimentSpec> scheduled() {
        return experiments.stream()
                .filter(experiment -> experiment.schedule().isPresent())
                .toList();
    }

    /** The others, in their files. */
    public SpecFiles without(Set<ExperimentSpec> some) {
        return new SpecFiles(
                experiments.stream()
                        .filter(experiment -> !some.contains(experiment))
                        .toList(),
                overrides,
                places,
                templates);
    }

    /**
     * What was read.
     *
     * @param good the experiments without faults
     * @param faults of the others, and of whatever else an environment may hold
     */
    public record Reading(SpecFiles good, List<Fault> faults) {

        /** Copies the list. */
        public Reading {
            faults = List.copyOf(faults);
        }

        /** The same with more faults. */
        public Reading with(List<Fault> more) {
            return new Reading(
                    good, Stream.concat(faults.stream(), more.stream()).toList());
        }

        /**
         * All experiments.
         *
         * @throws InvalidSpecException with every fault, if there are any
         */
        public SpecFiles orThrow() {
            if (!faults.isEmpty()) {
                throw new InvalidSpecException(faults);
            }
            return good;
        }
    }

    /**
     * Reads them. A file says what an experiment is; the command line, the system properties and the environment's
     * variables can change each of its settings. A list is replaced as a whole.
     *
     * @param datasets that tell networks how wide they are
     */
    public static Reading read(ConfigurableEnvironment environment, Datasets datasets) {
        SettingSources sources = new SettingSources(environment);
        List<Fault> faults = new ArrayList<>(sources.faults());
        List<ExperimentSpec> experiments = sources
                .experiments()
                .map(tree -> SpecReader.read(
                        tree,
                        SpecFiles::cronFault,
                        Sizing::around,
                        datasets::widths,
                        new GivenFiles(datasets.folder())))
                .map(read -> {
                    List<Fault> before = List.copyOf(faults);
                    read.faults().stream()
                            .filter(fault -> before.stream().noneMatch(told -> covers(told, fault)))
                            .forEach(faults::add);
                    return read.experiments();
                })
                .orElse(List.of())
                .stream()
                .filter(experiment -> faults.stream().noneMatch(fault -> concerns(fault, experiment)))
                .toList();
        return new Reading(
                new SpecFiles(experiments, sources.overrides(), starts(sources.places()), sources.templates()), faults);
    }

    /** Whether it is a fault of this experiment. */
    public static boolean concerns(Fault fault, ExperimentSpec experiment) {
        return (fault.key() + ".").startsWith(key(experiment) + ".");
    }

    /** Whether a fault of a value, or of an element of it, was told when its file was read. */
    private static boolean covers(Fault told, Fault fault) {
        return told.key().equals(fault.key()) || told.key().startsWith(fault.key() + "[");
    }

    private static String key(ExperimentSpec experiment) {
        return SpecReader.ROOT + "." + experiment.name();
    }

    /**
     * A fault of one of these experiments that its trials could not show.
     *
     * @param path of the part at fault, such as {@code sweep}
     * @param message what is wrong, to stand after the part's name
     */
    public Fault fault(ExperimentSpec experiment, String path, String message) {
        String key = key(experiment) + "." + path;
        return new Fault(place(key), key, message);
    }

    /**
     * A fault of one of these experiments that only its data could show.
     *
     * @param trial in which it was seen
     * @param path of the setting at fault, such as {@code target.layers}
     * @param message what is wrong, to stand after the setting's name
     */
    public Fault fault(ExperimentSpec experiment, TrialSpec trial, String path, String message) {
        String key = key(experiment) + "." + path;
        String told = message;
        List<SweepSpec.Parameter> parameters = experiment.sweep().parameters();
        for (int i = 0; i < parameters.size(); i++) {
            SweepSpec.Range range = parameters.get(i).range();
            if (range.settings().contains(path)) {
                OptionalInt value = Binding.indexOf(
                        Objects.requireNonNull(TrialSettings.of(trial).values().get(path), path), path, range);
                String place = "%s.sweep.parameters[%s]".formatted(key(experiment), i)
                        + (range.settings().size() == 1
                                ? ""
                                : ".tied[%s]".formatted(range.settings().indexOf(path)));
                key = value.isEmpty() ? place : place + ".values[%s]".formatted(value.getAsInt());
                told = "(" + path + ") " + message;
            }
        }
        String written = templates.containsKey(key) ? "; it is written as " + templates.get(key) : "";
        return new Fault(place(key), key, told + written);
    }

    /**
     * A fault of an experiment as a whole.
     *
     * @param message what is wrong, to stand after the experiment's name
     */
    public Fault fault(ExperimentSpec experiment, String message) {
        return new Fault(place(key(experiment)), key(experiment), message);
    }

    /** Where a setting stands, or its first element; if it has its default, where its section or experiment begins. */
    private String place(String key) {
        return Stream.iterate(
                        key, name -> !name.isEmpty(), name -> name.substring(0, Math.max(0, name.lastIndexOf('.'))))
                .flatMap(wanted -> Stream.ofNullable(places.get(wanted)))
                .findFirst()
                .orElse("experiment");
    }

    /** The places of values, and those of the lists and sections that begin with them. */
    private static Map<String, String> starts(Map<String, String> values) {
        Map<String, String> starts = new HashMap<>();
        values.forEach((name, place) -> {
            for (int end = 1; end <= name.length(); end++) {
                if (end == name.length() || name.charAt(end) == '.' || name.charAt(end) == '[') {
                    starts.putIfAbsent(name.substring(0, end), place);
                }
            }
        });
        return starts;
    }

    /** A time from which on a schedule must fire some day, the same on every machine. */
    private static final ZonedDateTime ANY_TIME = ZonedDateTime.of(2000, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    private static Optional<String> cronFault(String cron) {
        try {
            return CronExpression.parse(cron).next(ANY_TIME) == null
                    ? Optional.of("no time ever matches it")
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
