package io.weightloom.verification;

import io.weightloom.network.graph.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ops.impl.layers.convolution.MaxPooling2D;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;
import org.nd4j.linalg.api.ops.impl.loss.AbsoluteDifferenceLoss;
import org.nd4j.linalg.api.ops.impl.scalar.RectifiedLinear;

/**
 * Where the operations of a graph have no derivative: a ReLU at its cutoff, an absolute difference at zero, the largest
 * of some numbers where two are equally large. Between two points on the same side of all kinks the graph is smooth. An
 * operation with a kink that is not known here makes central differences disagree with a right gradient now and then;
 * it cannot make them agree with a wrong one.
 */
final class Kinks {

    private final List<Kink> kinks;

    private Kinks(List<Kink> kinks) {
        this.kinks = kinks;
    }

    /** One operation. */
    private sealed interface Kink {

        /** What {@link #sides} needs. */
        List<String> variables();

        /** Numbers that are the same on the same side. */
        double[] sides(Tensors tensors);
    }

    /** A ReLU: whether its input is below (-1), on (0) or above (1) its cutoff. */
    private record Cutoff(String variable, double cutoff) implements Kink {

        @Override
        public List<String> variables() {
            return List.of(variable);
        }

        @Override
        public double[] sides(Tensors tensors) {
            double[] values = tensors.values(variable);
            double[] sides = new double[values.length];
            for (int i = 0; i < sides.length; i++) {
                sides[i] = Math.signum(values[i] - cutoff);
            }
            return sides;
        }

        boolean isSilent(Tensors tensors) {
            return Arrays.stream(tensors.values(variable)).noneMatch(value -> value - cutoff > 0);
        }
    }

    /** An absolute difference: which of the two is larger. */
    private record Difference(String one, String other) implements Kink {

        @Override
        public List<String> variables() {
            return List.of(one, other);
        }

        @Override
        public double[] sides(Tensors tensors) {
            double[] others = tensors.values(other);
            double[] ones = tensors.values(one);
            double[] sides = new double[ones.length];
            Arrays.setAll(sides, i -> Math.signum(ones[i] - others[i]));
            return sides;
        }
    }

    /** Max pooling without padding of {@code [batch, channels, height, width]}: where in its window the largest is. */
    private record Peak(String variable, Pooling2DConfig config) implements Kink {

        @Override
        public List<String> variables() {
            return List.of(variable);
        }

        @Override
        public double[] sides(Tensors tensors) {
            List<Long> extents = tensors.of(variable).shape().extents();
            double[] values = tensors.values(variable);
            int height = extents.get(2).intValue();
            int width = extents.get(3).intValue();
            DoubleStream.Builder peaks = DoubleStream.builder();
            for (int map = 0; map < values.length; map += height * width) {
                for (int row = 0; row + config.getKH() <= height; row += (int) config.getSH()) {
                    for (int column = 0; column + config.getKW() <= width; column += (int) config.getSW()) {
                        peaks.add(peak(values, map + row * width + column, width));
                    }
                }
            }
            return peaks.build().toArray();
        }

        private int peak(double[] values, int corner, int width) {
            int best = corner;
            for (int row = 0; row < config.getKH(); row++) {
                for (int column = 0; column < config.getKW(); column++) {
                    int place = corner + row * width + column;
                    best = values[place] > values[best] ? place : best;
                }
            }
            return best;
        }
    }

    /** The kinks of a network's graph. */
    static Kinks of(ProbedNetwork probed) {
        SameDiff graph = probed.network().graph();
        return probed.network().home().programs().fact("kinks", () -> of(graph));
    }

    /** The kinks of a graph. */
    static Kinks of(SameDiff graph) {
        List<Kink> kinks = new ArrayList<>();
        for (SameDiffOp op : graph.getOps().values()) {
            if (op.getOp() instanceof RectifiedLinear relu) {
                kinks.add(new Cutoff(op.getInputsToOp().get(0), relu.scalar().getDouble(0)));
            } else if (op.getOp() instanceof AbsoluteDifferenceLoss) {
                kinks.add(new Difference(Names.OUTPUT, Names.Y));
            } else if (op.getOp() instanceof MaxPooling2D pooling) {
                kinks.add(new Peak(op.getInputsToOp().get(0), pooling.getConfig()));
            }
        }
        return new Kinks(kinks);
    }

    /** The variables that {@link #sides} needs. */
    Set<String> variables() {
        Set<String> variables = new LinkedHashSet<>();
        kinks.forEach(kink -> variables.addAll(kink.variables()));
        return variables;
    }

    /** On which side of each kink the numbers lie, one after the other. */
    double[] sides(Tensors tensors) {
        return Numbers.joined(kinks.stream().map(kink -> kink.sides(tensors)).toList());
    }

    /** Whether a ReLU takes this variable. */
    boolean rectifies(String variable) {
        return cutoffs().anyMatch(relu -> relu.variable().equals(variable));
    }

    /** Variables of which the ReLU behind them lets nothing pass, with the trainables as they stand. */
    List<String> silent(ProbedNetwork probed) {
        List<Cutoff> relus = cutoffs().toList();
        if (relus.isEmpty()) {
            return List.of();
        }
        Tensors tensors =
                probed.compute(relus.stream().map(Cutoff::variable).distinct().toList());
        return relus.stream()
                .filter(relu -> relu.isSilent(tensors))
                .map(Cutoff::variable)
                .toList();
    }

    /**
     * What may keep gradients, or a condition, from having any effect, as sentences, each with a space before it.
     *
     * @param values of the trainables at the start, which are also the present ones
     */
    static String suspects(ProbedNetwork probed, Map<String, double[]> values) {
        String zero = values.entrySet().stream()
                .filter(entry -> Numbers.largest(entry.getValue()) == 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
        return (zero.isEmpty() ? "" : " Zero at the start: %s.".formatted(zero)) + silent(probed, "");
    }

    /** Which ReLUs let nothing pass, at the trainables' present values, as a sentence with a space before it. */
    static String silent(ProbedNetwork probed, String when) {
        String silent = String.join(", ", of(probed).silent(probed));
        return silent.isEmpty()
                ? ""
                : " ReLUs that let nothing pass%s: those of %s.".formatted(when.isEmpty() ? "" : " " + when, silent);
    }

    private Stream<Cutoff> cutoffs() {
        return kinks.stream().filter(Cutoff.class::isInstance).map(Cutoff.class::cast);
    }
}
