package io.weightloom.spec;

import io.weightloom.spec.fault.Misfit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The examples of a trial and how they are split.
 *
 * @param source where they come from
 * @param validation share used for validation, in (0, 1)
 * @param test share used for the final test, in (0, 1), unless the source tells which examples are; the rest is for
 *     training
 * @param standardise how features are scaled
 */
public record DataSpec(SourceSpec source, double validation, double test, Standardise standardise) {

    /** Share of validation and of the test where nobody asks for another. */
    public static final double SHARE = 0.1;

    /** Of a picture, all pixels serve for all of it, and shares have one value. */
    public DataSpec {
        if (source instanceof SourceSpec.Image) {
            validation = SHARE;
            test = SHARE;
        }
    }

    /** Features that are scaled by the training split. */
    public DataSpec(SourceSpec source, double validation, double test) {
        this(source, validation, test, Standardise.TRAINING);
    }

    /** A tenth for validation and a tenth for the test. */
    public DataSpec(SourceSpec source) {
        this(source, SHARE, SHARE);
    }

    /** By what features, and numbers to predict, are scaled. */
    public sealed interface Standardise {

        /** Mean and deviation of the training split, as the source has it. */
        Standardise TRAINING = Usual.TRAINING;

        /** Nothing: they reach the network as they are. */
        Standardise NONE = Usual.NONE;

        /** Ways that need no numbers. */
        enum Usual implements Standardise {
            TRAINING,
            NONE
        }

        /**
         * Numbers that were given. Each list has one for each column, or fewer, each of which then stands for as many
         * columns in a row.
         *
         * @param means at least one
         * @param deviations at least one, not negative; 0 makes 0 of a column
         * @param labelMeans of numbers to predict, at least one
         * @param labelDeviations of numbers to predict, at least one, above 0
         */
        record By(List<Double> means, List<Double> deviations, List<Double> labelMeans, List<Double> labelDeviations)
                implements Standardise {

            /** Copies the lists. */
            public By {
                means = List.copyOf(means);
                deviations = List.copyOf(deviations);
                labelMeans = List.copyOf(labelMeans);
                labelDeviations = List.copyOf(labelDeviations);
            }

            /** Whether numbers to predict are scaled. */
            public boolean scalesLabels() {
                return !labelMeans.equals(List.of(0.0)) || !labelDeviations.equals(List.of(1.0));
            }
        }
    }

    /** The same for a network that takes pictures of these extents, or none. */
    public DataSpec asking(Optional<PictureSpec.Extents> picture) {
        return new DataSpec(source.asking(picture), validation, test, standardise);
    }

    /** Share of the examples that are not told to be for the test, in [0, 1). */
    public double testShare() {
        return source.givesTest() ? 0 : test;
    }

    /** Examples of a task in the training split, where that is known without the data; perhaps none or fewer. */
    public OptionalLong trainSamples() {
        OptionalInt all = source.facts().samplesPerTask();
        return all.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(all.getAsInt()
                        - Math.round(all.getAsInt() * validation)
                        - Math.round(all.getAsInt() * testShare()));
    }

    /** What the shares are not to each other. */
    public Optional<Misfit> misfit() {
        return validation + testShare() < 1
                ? Optional.empty()
                : Optional.of(Misfit.of(
                        Keys.DATA,
                        Keys.VALIDATION,
                        "must leave examples to train on: validation %s and test %s together must be below 1"
                                .formatted(PlainValues.text(validation), PlainValues.text(test))));
    }

    /**
     * Several tasks of one classification: the features as they are in the first task, and rearranged in each other
     * one, the same way in all of its examples.
     *
     * @param of the classification
     * @param tasks at least 2
     */
    public record Permuted(SourceSpec of, int tasks) implements SourceSpec.Several {

        @Override
        public SourceFacts facts() {
            return of.facts();
        }

        @Override
        public SourceSpec asking(Optional<PictureSpec.Extents> picture) {
            return new Permuted(of.asking(picture), tasks);
        }
    }

    /**
     * A classification whose classes are dealt out to tasks in groups of equal size, in order; a label is the place in
     * its group.
     *
     * @param of the classification
     * @param tasks groups, at least 2
     */
    public record ClassGroups(SourceSpec of, int tasks) implements SourceSpec.Several {

        @Override
        public boolean pictures() {
            return of.pictures();
        }

        @Override
        public SourceSpec asking(Optional<PictureSpec.Extents> picture) {
            return new ClassGroups(of.asking(picture), tasks);
        }

        @Override
        public SourceFacts facts() {
            OptionalInt classes = of.facts().outputs();
            boolean even = classes.isPresent() && classes.getAsInt() % tasks == 0;
            return new SourceFacts(
                    of.facts().inputs(),
                    even ? OptionalInt.of(classes.getAsInt() / tasks) : OptionalInt.empty(),
                    OptionalInt.empty());
        }

        @Override
        public OptionalInt unevenClasses() {
            OptionalInt classes = of.facts().outputs();
            boolean even = classes.isPresent() && classes.getAsInt() % tasks == 0 && classes.getAsInt() / tasks >= 2;
            return even ? OptionalInt.empty() : classes;
        }
    }

    /**
     * Several tasks of one classification of pictures, each turned around its middle by another angle, whose cosine and
     * sine describe the task. The angles that are trained on divide the arc evenly, from upright on, and held-out ones
     * lie halfway between two of them.
     *
     * @param of the classification
     * @param tasks angles that are trained on, at least 2
     * @param heldOut angles that serve for the test alone, in [0, tasks]
     * @param samplesPerTask pictures of each angle, the first ones; where some are told to be for the test, at most as
     *     many of these, of which alone held-out angles have some
     * @param arc degrees, in (0, 360]
     */
    public record Turned(SourceSpec of, int tasks, int heldOut, int samplesPerTask, double arc)
            implements SourceSpec.Several {

        @Override
        public boolean pictures() {
            return true;
        }

        @Override
        public SourceSpec asking(Optional<PictureSpec.Extents> picture) {
            return new Turned(of.asking(picture), tasks, heldOut, samplesPerTask, arc);
        }

        @Override
        public int descriptors() {
            return 2;
        }

        @Override
        public SourceFacts facts() {
            return new SourceFacts(of.facts().inputs(), of.facts().outputs(), OptionalInt.of(samplesPerTask));
        }

        @Override
        public List<Misfit> misfits() {
            return heldOut <= tasks
                    ? of.misfits()
                    : List.of(Misfit.of(
                            Keys.DATA,
                            Keys.HELD_OUT,
                            "must be at most %s, one angle between each two that are trained on, but is %s"
                                    .formatted(tasks, heldOut)));
        }
    }
}
