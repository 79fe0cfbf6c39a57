package io.weightloom.data;

import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.Table;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.LabelKind;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** What a network's outputs are to a user. */
public sealed interface Predicted {

    /**
     * Outputs that no data give a name to.
     *
     * @param asked what numbers are scaled by; those of a network are what it makes of them, whatever the data
     * @throws InvalidDataException if that is of another number of them
     */
    static Predicted unnamed(LabelKind kind, int outputs, DataSpec.Standardise asked) {
        if (kind == LabelKind.CLASSIFICATION) {
            return new Classes(
                    IntStream.range(0, outputs).mapToObj(Integer::toString).toList());
        }
        List<String> names = outputs == 1
                ? List.of("output")
                : IntStream.rangeClosed(1, outputs).mapToObj(i -> "output " + i).toList();
        Scale scale = asked instanceof DataSpec.Standardise.By by
                ? Standardisation.by(new Table.Numbers(new double[0], names), by.labelMeans(), by.labelDeviations())
                        .scale()
                : Scale.none(outputs);
        return new Numbers(names, scale, OptionalDouble.empty());
    }

    /** What a network is trained to tell. */
    LabelKind kind();

    /** How many there are. */
    int outputs();

    /** What each of them is. */
    List<String> names();

    /** What they are standardised by; classes are not. */
    Scale scale();

    /**
     * What they are in one task.
     *
     * @param task counted from 0
     */
    Predicted ofTask(int task);

    /**
     * Each output is for a class, before any softmax.
     *
     * @param names of the classes
     * @param ofTasks names of the classes in each task, as many as there are names; empty if they are the same in all
     */
    record Classes(List<String> names, List<List<String>> ofTasks) implements Predicted {

        /** Copies the lists, and checks that tasks have as many classes. */
        public Classes {
            names = List.copyOf(names);
            ofTasks = ofTasks.stream().map(List::copyOf).toList();
            for (List<String> task : ofTasks) {
                if (task.size() != names.size()) {
                    throw new IllegalArgumentException(
                            "a task has the classes %s, but each should have %s".formatted(task, names.size()));
                }
            }
        }

        /** The same in all tasks. */
        public Classes(List<String> names) {
            this(names, List.of());
        }

        @Override
        public Classes ofTask(int task) {
            return ofTasks.isEmpty() ? this : new Classes(ofTasks.get(task));
        }

        @Override
        public LabelKind kind() {
            return LabelKind.CLASSIFICATION;
        }

        @Override
        public int outputs() {
            return names.size();
        }

        @Override
        public Scale scale() {
            return Scale.none(names.size());
        }
    }

    /**
     * Each output is a number, standardised.
     *
     * @param names of the numbers
     * @param scale that they are standardised by
     * @param peak the largest difference between two of them, for peak signal-to-noise ratios; empty if none is known
     */
    record Numbers(List<String> names, Scale scale, OptionalDouble peak) implements Predicted {

        public Numbers {
            names = List.copyOf(names);
        }

        @Override
        public Numbers ofTask(int task) {
            return this;
        }

        @Override
        public LabelKind kind() {
            return LabelKind.REGRESSION;
        }

        @Override
        public int outputs() {
            return names.size();
        }
    }
}
