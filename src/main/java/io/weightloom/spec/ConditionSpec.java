package io.weightloom.spec;

/** The generator's input, z. */
public sealed interface ConditionSpec {

    /** Width of z, at least 1; 0 if there is none. */
    int zDim();

    /** Drawn from N(0, 1) and trained. */
    record Learned(int zDim) implements ConditionSpec {}

    /** Drawn from N(0, 1) and never changed; it can be drawn again from the seed, so it counts as no trainable. */
    record Fixed(int zDim) implements ConditionSpec {}

    /** There is no z: what generates has inputs of its own. */
    record None() implements ConditionSpec {

        @Override
        public int zDim() {
            return 0;
        }
    }
}
