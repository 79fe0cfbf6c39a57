package io.weightloom.verification;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The first updates of a network, and what they say of something that was looked at before the first and after each.
 *
 * <p>The updates are steps along the negative gradient of all trainables together, {@value #STEP} of the norm of all
 * trainables long, and not those of the trial's optimiser: whether a gradient is zero must not depend on a learning
 * rate that is still warming up, too large or too small. Every optimiser leaves a trainable with a zero gradient where
 * it is, but for decay, and moves the others, so the verdict holds for all of them. Two updates are enough: where one
 * head starts at zero, the head moves first and what lies behind it next; two layers in a row that start at zero hold
 * each other there for ever.
 */
final class Updates {

    static final int COUNT = 2;

    private static final double STEP = 0.01;

    private Updates() {}

    /** What was seen at one time. */
    interface Look {

        /** Whether all numbers are. */
        boolean finite();

        /** Whether anything arrives. */
        boolean flows();

        /** For how many rows of it nothing does. */
        int silentRows();
    }

    /**
     * What is said of it.
     *
     * @param looks before the first update, after one, ...; at least one, fewer than all if updates went astray
     */
    static Verdict verdict(List<? extends Look> looks) {
        Look last = looks.get(looks.size() - 1);
        if (!looks.stream().allMatch(Look::finite)) {
            return Verdict.NON_FINITE;
        }
        if (!last.flows()) {
            return looks.size() > COUNT ? Verdict.DEAD : Verdict.NOTED;
        }
        if (!looks.get(0).flows()) {
            return Verdict.DELAYED;
        }
        return looks.stream().allMatch(Look::flows) && last.silentRows() == 0 ? Verdict.OK : Verdict.NOTED;
    }

    /** Whether something arrived before the first update, and nothing does after the last one. */
    static boolean end(List<? extends Look> looks) {
        return !looks.isEmpty()
                && looks.get(0).flows()
                && !looks.get(looks.size() - 1).flows();
    }

    /**
     * One update.
     *
     * @param gradients at the trainables' present values, by name; others may be among them
     */
    static void step(ProbedNetwork probed, Map<String, double[]> gradients) {
        Map<String, double[]> values = probed.values();
        Map<String, double[]> own = new LinkedHashMap<>(gradients); // without the flat vector's
        own.keySet().retainAll(values.keySet());
        values.keySet().retainAll(own.keySet());
        double size = norm(values);
        double slope = norm(own);
        double rate = slope == 0 ? 0 : STEP * (size == 0 ? 1 : size) / slope;
        values.forEach((name, value) -> {
            double[] gradient = own.getOrDefault(name, value);
            for (int i = 0; i < value.length; i++) {
                value[i] -= rate * gradient[i];
            }
            probed.set(name, value);
        });
    }

    private static double norm(Map<String, double[]> tensors) {
        return tensors.values().stream().mapToDouble(Numbers::norm).reduce(0, Math::hypot);
    }
}
