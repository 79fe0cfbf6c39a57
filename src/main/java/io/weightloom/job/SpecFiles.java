package io.weightloom.job;

import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.Fault;
import io.weightloom.spec.InvalidSpecException;
import io.weightloom.spec.Node;
import io.weightloom.spec.Settings;
import io.weightloom.spec.SpecReader;
import io.weightloom.spec.SweepSpec;
import io.weightloom.spec.TrialSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.scheduling.support.CronExpression;

/**
 * The experiments that the environment holds.
 *
 * @param experiments in the order of files and lines
 * @param overrides settings of these experiments that do not come from a file
 * @param places where each value stands, such as {@code experiments/a.yml:14}, by its full, flat name
 */
record SpecFiles(List<ExperimentSpec> experiments, List<Overridden> overrides, Map<String, String> places) {

    /** Copies lists and map. */
    SpecFiles {
        experiments = List.copyOf(experiments);
        overrides = List.copyOf(overrides);
        places = Collections.unmodifiableMap(new LinkedHashMap<>(places));
    }

    /**
     * Reads them. A file says what an experiment is; the command line, the system properties and the environment's
     * variables can change each of its settings. A list is replaced as a whole.
     *
     * @throws InvalidSpecException with every fault
     */
    static SpecFiles read(ConfigurableEnvironment environment) {
        SettingSources sources = new SettingSources(environment);
        Optional<Node> tree = sources.experiments();
        List<Fault> faults = new ArrayList<>(sources.faults());
        List<ExperimentSpec> experiments = List.of();
        try {
            experiments = tree.map(node -> SpecReader.read(node, SpecFiles::cronFault))
                    .orElse(List.of());
        } catch (InvalidSpecException e) { // so that these faults come with the others
            faults.addAll(e.faults());
        }
        if (!faults.isEmpty()) {
            throw new InvalidSpecException(faults);
        }
        return new SpecFiles(experiments, sources.overrides(), sources.places());
    }

    /**
     * A fault of one of these experiments that only its data could show.
     *
     * @param trial in which it was seen
     * @param path of the setting at fault, such as {@code target.layers}
     * @param message what is wrong, to stand after the setting's name
     */
    Fault fault(ExperimentSpec experiment, TrialSpec trial, String path, String message) {
        String prefix = SpecReader.ROOT + "." + experiment.name() + ".";
        String key = prefix + path;
        String told = message;
        List<SweepSpec.Parameter> parameters = experiment.sweep().parameters();
        for (int i = 0; i < parameters.size(); i++) {
            if (parameters.get(i).name().equals(path)) {
                int value = parameters
                        .get(i)
                        .values()
                        .indexOf(Settings.of(trial).values().get(path));
                key = "%ssweep.parameters[%d].values[%d]".formatted(prefix, i, value);
                told = "(" + path + ") " + message;
            }
        }
        return new Fault(place(key, SpecReader.ROOT + "." + experiment.name()), key, told);
    }

    /** Where a setting stands, or its first element; else where its experiment begins, for it has its default. */
    private String place(String key, String experiment) {
        return Stream.of(key, experiment)
                .flatMap(wanted -> places.entrySet().stream()
                        .filter(place -> place.getKey().equals(wanted)
                                || place.getKey().startsWith(wanted + "[")
                                || place.getKey().startsWith(wanted + "."))
                        .map(Map.Entry::getValue))
                .findFirst()
                .orElse("experiment");
    }

    private static Optional<String> cronFault(String cron) {
        try {
            CronExpression.parse(cron);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * A setting that comes from the command line, the system properties or the environment's variables.
     *
     * @param experiment name of the experiment
     * @param key path of the setting, such as {@code training.epochs}
     * @param value as text
     * @param origin where it comes from
     */
    record Overridden(String experiment, String key, String value, String origin) {}
}
