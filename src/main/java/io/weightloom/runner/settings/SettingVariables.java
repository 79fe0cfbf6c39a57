package io.weightloom.runner.settings;

import io.weightloom.spec.fault.Fault;
import io.weightloom.spec.read.SpecReader;
import io.weightloom.text.Nearest;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Variables of the environment such as {@code EXPERIMENTS_GLYPHCOMPRESSION_TRAINING_BATCHSIZE}, whose letters and
 * digits are those of a setting.
 */
final class SettingVariables {

    private static final Pattern VARIABLE =
            Pattern.compile("(experiments_.+?)((?:_\\d+)*)_?", Pattern.CASE_INSENSITIVE);

    private final Set<String> experiments;

    /** Full names of settings by their letters. */
    private final Map<String, Set<String>> known = new LinkedHashMap<>();

    /** Of the experiments of these names. */
    SettingVariables(Set<String> experiments) {
        this.experiments = new TreeSet<>(experiments);
        this.experiments.forEach(name -> SpecReader.paths().forEach(path -> {
            String full = SpecReader.ROOT + "." + name + "." + path;
            known.computeIfAbsent(letters(full), letters -> new TreeSet<>()).add(full);
        }));
    }

    /**
     * The settings that variables give, by their full, flat names.
     *
     * @param place tells where a variable comes from
     * @param faults takes those of variables that mean no setting or more than one, and of two that mean the same one
     */
    Map<String, String> read(String[] variables, UnaryOperator<String> place, Collection<Fault> faults) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String variable : variables) {
            Matcher parts = VARIABLE.matcher(variable);
            Set<String> meant = parts.matches() ? known.getOrDefault(letters(parts.group(1)), Set.of()) : Set.of();
            if (meant.size() > 1) {
                faults.add(new Fault(
                        place.apply(variable),
                        variable,
                        "could mean %s; say which on the command line, such as --%s=..."
                                .formatted(
                                        String.join(" or ", meant),
                                        meant.iterator().next())));
            } else if (meant.size() == 1) {
                String setting = meant.iterator().next() + parts.group(2).replaceAll("_(\\d+)", "[$1]");
                String other = settings.putIfAbsent(setting, variable);
                if (other != null) {
                    faults.add(new Fault(
                            place.apply(variable),
                            variable,
                            "means %s, and so does %s; unset one of them".formatted(setting, other)));
                }
            } else if (mentionsExperiment(variable)) {
                String hint = Nearest.of(letters(variable), known.keySet())
                        .map(letters -> "did you mean "
                                + variable(List.copyOf(known.getOrDefault(letters, Set.of()))
                                        .get(0)) + "?")
                        .orElse("a name is EXPERIMENTS_, the experiment and the path, with _ for . and without -");
                faults.add(new Fault(place.apply(variable), variable, "names no setting; " + hint));
            }
        }
        return settings;
    }

    private boolean mentionsExperiment(String variable) {
        return experiments.stream().anyMatch(name -> letters(variable).startsWith(letters(SpecReader.ROOT + name)));
    }

    private static String variable(String path) {
        return path.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
    }

    private static String letters(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}
