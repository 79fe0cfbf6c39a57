package io.weightloom.search;

import io.weightloom.spec.SweepSpec.Parameter;
import io.weightloom.spec.SweepSpec.Range;
import io.weightloom.spec.SweepSpec.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** Functions to search the minimum of, the same as in {@code src/test/python/optuna_regrets.py}. */
enum StandardFunctions {
    BRANIN(List.of(real("x", -5, 10), real("y", 0, 15)), StandardFunctions::branin, 0.39788735772973816),
    HARTMANN(reals(6, 0, 1), StandardFunctions::hartmann, -3.322368011415512),
    ROSENBROCK(reals(4, -2.048, 2.048), StandardFunctions::rosenbrock, 0),
    /** Where the best rate lies depends on a choice. */
    MIXED(
            List.of(
                    Parameter.of("activation", List.of("relu", "tanh", "sine", "gelu")),
                    Parameter.of("schedule", List.of("constant", "cosine", "step")),
                    new Parameter(new Range.Whole("width", 4, 64, 1, Scale.LINEAR)),
                    new Parameter(new Range.Real("rate", 1e-4, 1e-1, OptionalDouble.empty(), Scale.LOG))),
            StandardFunctions::mixed,
            0),
    /** Of two generators each has settings of its own; the better one is harder to tune. */
    CONDITIONAL(
            List.of(
                    Parameter.of("generator", List.of("chunked", "low-rank", "full")),
                    new Parameter(new Range.Real("rate", 1e-4, 1e-1, OptionalDouble.empty(), Scale.LOG)),
                    new Parameter(
                            new Range.Real("size", 8, 512, OptionalDouble.empty(), Scale.LOG),
                            Map.of("generator", List.of("chunked"))),
                    new Parameter(
                            new Range.Whole("dimension", 1, 32, 1, Scale.LINEAR),
                            Map.of("generator", List.of("chunked"))),
                    new Parameter(
                            new Range.Real("scale", 0, 1, OptionalDouble.empty(), Scale.LINEAR),
                            Map.of("generator", List.of("low-rank")))),
            StandardFunctions::conditional,
            0);

    private static final double[] ALPHA = {1.0, 1.2, 3.0, 3.2};
    private static final double[][] A = {
        {10, 3, 17, 3.5, 1.7, 8},
        {0.05, 10, 17, 0.1, 8, 14},
        {3, 3.5, 1.7, 10, 17, 8},
        {17, 8, 0.05, 10, 0.1, 14}
    };
    private static final double[][] P = {
        {0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886},
        {0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991},
        {0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650},
        {0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381}
    };

    @SuppressWarnings("ImmutableEnumChecker") // records of lists that are copied
    private final Space space;

    @SuppressWarnings("ImmutableEnumChecker") // without state
    private final ToDoubleFunction<Map<String, Object>> function;

    private final double minimum;

    StandardFunctions(List<Parameter> parameters, ToDoubleFunction<Map<String, Object>> function, double minimum) {
        this.space = new Space(parameters);
        this.function = function;
        this.minimum = minimum;
    }

    Space space() {
        return space;
    }

    double at(Map<String, Object> point) {
        return function.applyAsDouble(point);
    }

    /** How far the best of some evaluations is from the minimum, when the search is asked for so many at a time. */
    double regret(Search search, int evaluations, int round) {
        List<Observed> observed = new ArrayList<>();
        double best = Double.POSITIVE_INFINITY;
        while (observed.size() < evaluations) {
            for (Map<String, Object> point : search.propose(observed, Math.min(round, evaluations - observed.size()))
                    .points()) {
                double value = at(point);
                best = Math.min(best, value);
                observed.add(new Observed(point, Observed.State.COMPLETED, List.of(value), 1));
            }
        }
        return best - minimum;
    }

    private static Parameter real(String name, double min, double max) {
        return new Parameter(new Range.Real(name, min, max, OptionalDouble.empty(), Scale.LINEAR));
    }

    private static List<Parameter> reals(int count, double min, double max) {
        List<Parameter> reals = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            reals.add(real("x" + i, min, max));
        }
        return reals;
    }

    private static double number(Map<String, Object> point, String name) {
        return ((Number) point.get(name)).doubleValue();
    }

    private static double square(double number) {
        return number * number;
    }

    private static double branin(Map<String, Object> point) {
        double x = number(point, "x");
        double bend = number(point, "y") - 5.1 / (4 * Math.PI * Math.PI) * x * x + 5 / Math.PI * x - 6;
        return bend * bend + 10 * (1 - 1 / (8 * Math.PI)) * StrictMath.cos(x) + 10;
    }

    private static double hartmann(Map<String, Object> point) {
        double sum = 0;
        for (int k = 0; k < ALPHA.length; k++) {
            double exponent = 0;
            for (int i = 0; i < A[k].length; i++) {
                exponent += A[k][i] * square(number(point, "x" + i) - P[k][i]);
            }
            sum -= ALPHA[k] * StrictMath.exp(-exponent);
        }
        return sum;
    }

    private static double rosenbrock(Map<String, Object> point) {
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            double x = number(point, "x" + i);
            sum += 100 * square(number(point, "x" + (i + 1)) - x * x) + square(1 - x);
        }
        return sum;
    }

    private static double mixed(Map<String, Object> point) {
        double best = Map.of("relu", -2.0, "tanh", -2.5, "sine", -3.2, "gelu", -2.2)
                .get(String.valueOf(point.get("activation")));
        double cost = Map.of("relu", 0.3, "tanh", 0.5, "sine", 0.0, "gelu", 0.15)
                        .get(String.valueOf(point.get("activation")))
                + Map.of("constant", 0.2, "cosine", 0.0, "step", 0.1).get(String.valueOf(point.get("schedule")));
        return cost
                + square(StrictMath.log10(number(point, "rate")) - best)
                + square((number(point, "width") - 40) / 30);
    }

    private static double conditional(Map<String, Object> point) {
        double value = square(StrictMath.log10(number(point, "rate")) + 2.3);
        return switch (String.valueOf(point.get("generator"))) {
            case "chunked" ->
                value
                        + square(StrictMath.log(number(point, "size")) / StrictMath.log(2) - 6.5) / 4
                        + square((number(point, "dimension") - 12) / 10);
            case "low-rank" -> value + 0.2 + square(number(point, "scale") - 0.3);
            default -> value + 0.5;
        };
    }
}
