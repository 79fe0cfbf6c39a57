package io.weightloom.network;

import io.weightloom.network.init.LedgerColumn;
import io.weightloom.network.init.Parameter;
import io.weightloom.random.RandomStream;
import io.weightloom.spec.TrialSpec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/** The values of the tensors that a weight source is made of: first ones, and those that were learned. */
final class ParameterValues {

    private ParameterValues() {}

    static Map<String, double[]> draw(List<Parameter> parameters, long seed) {
        SplittableRandom random = RandomStream.INITIALISATION.generator(seed, 0);
        Map<String, double[]> drawn = new LinkedHashMap<>();
        for (Parameter parameter : parameters) {
            double[] values = new double[Math.toIntExact(parameter.shape().length())];
            parameter.initializer().fill(values, random, drawn::get);
            drawn.put(parameter.name(), values);
        }
        return drawn;
    }

    /**
     * The values of a source's tensors by name: trainables that were learned, and what is fixed.
     *
     * @param learned the trainables' values, end to end
     */
    static Map<String, double[]> values(WeightSource source, TrialSpec spec, double[] learned) {
        Map<String, double[]> values = draw(source.parameters(), spec.seed());
        int at = 0;
        for (Trainable trainable : trainables(source)) {
            int end = at + Math.toIntExact(trainable.shape().length());
            if (end <= learned.length) {
                values.put(trainable.name(), Arrays.copyOfRange(learned, at, end));
            }
            at = end;
        }
        if (at != learned.length) {
            throw new IllegalArgumentException(
                    "%s numbers do not fit a network of %s trainable ones".formatted(learned.length, at));
        }
        return values;
    }

    static double[] numbers(Map<String, double[]> values, String parameter) {
        return Objects.requireNonNull(values.get(parameter), parameter);
    }

    /** @throws IllegalArgumentException if these are not the values of the source's trainables, by name */
    static void requireTrained(WeightSource source, Map<String, double[]> trained) {
        Map<String, Long> wanted = new LinkedHashMap<>();
        trainables(source).forEach(each -> wanted.put(each.name(), each.shape().length()));
        Map<String, Long> given = new LinkedHashMap<>();
        trained.forEach((name, values) -> given.put(name, (long) values.length));
        if (!wanted.equals(given)) {
            throw new IllegalArgumentException(
                    "The network's trainables are %s, but those given are %s".formatted(wanted, given));
        }
    }

    /** What training changes of a source, in the order in which it is drawn and stored. */
    static List<Trainable> trainables(WeightSource source) {
        return trainables(source.parameters());
    }

    static List<Trainable> trainables(List<Parameter> parameters) {
        return parameters.stream()
                .filter(parameter -> parameter.part() != LedgerColumn.FIXED)
                .map(parameter -> new Trainable(parameter.name(), parameter.shape(), parameter.part()))
                .toList();
    }
}
