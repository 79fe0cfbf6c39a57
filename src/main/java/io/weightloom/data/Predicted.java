package io.weightloom.data;

import io.weightloom.spec.LabelKind;
import java.util.List;
import java.util.OptionalDouble;

/** What a network's outputs are to a user. */
public sealed interface Predicted {

    /** What a network is trained to tell. */
    LabelKind kind();

    /** How many there are. */
    int outputs();

    /** What each of them is. */
    List<String> names();

    /** What they are standardised by; classes are not. */
    Scale scale();

    /**
     * Each output is for a class, before any softmax.
     *
     * @param names of the classes
     */
    record Classes(List<String> names) implements Predicted {

        public Classes {
            names = List.copyOf(names);
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
        public LabelKind kind() {
            return LabelKind.REGRESSION;
        }

        @Override
        public int outputs() {
            return names.size();
        }
    }
}
