package io.weightloom.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What was measured in one cell.
 *
 * @param floor what a step needs
 * @param bandwidth bytes per second, for as many bytes as the cell has
 * @param gemmRate floating-point operations per second
 * @param engines by kind
 */
record CellResult(Cell cell, Floor floor, double bandwidth, double gemmRate, Map<Kind, Measured> engines) {

    /**
     * One engine.
     *
     * @param micros per step, in each round
     * @param cpuMicros the same in time that a core worked for it, which other work on the machine does not lengthen
     * @param early allocation per step in the thousand steps after the first hundred
     * @param late allocation per step in all rounds
     * @param fullSpeed when it was fast
     */
    record Measured(
            List<Double> micros, List<Double> cpuMicros, Allocation early, Allocation late, Pace.FullSpeed fullSpeed) {

        double median() {
            return CellResult.median(micros);
        }

        double cpuMedian() {
            return CellResult.median(cpuMicros);
        }
    }

    /**
     * Bytes per step.
     *
     * @param heap allocated on the Java heap
     * @param held that JavaCPP holds more than before
     * @param resident that the process holds more than before
     */
    record Allocation(double heap, double held, double resident) {

        static Allocation of(List<Worker.Ran> ran, int steps) {
            double all = (double) steps * ran.size();
            return new Allocation(
                    ran.stream().mapToLong(Worker.Ran::heap).sum() / all,
                    ran.stream().mapToLong(Worker.Ran::held).sum() / all,
                    ran.stream().mapToLong(Worker.Ran::resident).sum() / all);
        }
    }

    double floorMicros() {
        return floor.micros(bandwidth, gemmRate);
    }

    double ratio(Kind other) {
        return engines.get(other).median() / engines.get(Kind.PROGRAM).median();
    }

    /** Of LibTorch with the faster of its two ways to do Adam. */
    double libTorchRatio() {
        return Math.min(ratio(Kind.LIBTORCH), ratio(Kind.LIBTORCH_FUSED));
    }

    double coreRatio(Kind other) {
        return engines.get(other).cpuMedian() / engines.get(Kind.PROGRAM).cpuMedian();
    }

    static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
