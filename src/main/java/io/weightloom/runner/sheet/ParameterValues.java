package io.weightloom.runner.sheet;

import io.weightloom.runner.review.RunView;
import io.weightloom.runner.review.TrialSummary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A swept parameter of a run.
 *
 * @param name its path
 * @param values each once, numbers by size, else in the order of the trials
 * @param isNumber whether all of them are numbers
 */
record ParameterValues(String name, List<String> values, boolean isNumber) {

    /** More are not listed. */
    private static final int VALUES = 50;

    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?([eE][-+]?\\d+)?");

    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,15}");

    /** Those of a run, in the order of its sweep. */
    static List<ParameterValues> of(RunView view) {
        Map<String, Set<String>> values = new LinkedHashMap<>();
        view.parameters().forEach(name -> values.put(name, new LinkedHashSet<>()));
        for (TrialSummary trial : view.trials()) {
            trial.parameters()
                    .forEach((name, value) ->
                            values.getOrDefault(name, new LinkedHashSet<>()).add(value));
        }
        List<ParameterValues> parameters = new ArrayList<>();
        values.forEach((name, texts) -> parameters.add(of(name, texts)));
        return parameters;
    }

    private static ParameterValues of(String name, Set<String> texts) {
        boolean numbers = texts.stream().allMatch(text -> NUMBER.matcher(text).matches());
        return new ParameterValues(
                name,
                numbers
                        ? texts.stream()
                                .sorted((one, other) ->
                                        Double.compare(Double.parseDouble(one), Double.parseDouble(other)))
                                .toList()
                        : List.copyOf(texts),
                numbers);
    }

    /** A value as it stands in a row. */
    @Nullable
    Object value(@Nullable String text) {
        if (text == null || !isNumber) {
            return text;
        } else if (WHOLE.matcher(text).matches()) {
            return Long.valueOf(text);
        }
        return Double.valueOf(text);
    }

    SheetParameter shown() {
        return new SheetParameter(
                name,
                isNumber ? "number" : "text",
                isNumber && isLogarithmic() ? "log" : "linear",
                values.size() > VALUES ? null : values);
    }

    /** Whether the widest gap between two values is a smaller part of the whole on a logarithmic scale. */
    private boolean isLogarithmic() {
        double[] numbers = values.stream().mapToDouble(Double::parseDouble).toArray();
        return numbers.length > 2 && numbers[0] > 0 && widest(numbers, Math::log) < widest(numbers, x -> x);
    }

    private static double widest(double[] numbers, DoubleUnaryOperator scale) {
        double widest = 0;
        for (int i = 1; i < numbers.length; i++) {
            widest = Math.max(widest, scale.applyAsDouble(numbers[i]) - scale.applyAsDouble(numbers[i - 1]));
        }
        return widest / (scale.applyAsDouble(numbers[numbers.length - 1]) - scale.applyAsDouble(numbers[0]));
    }
}
