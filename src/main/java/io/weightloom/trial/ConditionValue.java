package io.weightloom.trial;

/** Which of the target networks that a trained hypernetwork can make is meant. */
public sealed interface ConditionValue {

    /** The one that there is. Of a condition that is drawn anew, the mean over those of the test. */
    record Own() implements ConditionValue {}

    /**
     * That of a task.
     *
     * @param number counted from 0
     */
    record Task(int number) implements ConditionValue {}

    /**
     * That of a task that is described so. Immutable by agreement: nobody writes into the array.
     *
     * @param numbers in the user's own units
     */
    record Descriptor(double[] numbers) implements ConditionValue {}

    /**
     * That of a condition vector. Immutable by agreement: nobody writes into the array.
     *
     * @param numbers of all vectors that make one set of target weights, row-major {@code [vectors, z-dim]}
     */
    record Z(double[] numbers) implements ConditionValue {}
}
