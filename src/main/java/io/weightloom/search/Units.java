package io.weightloom.search;

import io.weightloom.spec.SweepSpec.Range;
import io.weightloom.spec.SweepSpec.Scale;
import java.util.Map;

/** Options of ranges by numbers in [0, 1): equal parts of it have equal chances, on the range's own scale. */
final class Units {

    private Units() {}

    /** The option that a number falls on, as settings by path. */
    static Map<String, Object> option(Range range, double unit) {
        if (range instanceof Range.Choice choice) {
            int size = choice.options().size();
            return choice.options().get((int) Math.min(size - 1, unit * size));
        } else if (range instanceof Range.Whole whole) {
            return Map.of(whole.setting(), whole(whole, unit));
        } else if (range instanceof Range.Real real) {
            return Map.of(real.setting(), real(real, unit));
        }
        throw new IllegalArgumentException("No range: " + range);
    }

    /** On a logarithmic scale each number has the part of those that are rounded to it. */
    private static long whole(Range.Whole range, double unit) {
        if (range.scale() == Scale.LOG) {
            long rounded = StrictMath.round(between(range.min() - 0.5, range.max() + 0.5, unit));
            return Math.max(range.min(), Math.min(range.max(), rounded));
        }
        return range.min() + range.step() * step(range, unit);
    }

    private static double real(Range.Real range, double unit) {
        if (range.step().isPresent()) {
            return range.at(step(range, unit));
        }
        double value = range.scale() == Scale.LOG
                ? between(range.min(), range.max(), unit)
                : range.min() + unit * (range.max() - range.min());
        return range.near(value);
    }

    private static long step(Range range, double unit) {
        return (long) Math.min((double) (range.size() - 1), unit * (double) range.size());
    }

    private static double between(double min, double max, double unit) {
        double low = StrictMath.log(min);
        return StrictMath.exp(low + unit * (StrictMath.log(max) - low));
    }
}
