package io.weightloom.verification.loop;

import io.weightloom.spec.TargetSpec;

/**
 * A wide residual network by loops, as Zagoruyko and Komodakis 2016 (arXiv 1605.07146, figure 1 b, table 1) and PyTorch
 * have it: norm, activation, convolution, twice, beside a shortcut, which is a convolution of the activated input where
 * the extents change. Weights come in this order: the first convolution; of each block first norm and convolution,
 * second norm and convolution, shortcut; the last norm; the dense layer. Of a norm scales come before shifts, and the
 * scale is what is more than 1; of a convolution the kernel comes before biases, which are there without norms only,
 * and never at a shortcut.
 */
final class ResidualLoops {

    /** As PyTorch's {@code BatchNorm2d}. */
    private static final double EPSILON = 1e-5;

    private final TargetSpec.Residual spec;
    private final Tape tape;
    private final boolean normed;

    ResidualLoops(TargetSpec.Residual spec, Tape tape) {
        this.spec = spec;
        this.tape = tape;
        this.normed = spec.norm() != TargetSpec.BatchNorm.NONE;
    }

    double[] output(double[] x, int batch) {
        FeatureMaps picture = new FeatureMaps(
                x,
                batch,
                spec.picture().get(0),
                spec.picture().get(1),
                spec.picture().get(2));
        FeatureMaps h = convolved(picture, 3, spec.widths().get(0), 1, !normed);
        for (int stage = 1; stage < spec.widths().size(); stage++) {
            for (int block = 0; block < spec.blocks(); block++) {
                h = block(h, spec.widths().get(stage), stage > 1 && block == 0 ? 2 : 1);
            }
        }
        FeatureMaps last = activated(h);
        return DenseLoops.affine(tape, last.means(), batch, last.channels(), spec.outputs());
    }

    private FeatureMaps block(FeatureMaps h, int width, int stride) {
        FeatureMaps a = activated(h);
        FeatureMaps first = convolved(a, 3, width, stride, !normed);
        FeatureMaps second = convolved(activated(first), 3, width, 1, !normed);
        boolean same = h.channels() == width && h.height() == first.height() && h.width() == first.width();
        return second.plus(same ? h : convolved(a, 1, width, stride, false));
    }

    private FeatureMaps convolved(FeatureMaps h, int side, int width, int stride, boolean biased) {
        FeatureMaps sums = h.convolved(tape.next(side * side * h.channels() * width), side, side, width, stride);
        return biased ? sums.plus(tape.next(width)) : sums;
    }

    private FeatureMaps activated(FeatureMaps h) {
        FeatureMaps activated = normed ? normed(h) : h.copy();
        DenseLoops.activate(spec.activation(), activated.values());
        return activated;
    }

    private FeatureMaps normed(FeatureMaps h) {
        double[] factors = tape.next(h.channels());
        double[] shifts = tape.next(h.channels());
        for (int channel = 0; channel < factors.length; channel++) {
            factors[channel] += 1;
        }
        return h.standardised(EPSILON).scaled(factors, shifts);
    }
}
