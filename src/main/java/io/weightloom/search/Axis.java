package io.weightloom.search;

import io.weightloom.spec.SweepSpec.Range;
import io.weightloom.spec.SweepSpec.Scale;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * A parameter as a search that learns sees it: what is a number lies at a place in [0, 1], evenly by its scale; what is
 * chosen lies at the number of its option. Immutable.
 */
sealed interface Axis {

    /** A place; each is equally likely. */
    double uniform(SplittableRandom random);

    /** Where a point in which the parameter is active lies. */
    double place(Map<String, Object> point);

    /** Whether every number between its ends is a value. */
    boolean isContinuous();

    /** The settings by path that lie at a place. */
    Map<String, Object> settings(double place);

    /** The axis of a range. */
    static Axis of(Range range) {
        if (range instanceof Range.Choice choice) {
            return new Options(choice.options());
        }
        if (range instanceof Range.Whole whole) {
            double half = whole.step() / 2.0;
            return new Line(whole, whole.min(), whole.step(), whole.min() - half, whole.max() + half, whole.scale());
        }
        Range.Real real = (Range.Real) range;
        double half = real.step().orElse(0) / 2;
        return new Line(real, real.min(), 2 * half, real.min() - half, real.max() + half, real.scale());
    }

    /**
     * What is chosen.
     *
     * @param options the settings that each comes to, at least one
     */
    record Options(List<Map<String, Object>> options) implements Axis {

        @Override
        public double uniform(SplittableRandom random) {
            return random.nextInt(options.size());
        }

        @Override
        public double place(Map<String, Object> point) {
            for (int option = 0; option < options.size(); option++) {
                if (point.entrySet().containsAll(options.get(option).entrySet())) {
                    return option;
                }
            }
            throw new IllegalArgumentException("None of %s is in %s".formatted(options, point));
        }

        @Override
        public boolean isContinuous() {
            return false;
        }

        @Override
        public Map<String, Object> settings(double place) {
            return options.get((int) place);
        }
    }

    /**
     * A number. With steps, each value has as much of the axis as lies nearer to it than to another, by the values
     * themselves.
     *
     * @param range whose axis it is, with one setting
     * @param first the least value
     * @param step between neighbours; 0 if every number between is a value
     * @param low where the axis begins: the least value, or half a step below
     * @param high where it ends: the greatest value, or half a step above
     * @param scale by which places are even
     */
    record Line(Range range, double first, double step, double low, double high, Scale scale) implements Axis {

        @Override
        public double uniform(SplittableRandom random) {
            return random.nextDouble();
        }

        @Override
        public double place(Map<String, Object> point) {
            return place(
                    ((Number) Objects.requireNonNull(point.get(range.settings().get(0)), "active")).doubleValue());
        }

        @Override
        public boolean isContinuous() {
            return step == 0;
        }

        @Override
        public Map<String, Object> settings(double place) {
            String setting = range.settings().get(0);
            if (range instanceof Range.Whole whole) {
                return Map.of(setting, whole.min() + whole.step() * steps(place));
            }
            Range.Real real = (Range.Real) range;
            return Map.of(setting, step == 0 ? real.near(value(place)) : real.at(steps(place)));
        }

        /** Where the places begin that come to the same value as this one. */
        double from(double place) {
            return step == 0 ? place : place(first + step * (steps(place) - 0.5));
        }

        /** Where the places end that come to the same value as this one. */
        double to(double place) {
            return step == 0 ? place : place(first + step * (steps(place) + 0.5));
        }

        private long steps(double place) {
            long last = Math.round((high - low) / step) - 1;
            return Math.min(last, Math.max(0, Math.round((value(place) - first) / step)));
        }

        private double value(double place) {
            double value = scale == Scale.LOG
                    ? low * StrictMath.exp(place * StrictMath.log(high / low))
                    : low + place * (high - low);
            return Math.min(high, Math.max(low, value));
        }

        private double place(double value) {
            if (low == high) {
                return 0.5;
            }
            double place = scale == Scale.LOG
                    ? StrictMath.log(value / low) / StrictMath.log(high / low)
                    : (value - low) / (high - low);
            return Math.min(1, Math.max(0, place));
        }
    }
}
