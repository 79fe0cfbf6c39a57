package io.weightloom.given;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * {@code x f + s}, with one number for all, one for each channel, or one for each number of an example. Immutable by
 * agreement: nobody writes into the arrays.
 *
 * @param factors at least one
 * @param shifts at least one
 * @param single whether the file has them in single precision, or less
 */
record Affine(double[] factors, double[] shifts, boolean single) {

    private static final double LARGEST = 1e300;

    static final Affine NONE = new Affine(new double[] {1}, new double[] {0}, true);

    double factor(int number) {
        return factors[factors.length == 1 ? 0 : number];
    }

    double shift(int number) {
        return shifts[shifts.length == 1 ? 0 : number];
    }

    boolean isScaling() {
        return Arrays.stream(factors).anyMatch(factor -> factor != 1);
    }

    boolean isShifting() {
        return Arrays.stream(shifts).anyMatch(shift -> shift != 0);
    }

    boolean isNone() {
        return !isScaling() && !isShifting();
    }

    /**
     * With one step more; empty arrays do not occur.
     *
     * @throws GivenException if its numbers are not of channels, nor of each number of an example
     */
    Affine then(Flow flow) {
        if (flow.step() instanceof Step.Times times) {
            double[] by = row(times.factor(), flow);
            return new Affine(
                    product(factors, by),
                    product(shifts, by),
                    single && times.factor().single());
        } else if (flow.step() instanceof Step.Over over) {
            double[] by = row(over.divisor(), flow);
            return new Affine(
                    quotient(factors, by),
                    quotient(shifts, by),
                    single && over.divisor().single());
        } else if (flow.step() instanceof Step.Plus plus) {
            return new Affine(
                    factors,
                    sum(shifts, row(plus.shift(), flow)),
                    single && plus.shift().single());
        }
        throw new IllegalArgumentException("No number is scaled by " + flow.node());
    }

    /** Whether all factors are above 0. */
    boolean isIncreasing() {
        return Arrays.stream(factors).allMatch(factor -> factor > 0);
    }

    /** The m of {@code (x - m) / d}. */
    List<Double> means() {
        double[] all = new double[length(factors, shifts)];
        for (int i = 0; i < all.length; i++) {
            double factor = at(factors, i, all.length);
            double shift = at(shifts, i, all.length);
            if (factor == 0 && shift != 0) {
                throw new GivenException("an input is scaled to %s whatever it is".formatted(shift));
            }
            all[i] = factor == 0 || shift == 0 ? 0 : -shift / factor;
        }
        return asFiled(all);
    }

    /** The d of {@code (x - m) / d}; 0 of what is always 0. */
    List<Double> deviations() {
        if (Arrays.stream(factors).anyMatch(factor -> factor < 0)) {
            throw new GivenException("an input is scaled by a negative number; supported are those above 0");
        }
        return asFiled(Arrays.stream(factors)
                .map(factor -> factor == 0 ? 0 : 1 / factor)
                .toArray());
    }

    /** The numbers as the file has them, the shortest text of its precision; one, if they are all the same. */
    List<Double> asFiled(double[] all) {
        List<Double> numbers = Arrays.stream(all)
                .map(number -> single ? Double.parseDouble(Float.toString((float) number)) : number)
                .map(number -> number + 0.0) // turns -0.0 into 0.0
                .boxed()
                .toList();
        for (double number : numbers) {
            if (!Double.isFinite(number) || Math.abs(number) >= LARGEST) {
                throw new GivenException("a number is scaled by %s".formatted(number));
            }
        }
        return numbers.stream().distinct().count() == 1 ? numbers.subList(0, 1) : numbers;
    }

    static boolean isOne(Step step) {
        return step instanceof Step.Times || step instanceof Step.Over || step instanceof Step.Plus;
    }

    /** One number for all, or one for each along the first axis of examples. */
    private static double[] row(Constant constant, Flow flow) {
        if (constant.isScalar()) {
            return constant.values();
        }
        List<Integer> shape = flow.shape();
        List<Integer> extents = new ArrayList<>(constant.extents());
        while (extents.size() < shape.size()) {
            extents.add(0, 1);
        }
        boolean first = extents.size() == shape.size()
                && extents.stream().skip(1).allMatch(extent -> extent == 1)
                && extents.get(0).equals(shape.get(0));
        boolean each = extents.equals(shape);
        if (!first && !each) {
            throw new GivenException(
                    "%s has numbers of the shape %s for examples of the shape %s; supported is one for all, one for each channel, or one for each number"
                            .formatted(flow.node(), constant.shape(), shape));
        }
        return constant.values();
    }

    private static double[] product(double[] a, double[] b) {
        double[] all = new double[length(a, b)];
        Arrays.setAll(all, i -> at(a, i, all.length) * at(b, i, all.length));
        return all;
    }

    private static double[] quotient(double[] a, double[] b) {
        double[] all = new double[length(a, b)];
        Arrays.setAll(all, i -> at(a, i, all.length) / at(b, i, all.length));
        return all;
    }

    private static double[] sum(double[] a, double[] b) {
        double[] all = new double[length(a, b)];
        Arrays.setAll(all, i -> at(a, i, all.length) + at(b, i, all.length));
        return all;
    }

    private static int length(double[] a, double[] b) {
        int length = Math.max(a.length, b.length);
        if (length % a.length != 0 || length % b.length != 0) {
            throw new GivenException("%s and %s numbers scale the same examples".formatted(a.length, b.length));
        }
        return length;
    }

    /** Each stands for as many in a row as are missing. */
    private static double at(double[] all, int number, int length) {
        return all[number / (length / all.length)];
    }
}
