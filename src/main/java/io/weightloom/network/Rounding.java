package io.weightloom.network;

import io.weightloom.layout.Slot;
import io.weightloom.network.graph.Names;
import io.weightloom.network.target.Targets;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What trained numbers are rounded to, where they are to be stored in fewer than 32 bits: to the nearest that the width
 * can hold, of two the even one. A network computes with rounded numbers, its gradient is taken there, and moves the
 * numbers before rounding as if there were none: the straight-through estimator (Bengio, Leonard, Courville 2013), with
 * numbers kept beside the rounded ones as in BinaryConnect (Courbariaux, Bengio, David 2015). What rounds once is the
 * same after rounding again, but for the last bit of a scale. Immutable.
 *
 * @param pieces one for each trainable, in their order, end to end
 */
public record Rounding(List<Piece> pieces) {

    /** Rounds nothing. */
    public static final Rounding NONE = new Rounding(List.of());

    /** Numbers of a tensor that is too small to be worth a scale. */
    private static final int SMALL = 64;

    /** Rows of a matrix from which on each column has a scale of its own, which is then a sixteenth of its bytes. */
    private static final int ROWS_FOR_SCALES = 64;

    /** Copies the list. */
    public Rounding {
        pieces = List.copyOf(pieces);
    }

    /**
     * A trainable.
     *
     * @param name of the trainable
     * @param offset of its first number among all
     * @param length numbers in it
     * @param bits 32, which are not rounded; 16, IEEE half precision; 8 or 4, multiples of a scale
     * @param scales of it: one, or one for each place of its last axis
     */
    public record Piece(String name, long offset, long length, int bits, long scales) {

        /** Whether its numbers are multiples of scales. */
        public boolean isScaled() {
            return bits <= Byte.SIZE;
        }

        /** The largest multiple. */
        public int most() {
            return (1 << (bits - 1)) - 1;
        }

        /** Bytes of its numbers and scales. */
        public long bytes() {
            return (length * bits + Byte.SIZE - 1) / Byte.SIZE + (isScaled() ? Float.BYTES * scales : 0);
        }

        private void round(float[] all) {
            int from = Math.toIntExact(offset);
            int to = Math.toIntExact(offset + length);
            if (bits == Short.SIZE) {
                for (int i = from; i < to; i++) {
                    all[i] = half(all[i]);
                }
            } else if (isScaled()) {
                scaled(all, from, to);
            }
        }

        private void scaled(float[] all, int from, int to) {
            float[] each = new float[Math.toIntExact(scales)];
            for (int i = from; i < to; i++) {
                int place = (i - from) % each.length;
                each[place] = Math.max(each[place], Math.abs(all[i]));
            }
            for (int i = 0; i < each.length; i++) {
                each[i] /= most();
            }
            for (int i = from; i < to; i++) {
                float scale = each[(i - from) % each.length];
                double multiple = scale == 0 ? 0 : Math.rint(all[i] / (double) scale);
                all[i] = (float) (Math.max(-most(), Math.min(most(), multiple)) * scale) + 0f; // of which -0 is none
            }
        }

        /** The nearest number of half precision; beyond the largest, that one. */
        private static float half(float value) {
            double size = Math.min(Math.abs((double) value), 65_504);
            int exponent = Math.max(Math.getExponent(size), -14) - 10; // of the last bit
            double rounded = Math.scalb(Math.rint(Math.scalb(size, -exponent)), exponent);
            return (float) Math.copySign(rounded, value);
        }
    }

    /** Of a network whose trainables these are, after its cut if it is cut. */
    public static Rounding of(TargetSpec target, WeightsSpec weights, List<Trainable> trainables) {
        Set<String> ofLayers = weights instanceof WeightsSpec.Quantised
                ? Targets.layout(target).slots().stream()
                        .filter(slot -> slot.role() == Slot.Role.WEIGHT)
                        .map(slot -> Names.target(slot.name()))
                        .collect(Collectors.toSet())
                : Set.of();
        List<Piece> pieces = new ArrayList<>();
        long offset = 0;
        for (Trainable trainable : trainables) {
            long length = trainable.shape().length();
            List<Long> extents = trainable.shape().extents();
            long columns = extents.isEmpty() ? 1 : extents.get(extents.size() - 1);
            if (weights instanceof WeightsSpec.Quantised quantised && ofLayers.contains(trainable.name())) {
                pieces.add(new Piece(trainable.name(), offset, length, quantised.bits(), columns));
            } else {
                int bits = weights instanceof HypernetSpec hypernet ? hypernet.bits() : Float.SIZE;
                pieces.add(new Piece(
                        trainable.name(),
                        offset,
                        length,
                        bits <= Byte.SIZE && length < SMALL ? Float.SIZE : bits,
                        length / columns < ROWS_FOR_SCALES ? 1 : columns));
            }
            offset += length;
        }
        return new Rounding(pieces);
    }

    /** Of a network as training leaves it. */
    public static Rounding of(TargetSpec target, WeightsSpec weights) {
        return of(
                target,
                weights,
                ParameterValues.trainables(WeightSources.trained(weights, Targets.of(target), Map.of())));
    }

    /** Whether anything is rounded. */
    public boolean rounds() {
        return pieces.stream().anyMatch(piece -> piece.bits() < Float.SIZE);
    }

    /** Bytes of all numbers and scales. */
    public long bytes() {
        return pieces.stream().mapToLong(Piece::bytes).sum();
    }

    /** Rounds in place. */
    public void round(float[] parameters) {
        pieces.forEach(piece -> piece.round(parameters));
    }

    /** Widened floats, rounded. */
    public double[] of(double[] parameters) {
        if (!rounds()) {
            return parameters;
        }
        float[] floats = new float[parameters.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) parameters[i];
        }
        round(floats);
        double[] rounded = new double[floats.length];
        for (int i = 0; i < floats.length; i++) {
            rounded[i] = floats[i];
        }
        return rounded;
    }
}
