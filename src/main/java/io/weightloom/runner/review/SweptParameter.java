package io.weightloom.runner.review;

import io.weightloom.spec.PlainValues;
import io.weightloom.spec.SweepSpec.Scale;
import io.weightloom.text.KebabCase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A parameter of a sweep, as the stored spec of a run has it.
 *
 * @param settings paths of the settings that it sets, in order; several are tied
 * @param range what it is chosen from, if that is numbers between two; empty for a list of values
 */
record SweptParameter(List<String> settings, Optional<Range> range) {

    /**
     * Numbers between two.
     *
     * @param min the least
     * @param max the greatest
     * @param step between neighbours; 0 if they lie without gaps
     * @param scale how they lie
     */
    record Range(double min, double max, double step, Scale scale) {

        /** How many numbers there are; at least 1, and infinitely many without steps. */
        double values() {
            return step == 0 ? Double.POSITIVE_INFINITY : 1 + Math.floor((max - min) / step + 0.5);
        }

        /** Where a number lies: 0 is the least, 1 the greatest. */
        double place(double number) {
            if (min == max) {
                return 0;
            }
            double place = scale == Scale.LOG
                    ? StrictMath.log(number / min) / StrictMath.log(max / min)
                    : (number - min) / (max - min);
            return Math.max(0, Math.min(1, place)); // what a run had before it was extended may lie outside
        }
    }

    /**
     * Those of a run.
     *
     * @param spec the resolved experiment, JSON
     * @param names of all settings that its trials have swept; each that the spec does not say is one of its own
     */
    static List<SweptParameter> of(String spec, List<String> names) {
        Map<String, SweptParameter> parameters = new LinkedHashMap<>();
        if (PlainValues.ofJson(spec) instanceof Map<?, ?> settings
                && settings.get("sweep") instanceof Map<?, ?> sweep
                && sweep.get("parameters") instanceof List<?> list) {
            list.forEach(each -> {
                SweptParameter parameter = of((Map<?, ?>) each);
                parameter.settings.forEach(setting -> parameters.put(setting, parameter));
            });
        }
        names.forEach(name -> parameters.putIfAbsent(name, new SweptParameter(List.of(name), Optional.empty())));
        return parameters.values().stream().distinct().toList();
    }

    private static SweptParameter of(Map<?, ?> plain) {
        List<String> settings = new ArrayList<>();
        Stream<?> tied = plain.get("tied") instanceof List<?> list ? list.stream() : Stream.of(plain);
        tied.forEach(each -> settings.add((String) ((Map<?, ?>) each).get("name")));
        return new SweptParameter(settings, range(plain));
    }

    private static Optional<Range> range(Map<?, ?> plain) {
        if (!(plain.get("min") instanceof Number min) || !(plain.get("max") instanceof Number max)) {
            return Optional.empty();
        }
        Scale scale = KebabCase.of(Scale.LOG).equals(plain.get("scale")) ? Scale.LOG : Scale.LINEAR;
        boolean whole = min instanceof Integer || min instanceof Long;
        double step = plain.get("step") instanceof Number given ? given.doubleValue() : whole ? 1 : 0;
        return Optional.of(new Range(min.doubleValue(), max.doubleValue(), step, scale));
    }
}
