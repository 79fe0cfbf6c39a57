package io.weightloom.spec;

/**
 * How one trial is trained.
 *
 * @param epochs passes over the training split, at least 1
 * @param batchSize examples per step, of each task, at least 1
 * @param optimizer how gradients change the trainables
 * @param learningRate base step size, in (0, 10]
 * @param schedule course of the learning rate
 * @param loss what is minimised
 * @param clipNorm largest Euclidean norm of the whole gradient; 0 switches clipping off
 * @param generatedDecay weight of {@code |theta|^2 / 2}, theta the generated target weights, in the loss; at least 0
 * @param patience epochs without a better validation score after which training stops; 0 switches early stopping off
 */
public record TrainingSpec(
        int epochs,
        int batchSize,
        OptimizerSpec optimizer,
        double learningRate,
        ScheduleSpec schedule,
        Loss loss,
        double clipNorm,
        double generatedDecay,
        int patience,
        int tasksPerStep) {

    /** With one task per step. */
    public TrainingSpec(
            int epochs,
            int batchSize,
            OptimizerSpec optimizer,
            double learningRate,
            ScheduleSpec schedule,
            Loss loss,
            double clipNorm,
            double generatedDecay,
            int patience) {
        this(epochs, batchSize, optimizer, learningRate, schedule, loss, clipNorm, generatedDecay, patience, 1);
    }
}
