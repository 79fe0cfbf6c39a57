package io.weightloom.verification;

import io.weightloom.network.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ops.impl.loss.AbsoluteDifferenceLoss;
import org.nd4j.linalg.api.ops.impl.scalar.RectifiedLinear;

/**
 * Where the operations of a graph have no derivative: a ReLU at its cutoff, an absolute difference at zero. Between two
 * points on the same side of all kinks the graph is smooth. An operation with a kink that is not known here makes
 * central differences disagree with a right gradient now and then; it cannot make them agree with a wrong one.
 */
final class Kinks {

    private final List<Kink> kinks;

    private Kinks(List<Kink> kinks) {
        this.kinks = kinks;
    }

    /**
     * One operation.
     *
     * @param variable its input
     * @param against the variable it is compared with; its own name for a ReLU, which compares with the cutoff
     * @param cutoff of a ReLU
     */
    private record Kink(String variable, String against, double cutoff) {

        boolean rectifies() {
            return against.equals(variable);
        }

        double[] distances(Tensors tensors) {
            double[] distances = tensors.values(variable).clone();
            double[] others = tensors.values(against);
            Arrays.setAll(distances, i -> distances[i] - (rectifies() ? cutoff : others[i]));
            return distances;
        }
    }

    /** The kinks of a graph. */
    static Kinks of(SameDiff graph) {
        List<Kink> kinks = new ArrayList<>();
        for (SameDiffOp op : graph.getOps().values()) {
            if (op.getOp() instanceof RectifiedLinear relu) {
                String input = op.getInputsToOp().get(0);
                kinks.add(new Kink(input, input, relu.scalar().getDouble(0)));
            } else if (op.getOp() instanceof AbsoluteDifferenceLoss) {
                kinks.add(new Kink(Names.OUTPUT, Names.Y, 0));
            }
        }
        return new Kinks(kinks);
    }

    /** The variables that {@link #sides} needs. */
    Set<String> variables() {
        Set<String> variables = new LinkedHashSet<>();
        kinks.forEach(kink -> variables.addAll(List.of(kink.variable(), kink.against())));
        return variables;
    }

    /** On which side of each kink the numbers lie: -1, 0 (on it) or 1, one after the other. */
    double[] sides(Tensors tensors) {
        return kinks.stream()
                .flatMapToDouble(kink -> Arrays.stream(kink.distances(tensors)).map(Math::signum))
                .toArray();
    }

    /** Whether a ReLU takes this variable. */
    boolean rectifies(String variable) {
        return kinks.stream()
                .anyMatch(kink -> kink.rectifies() && kink.variable().equals(variable));
    }

    /** Variables of which the ReLU behind them lets nothing pass, with the trainables as they stand. */
    List<String> silent(Specimen specimen) {
        List<Kink> relus = kinks.stream().filter(Kink::rectifies).toList();
        if (relus.isEmpty()) {
            return List.of();
        }
        Tensors tensors =
                specimen.compute(relus.stream().map(Kink::variable).distinct().toList());
        return relus.stream()
                .filter(relu -> Arrays.stream(relu.distances(tensors)).noneMatch(distance -> distance > 0))
                .map(Kink::variable)
                .toList();
    }
}
