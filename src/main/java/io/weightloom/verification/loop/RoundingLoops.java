package io.weightloom.verification.loop;

import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.WeightsSpec;

/**
 * What a trained tensor is rounded to, number by number: each to the nearest of all that its width can hold. It shares
 * no code with what rounds in training.
 */
public final class RoundingLoops {

    private static final int FEW = 64;

    private RoundingLoops() {}

    /**
     * A trainable, rounded as its trial asks for.
     *
     * @param values of the trainable, row by row
     * @param columns extent of its last axis
     * @param ofLayer whether it holds the weights of a layer of a target that has weights of its own
     */
    public static double[] of(WeightsSpec weights, double[] values, int columns, boolean ofLayer) {
        if (weights instanceof WeightsSpec.Quantised quantised && ofLayer) {
            return multiples(values, columns, quantised.bits());
        } else if (!(weights instanceof HypernetSpec hypernet) || hypernet.bits() == 32) {
            return values;
        } else if (hypernet.bits() == 16) {
            return halves(values);
        }
        int rows = values.length / columns;
        return values.length < FEW ? values : multiples(values, rows >= 64 ? columns : 1, 8);
    }

    private static double[] halves(double[] values) {
        double[] rounded = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            double size = Math.abs((float) values[i]);
            double step = 0x1p-24; // between the smallest ones; of each power of two from 2^-13 on twice as large
            for (double power = 0x1p-13; power <= size; power *= 2) {
                step *= 2;
            }
            double units = size / step;
            double below = Math.floor(units);
            double off = units - below;
            double nearest = off > 0.5 || (off == 0.5 && below % 2 == 1) ? below + 1 : below;
            rounded[i] = Math.signum(values[i]) * Math.min(65_504, nearest * step);
        }
        return rounded;
    }

    private static double[] multiples(double[] values, int columns, int bits) {
        double[] rounded = new double[values.length];
        for (int column = 0; column < columns; column++) {
            double largest = 0;
            for (int i = column; i < values.length; i += columns) {
                largest = Math.max(largest, Math.abs((float) values[i]));
            }
            int most = bits == 8 ? 127 : 7;
            float scale = (float) (largest / most);
            for (int i = column; i < values.length && scale > 0; i += columns) {
                double nearest = 0;
                double least = Double.POSITIVE_INFINITY;
                for (int multiple = -most; multiple <= most; multiple++) {
                    double off = Math.abs((float) values[i] - multiple * (double) scale);
                    if (off < least || (off == least && multiple % 2 == 0)) {
                        least = off;
                        nearest = multiple * scale;
                    }
                }
                rounded[i] = nearest;
            }
        }
        return rounded;
    }
}
