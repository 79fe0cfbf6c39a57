package io.weightloom.network.generator;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Slot;
import java.util.Arrays;
import java.util.Map;

/** Constants by which generated numbers are multiplied, so that each tensor starts with the second moment intended. */
final class TensorScales {

    private TensorScales() {}

    /**
     * By weight, {@code [theta]}.
     *
     * @param squares of what is generated, by weight, as a mean over the tasks
     * @param intended second moments by slot; empty if none is promised, and then all constants are 1
     */
    static double[] of(Layout layout, double[] squares, Map<String, Double> intended) {
        double[] scales = new double[squares.length];
        for (Slot slot : layout.slots()) {
            int from = (int) slot.offset();
            int to = (int) slot.end();
            double moment = Arrays.stream(squares, from, to).sum() / (to - from);
            double wanted = intended.getOrDefault(slot.name(), 0.0);
            Arrays.fill(scales, from, to, moment > 0 && !intended.isEmpty() ? StrictMath.sqrt(wanted / moment) : 1);
        }
        return scales;
    }
}
