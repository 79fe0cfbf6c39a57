package io.weightloom.runner.settings;

import io.weightloom.spec.fault.Fault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.springframework.core.env.ConfigurableEnvironment;

/** What a process can be asked for in place of running experiments, or of nothing but that: one thing at a time. */
final class InsteadOfRuns {

    /** What is shown of experiments. */
    static final String REPORT = "runner.report";

    /** Whether the plan of experiments is shown. */
    static final String PLAN = "runner.plan";

    /** By the options that ask for it: whether a value does. */
    private static final Map<String, Predicate<String>> ASKED = asked();

    private InsteadOfRuns() {}

    private static Map<String, Predicate<String>> asked() {
        Map<String, Predicate<String>> asked = new LinkedHashMap<>();
        asked.put(REPORT, value -> !value.strip().equalsIgnoreCase("none"));
        asked.put(PLAN, Boolean::parseBoolean);
        asked.put(TrialCommands.PREDICT, value -> true);
        asked.put(TrialCommands.EXPORT, value -> true);
        asked.put(ForgetCommand.NAME, value -> !value.isBlank());
        RunFiles.options().forEach(option -> asked.put(option, value -> true));
        return asked;
    }

    /** Whether anything is asked for but files of runs, after which nothing is served. */
    static boolean isAsked(ConfigurableEnvironment environment) {
        return given(environment).stream()
                .anyMatch(option -> !RunFiles.options().contains(option));
    }

    /** The options that ask for anything. */
    static List<String> given(ConfigurableEnvironment environment) {
        return ASKED.entrySet().stream()
                .filter(each -> environment.containsProperty(each.getKey())
                        && each.getValue().test(environment.getProperty(each.getKey(), "")))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** A fault of each that is asked for beside another one; tables go together. */
    static List<Fault> faults(ConfigurableEnvironment environment) {
        List<String> given = given(environment);
        List<Fault> faults = new ArrayList<>();
        for (String option : given) {
            String first = given.get(0);
            if (!option.equals(first) && !RunFiles.options().contains(first)) {
                faults.add(new Fault(
                        SettingPlaces.of(environment, option),
                        option,
                        "cannot go with %s: a process does one or the other".formatted(first)));
            }
        }
        return faults;
    }
}
