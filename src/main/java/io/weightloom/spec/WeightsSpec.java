package io.weightloom.spec;

/** Where the target network's weights come from. */
public sealed interface WeightsSpec permits HypernetSpec, WeightsSpec.Plain, WeightsSpec.Given, WeightsSpec.Cut {

    /** The target network owns its weights, drawn as PyTorch's {@code Linear}: the control called {@code plain}. */
    record Plain() implements WeightsSpec {}

    /** The weights of the network that the user has, which nothing trains: the control called {@code given}. */
    record Given() implements WeightsSpec {}

    /**
     * The target network owns its weights, is trained as a plain one for the first half of the epochs, is cut down to
     * fewer numbers, and is trained on for the other half. Of an odd number of epochs the first half has one more.
     */
    sealed interface Cut extends WeightsSpec {

        /** Epochs after the cut, of so many in all. */
        static int epochsAfter(int epochs) {
            return epochs / 2;
        }
    }

    /** Cut to fewer numbers. */
    sealed interface Fewer extends Cut {

        /** The most numbers that are left, biases and all else that is not cut included; at least 1. */
        long stored();
    }

    /**
     * Cut by magnitude: of all weights of all layers together the largest stay, the others are zero for good.
     *
     * @param stored numbers that are left, biases included; where the weights that are left are is not counted
     */
    record Pruned(long stored) implements Fewer {}

    /**
     * Cut in rank: each layer's weights become a product of two matrices.
     *
     * @param stored the most numbers that are left, biases included
     */
    record RankCut(long stored) implements Fewer {}

    /**
     * Cut in width: each layer's weights become multiples of a scale, one for each output.
     *
     * @param bits of each multiple, with its sign; 8 or 4
     */
    record Quantised(int bits) implements Cut {}
}
