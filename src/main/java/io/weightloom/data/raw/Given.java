package io.weightloom.data.raw;

/** One value of an example that a program gives, which knows what it is. */
public sealed interface Given {

    /** None. */
    record Nothing() implements Given {}

    /**
     * A number.
     *
     * @param text as it was written, with a point in front of a fraction; also the name of a category
     */
    record Numeral(String text) implements Given {}

    /** A text, read as a cell that holds it. */
    record Text(String text) implements Given {}
}
