package io.weightloom.spec;

import io.weightloom.spec.fault.Misfit;
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
 * @param objective what the loss is taken against
 * @param augment how pictures are changed that are trained on
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
        OrderSpec order,
        Objective objective,
        Augment augment) {

    /**
     * How pictures are changed that are trained on, each anew in each epoch; those that are validated and tested on are
     * not.
     *
     * @param crop pixels of margin that are put around, out of which as large a part as before is cut; at least 0
     * @param flip whether left and right are exchanged, in one picture of two
     */
    public record Augment(int crop, Flip flip) {

        /** As they are. */
        public static final Augment NONE = new Augment(0, Flip.NONE);

        /** What may be exchanged. */
        public enum Flip {
            /** Nothing. */
            NONE,
            /** Left and right. */
            HORIZONTAL
        }

        /** Whether pictures are as they are. */
        public boolean none() {
            return equals(NONE);
        }
    }

    /**
     * What the loss is taken against: labels, what a given network answers, its weights, or several of these. Each part
     * has a weight in the loss; 0 means that there is no such part.
     */
    public sealed interface Objective {

        /** Weight of the loss against labels. */
        double labels();

        /** Weight of the loss against the outputs of the given network. */
        double outputs();

        /** Weight of the distance from the weights of the given network. */
        double weights();

        /** What outputs are divided by before they are compared as classes; 1 where there is nothing to divide. */
        double temperature();

        /** Whether there has to be a given network. */
        default boolean needsGiven() {
            return outputs() > 0 || weights() > 0;
        }

        /** What is left without the given network's weights: labels, if they were all. */
        default Objective withoutWeights() {
            return outputs() > 0
                    ? new Mix(labels(), outputs(), 0, temperature()).simplest()
                    : labels() > 0 ? new Mix(labels(), 0, 0, 1).simplest() : new Labels();
        }

        /** Labels alone. */
        record Labels() implements Objective {

            @Override
            public double labels() {
                return 1;
            }

            @Override
            public double outputs() {
                return 0;
            }

            @Override
            public double weights() {
                return 0;
            }

            @Override
            public double temperature() {
                return 1;
            }
        }

        /**
         * The outputs of the given network alone.
         *
         * @param temperature above 0
         */
        record Outputs(double temperature) implements Objective {

            @Override
            public double labels() {
                return 0;
            }

            @Override
            public double outputs() {
                return 1;
            }

            @Override
            public double weights() {
                return 0;
            }
        }

        /** The weights of the given network alone. */
        record Weights() implements Objective {

            @Override
            public double labels() {
                return 0;
            }

            @Override
            public double outputs() {
                return 0;
            }

            @Override
            public double weights() {
                return 1;
            }

            @Override
            public double temperature() {
                return 1;
            }
        }

        /**
         * Several at the same time.
         *
         * @param labels weight, at least 0
         * @param outputs weight, at least 0
         * @param weights weight, at least 0
         * @param temperature of the outputs, above 0
         */
        record Mix(double labels, double outputs, double weights, double temperature) implements Objective {

            /** The same by another name, if it is one part alone. */
            Objective simplest() {
                if (equals(new Mix(1, 0, 0, 1))) {
                    return new Labels();
                } else if (equals(new Mix(0, 1, 0, temperature))) {
                    return new Outputs(temperature);
                }
                return equals(new Mix(0, 0, 1, 1)) ? new Weights() : this;
            }
        }
    }

    /**
     * What cannot matter has one value, so that trials that differ in nothing else are one: a fall of the learning
     * rate, or the end of a patience, that would come after the last epoch; the way of a decay that is 0.
     */
    public TrainingSpec {
        optimizer = optimizer.simplest();
        schedule = schedule.within(epochs);
        patience = order.sequential() ? patience : Math.min(patience, epochs);
        objective = objective instanceof Objective.Mix mix ? mix.simplest() : objective;
    }

    /** By labels. */
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
            int tasksPerStep,
            OrderSpec order) {
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
                order,
                new Objective.Labels(),
                Augment.NONE);
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
        return with(other, objective, augment);
    }

    /** The same with another objective. */
    public TrainingSpec with(Objective other) {
        return with(order, other, augment);
    }

    /** The same with pictures changed in another way. */
    public TrainingSpec with(Augment other) {
        return with(order, objective, other);
    }

    private TrainingSpec with(OrderSpec otherOrder, Objective otherObjective, Augment otherAugment) {
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
                otherOrder,
                otherObjective,
                otherAugment);
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
