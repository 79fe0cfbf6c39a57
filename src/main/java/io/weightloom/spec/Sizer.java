package io.weightloom.spec;

import java.util.List;
import java.util.Map;

/** Counts hypernetworks to find the size with which one comes nearest to a compression ratio; the network side does. */
@FunctionalInterface
public interface Sizer {

    /** Path of the setting that asks for a ratio. */
    String TARGET_RATIO = "hypernet.target-ratio";

    /**
     * The sizes around a ratio.
     *
     * @param target the target network, which can be built
     * @param hypernet what makes its weights, of any size
     * @param ratio weights of the target to numbers trained, above 0
     */
    Answer around(TargetSpec target, HypernetSpec hypernet, double ratio);

    /** What comes of the question. */
    sealed interface Answer {

        /**
         * The sizes with which the ratio is least above the wanted one, and least below it.
         *
         * @param sizes one or two, the nearer first; of two as near the one that trains fewer numbers
         */
        record Closest(List<Sized> sizes) implements Answer {

            /** Copies the list. */
            public Closest {
                sizes = List.copyOf(sizes);
            }
        }

        /**
         * The hypernetwork serves the target with no size.
         *
         * @param faults what is wrong, by the paths of settings, to stand after them
         */
        record Unfit(Map<String, String> faults) implements Answer {

            /** Copies the map. */
            public Unfit {
                faults = Map.copyOf(faults);
            }
        }
    }

    /**
     * A hypernetwork with a size that was solved for.
     *
     * @param wanted the ratio that was asked for
     * @param hypernet with its size
     * @param trainable numbers that it trains
     * @param ratio that it has
     */
    record Sized(double wanted, HypernetSpec hypernet, long trainable, double ratio) {

        /** The size for people: {@code hypernet.chunk-size 110}, {@code hypernet.hidden [8]}. */
        public String size() {
            return hypernet.size().path() + " " + PlainValues.text(hypernet.sizeSetting());
        }

        /** By how much the ratio is above the wanted one, as a share of that; negative if it is below. */
        public double miss() {
            return (ratio - wanted) / wanted;
        }
    }
}
