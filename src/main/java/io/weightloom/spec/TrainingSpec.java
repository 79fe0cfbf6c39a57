package io.weightloom.spec;

import java.util.Optional;

/**
 * How one trial is trained.
 *
 * @param epochs passes over the training split, at least 1; of each task, where they are learned one after the other
 * @param batchSize examples per step, of each task, at least 1
 * @param optimizer how gradients change the trainables
 * @param learningRate base step size, in (0, 10]
 * @param schedule course of the learning rate
 * @param loss what is minimised
 * @param clipNorm largest Euclidean norm of the whole gradient; 0 switches clipping off
 * @param generatedDecay weight of {@code |theta|^2 / 2}, theta the generated target weights, in the loss; at least 0
 * @param patience epochs without a better validation score after which training stops; 0 switches early stopping off
 * @param tasksPerStep tasks per step, at least 1; 1 where they are learned one after the other
 * @param order in which tasks are learned
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
        int tasksPerStep,
        OrderSpec order) {

    /**
     * What cannot matter has one value, so that trials that differ in nothing else are one: a fall of the learning
     * rate, or the end of a patience, that would come after the last epoch; the way of a decay that is 0.
     */
    public TrainingSpec {
        optimizer = optimizer.simplest();
        schedule = schedule.within(epochs);
        patience = order.sequential() ? patience : Math.min(patience, epochs);
    }

    /** Of all tasks together. */
    public TrainingSpec(
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
        this(
                epochs,
                batchSize,
                optimizer,
                learningRate,
                schedule,
                loss,
                clipNorm,
                generatedDecay,
                patience,
                tasksPerStep,
                new OrderSpec.Together());
    }

    /** By Adam at one learning rate, without clipping, decay and early stopping, with one task per step. */
    public TrainingSpec(int epochs, int batchSize, double learningRate, Loss loss) {
        this(epochs, batchSize, new OptimizerSpec.Adam(), learningRate, new ScheduleSpec.Constant(0), loss, 0, 0, 0);
    }

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

    /** The same with tasks learned in another order. */
    public TrainingSpec with(OrderSpec other) {
        return new TrainingSpec(
                epochs,
                batchSize,
                optimizer,
                learningRate,
                schedule,
                loss,
                clipNorm,
                generatedDecay,
                patience,
                tasksPerStep,
                other);
    }

    /**
     * What is wrong with so many examples per step: no batch may be larger than the training split, or than that of the
     * smallest task.
     *
     * @param examples in that split
     * @param tasks of the data
     */
    public static Optional<Misfit> batchMisfit(int batchSize, long examples, int tasks) {
        return batchSize <= examples
                ? Optional.empty()
                : Optional.of(Misfit.of(
                        Keys.TRAINING,
                        Keys.BATCH_SIZE,
                        "must be at most %s, the examples of the training split%s, but is %s"
                                .formatted(examples, tasks > 1 ? " of a task" : "", batchSize)));
    }
}
