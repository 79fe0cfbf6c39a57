package io.weightloom.verification;

import io.weightloom.network.graph.Names;
import java.util.List;
import java.util.Map;

/**
 * The gradient of one trainable from update to update.
 *
 * @param name of the trainable
 * @param rows condition vectors in it, each of which has weights of its own to make; 1 if it holds none
 * @param nonFinite of its first values, how many are not finite
 * @param looks before the first update, after one, ...; none if there is no gradient; grows while it is followed
 */
record Flow(String name, int rows, long nonFinite, List<Look> looks) {

    /**
     * The gradient at one time. A number counts as zero if it is zero in single precision, in which training runs.
     *
     * @param norm Euclidean
     * @param zeros share of elements that are zero, in [0, 1]
     * @param ratio of its norm to that of the trainable's values; infinite if these alone are zero
     * @param silentRows how many rows have a gradient that is zero everywhere
     * @param unseen whether the loss cannot see the trainable, so that what there is of a gradient is rounding, which
     *     counts as zero
     */
    record Look(double norm, double zeros, double ratio, int silentRows, boolean unseen) implements Updates.Look {

        static Look at(double[] gradient, double[] values, int rows) {
            double norm = Numbers.norm(gradient);
            return new Look(
                    norm,
                    Numbers.zeros(gradient),
                    norm == 0 ? 0 : norm / Numbers.norm(values),
                    Numbers.zeroRows(gradient, rows),
                    false);
        }

        static Look unseen(int rows) {
            return new Look(0, 1, 0, rows, true);
        }

        @Override
        public boolean finite() {
            return Double.isFinite(norm);
        }

        @Override
        public boolean flows() {
            return zeros < 1;
        }
    }

    boolean finite() {
        return nonFinite == 0 && looks.stream().allMatch(Look::finite);
    }

    Verdict verdict() {
        if (!finite()) {
            return Verdict.NON_FINITE;
        }
        if (looks.isEmpty()) {
            return Verdict.DISCONNECTED;
        }
        return isUnseen() ? Verdict.INVISIBLE : Updates.verdict(looks);
    }

    /** Whether there was a gradient before the first update, and there is none after the last one. */
    boolean dies() {
        return Updates.end(looks) && !isUnseen();
    }

    /** Whether the loss cannot see it after the last update. */
    private boolean isUnseen() {
        return looks.size() > Updates.COUNT && last().unseen();
    }

    private Look last() {
        return looks.get(looks.size() - 1);
    }

    Map<String, Double> measures() {
        Measures measures = new Measures();
        for (int update = 0; update < looks.size(); update++) {
            Look look = looks.get(update);
            measures.with("norm-" + update, look.norm())
                    .with("zeros-" + update, look.zeros())
                    .with("weight-ratio-" + update, look.ratio());
            if (rows > 1) {
                measures.with("silent-rows-" + update, look.silentRows());
            }
        }
        return measures.all();
    }

    /**
     * One sentence, or two.
     *
     * @param suspects sentences about what may keep gradients back, each with a space before it
     * @param silenced the same of what has fallen silent after the last update
     */
    String message(String suspects, String silenced) {
        if (finite() && dies()) {
            int update = (int) looks.stream().takeWhile(Look::flows).count();
            return "%s: a gradient of norm %s flows from the start, but after update %s it is zero everywhere, so training would soon stop changing it.%s"
                    .formatted(name, Numbers.text(looks.get(0).norm()), update, silenced);
        }
        return switch (verdict()) {
            case DISCONNECTED ->
                "%s: the loss does not reach it, so there is no gradient at all. It is cut off from %s, or nothing uses it."
                        .formatted(name, Names.LOSS);
            case DEAD ->
                "%s: the gradient is zero everywhere, before the first update and after %s, so training would never change it.%s"
                        .formatted(name, Updates.COUNT, suspects);
            case DELAYED -> {
                int update =
                        (int) looks.stream().takeWhile(look -> !look.flows()).count();
                yield "%s: the gradient is zero at first and arrives after update %s, with a norm of %s.%s"
                        .formatted(name, update, Numbers.text(looks.get(update).norm()), suspects);
            }
            case INVISIBLE -> invisible();
            case NON_FINITE ->
                nonFinite > 0
                        ? "%s: %s of its first values are not finite.".formatted(name, nonFinite)
                        : "%s: its gradient is not finite.".formatted(name);
            case NOTED ->
                last().flows()
                        ? noted()
                        : "%s: the gradient is zero everywhere, and was not followed through updates, because others are not finite."
                                .formatted(name);
            default ->
                "%s: a gradient of norm %s flows from the start; %s of its elements are zero."
                        .formatted(
                                name,
                                Numbers.text(looks.get(0).norm()),
                                Numbers.percent(looks.get(0).zeros()));
        };
    }

    private String invisible() {
        int seen = (int) looks.stream().filter(Look::flows).count();
        return "%s: the loss cannot see it%s: it adds the same number to all outputs of an example, which softmax takes away again, so that its gradient is zero but for rounding, and training has no reason to move it."
                .formatted(
                        name,
                        seen == 0
                                ? ""
                                : " after %s updates, although a gradient flowed before".formatted(Updates.COUNT));
    }

    private String noted() {
        String norm = Numbers.text(looks.get(0).norm());
        return last().silentRows() > 0
                ? "%s: a gradient of norm %s flows from the start, but %s of its %s rows have none after update %s: nothing passes on what they make, or the examples looked at do not need it."
                        .formatted(name, norm, last().silentRows(), rows, looks.size() - 1)
                : "%s: a gradient of norm %s flows from the start, but it was zero everywhere after an update in between."
                        .formatted(name, norm);
    }
}
