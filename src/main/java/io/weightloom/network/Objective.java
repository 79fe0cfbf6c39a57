package io.weightloom.network;

import io.weightloom.layout.ExampleShape;
import io.weightloom.layout.Layout;
import io.weightloom.layout.Slot;
import io.weightloom.network.graph.Names;
import io.weightloom.network.graph.NativeArrays;
import io.weightloom.network.target.TargetNetwork;
import io.weightloom.spec.GivenSpec;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.loss.LossReduce;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What is minimised: the loss of a batch, against labels, the outputs of a given network, its weights, or several of
 * these; and decay of the target's weights.
 *
 * @param trial whose training says which
 * @param target the target network
 * @param precision of the graph
 */
record Objective(TrialSpec trial, TargetNetwork target, DataType precision) {

    private static final LossReduce MEAN = LossReduce.MEAN_BY_NONZERO_WEIGHT_COUNT;

    /** Below this share of its mean square a tensor's variance is rounding. */
    private static final double ROUNDING = 1e-12;

    /**
     * A graph as far as its output.
     *
     * @param ofTasks whether each task has weights of its own, so that there is one more axis
     * @param output of the target network
     * @param weights gives the variable of a slot
     */
    record Drawn(boolean ofTasks, SDVariable output, Function<String, SDVariable> weights) {}

    /** Adds {@link Names#LOSS} and the placeholders that it needs to a graph. */
    void add(SameDiff graph, Drawn drawn) {
        TrainingSpec training = trial.training();
        TrainingSpec.Objective objective = training.objective();
        SDVariable output = rows(drawn, drawn.output());
        SDVariable labels = rows(drawn, placeholder(graph, Names.Y, drawn));
        List<SDVariable> parts = new ArrayList<>();
        if (objective.labels() > 0) {
            parts.add(loss(graph, training.loss(), labels, output, objective.labels()));
        }
        if (objective.outputs() > 0) {
            SDVariable given = rows(drawn, placeholder(graph, Names.GIVEN_OUTPUT, drawn));
            parts.add(
                    training.loss() == Loss.CROSS_ENTROPY
                            ? divergence(graph, given, output, objective)
                            : squaredError(graph, "given-loss", given, output, objective.outputs()));
        }
        if (objective.weights() > 0) {
            parts.add(distance(graph, drawn).mul(objective.weights()));
        }
        SDVariable loss = parts.stream().reduce(SDVariable::add).orElseThrow();
        BiFunction<Slot, SDVariable, SDVariable> squares =
                drawn.ofTasks() ? Objective::meanSquares : Objective::squares;
        decayed(loss, training.generatedDecay(), target.layout(), squares, drawn.weights())
                .rename(Names.LOSS);
        graph.setLossVariables(Names.LOSS);
    }

    private SDVariable placeholder(SameDiff graph, String name, Drawn drawn) {
        return graph.placeHolder(
                name,
                precision,
                drawn.ofTasks()
                        ? target.output().batch(-1, -1)
                        : target.output().batch(-1));
    }

    /** All examples one after the other, whatever task they are of; of sequences all steps of all examples. */
    private SDVariable rows(Drawn drawn, SDVariable values) {
        if (target.output() instanceof ExampleShape.Sequence sequence) {
            return values.reshape(-1, sequence.width()); // [steps * batch, width]
        }
        return drawn.ofTasks() ? values.reshape(target.output().batch(-1)) : values;
    }

    /**
     * The loss as a mean over the batch (and, for regression, over the outputs), times a weight.
     *
     * @param weight inside of the operation, because the gradients of SameDiff's losses know of no factor behind them
     */
    static SDVariable loss(SameDiff graph, Loss loss, SDVariable y, SDVariable output, double weight) {
        return switch (loss) {
            case CROSS_ENTROPY -> crossEntropy(graph, "data-loss", y, output, weight);
            case MSE -> squaredError(graph, "data-loss", y, output, weight);
            case MAE -> {
                SDVariable factor = factor(graph, weight, output);
                yield graph.loss().absoluteDifference("data-loss", y, output, factor, MEAN);
            }
        };
    }

    private static SDVariable crossEntropy(
            SameDiff graph, String name, SDVariable y, SDVariable output, double weight) {
        return graph.loss().softmaxCrossEntropy(name, y, output, factor(graph, weight, output), MEAN, 0);
    }

    private static SDVariable squaredError(
            SameDiff graph, String name, SDVariable y, SDVariable output, double weight) {
        return graph.loss().meanSquaredError(name, y, output, factor(graph, weight, output), MEAN);
    }

    /** Null is SameDiff's own 1. */
    private static @Nullable SDVariable factor(SameDiff graph, double weight, SDVariable like) {
        return weight == 1 ? null : graph.constant(Nd4j.scalar(like.dataType(), weight));
    }

    /**
     * {@code -T^2 sum_j p_j log softmax(o / T)_j} as a mean over the batch, p the given network's probabilities at the
     * temperature T: but for the entropy of p, which has no gradient, {@code T^2 KL(p || softmax(o / T))} (Hinton,
     * Vinyals, Dean 2015, "Distilling the knowledge in a neural network", section 2, arXiv 1503.02531). The square
     * keeps gradients of the size that they have without a temperature, which divides each of the two by T.
     */
    private static SDVariable divergence(
            SameDiff graph, SDVariable probabilities, SDVariable output, TrainingSpec.Objective objective) {
        double temperature = objective.temperature();
        double weight = objective.outputs() * temperature * temperature;
        SDVariable softened = temperature == 1 ? output : output.mul(1 / temperature);
        return crossEntropy(graph, "given-loss", probabilities, softened, weight);
    }

    /**
     * The squared distance from the weights of the given network as a mean over all of them (and the tasks), each in
     * units of its own tensor's variance. A tensor of equal numbers has none: then it is that of all weights together
     * around zero.
     */
    private SDVariable distance(SameDiff graph, Drawn drawn) {
        GivenSpec given = trial.givenNetwork();
        double common = meanSquare(given.flat(), 0);
        List<SDVariable> parts = new ArrayList<>();
        for (Slot slot : target.layout().slots()) {
            double[] values = ParameterValues.numbers(given.weights(), slot.name());
            SDVariable wanted = graph.constant(
                    Names.given(slot.name()),
                    NativeArrays.of(values, precision, slot.shape().toArray()));
            SDVariable difference = drawn.weights().apply(slot.name()).sub(wanted);
            double share = (double) values.length / target.layout().size();
            parts.add(difference.mul(difference).mean().mul(share / unit(values, common)));
        }
        return parts.stream().reduce(SDVariable::add).orElseThrow();
    }

    private static double unit(double[] values, double common) {
        double variance = meanSquare(values, Arrays.stream(values).average().orElse(0));
        if (variance > ROUNDING * meanSquare(values, 0)) {
            return variance;
        }
        return common > 0 ? common : 1;
    }

    private static double meanSquare(double[] values, double around) {
        return Arrays.stream(values)
                .map(value -> (value - around) * (value - around))
                .average()
                .orElse(0);
    }

    /** The squared norm of a tensor of the target. */
    static SDVariable squares(Slot slot, SDVariable w) {
        return w.mul(w).sum();
    }

    /** The same as a mean over the tasks. */
    static SDVariable meanSquares(Slot slot, SDVariable w) {
        return w.mul(w).mean().mul((double) slot.shape().length());
    }

    /** The loss with {@code decay |theta|^2 / 2} added. */
    static SDVariable decayed(
            SDVariable loss,
            double decay,
            Layout layout,
            BiFunction<Slot, SDVariable, SDVariable> squared,
            Function<String, SDVariable> weights) {
        if (decay == 0) {
            return loss;
        }
        SDVariable squares = layout.slots().stream()
                .map(slot -> squared.apply(slot, weights.apply(slot.name())))
                .reduce(SDVariable::add)
                .orElseThrow();
        return loss.add(squares.mul(decay / 2));
    }
}
