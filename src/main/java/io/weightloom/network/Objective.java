package io.weightloom.network;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Slot;
import io.weightloom.spec.Loss;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.nd4j.autodiff.loss.LossReduce;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** What is minimised: the loss of a batch, and decay of the target's weights. */
final class Objective {

    private Objective() {}

    /** The loss as a mean over the batch (and, for regression, over the outputs). */
    static SDVariable loss(SameDiff graph, Loss loss, SDVariable y, SDVariable output) {
        return switch (loss) {
            case CROSS_ENTROPY ->
                graph.loss()
                        .softmaxCrossEntropy("data-loss", y, output, null, LossReduce.MEAN_BY_NONZERO_WEIGHT_COUNT, 0);
            case MSE ->
                graph.loss().meanSquaredError("data-loss", y, output, null, LossReduce.MEAN_BY_NONZERO_WEIGHT_COUNT);
            case MAE ->
                graph.loss().absoluteDifference("data-loss", y, output, null, LossReduce.MEAN_BY_NONZERO_WEIGHT_COUNT);
        };
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
