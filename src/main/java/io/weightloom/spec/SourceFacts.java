package io.weightloom.spec;

import java.util.OptionalInt;

/**
 * What is known of a source's examples without its data.
 *
 * @param inputs numbers of an example
 * @param outputs classes, or numbers to predict
 * @param samplesPerTask examples of a task that are split
 */
public record SourceFacts(OptionalInt inputs, OptionalInt outputs, OptionalInt samplesPerTask) {

    /** All of it. */
    static SourceFacts of(int inputs, int outputs, int samplesPerTask) {
        return new SourceFacts(OptionalInt.of(inputs), OptionalInt.of(outputs), OptionalInt.of(samplesPerTask));
    }

    /** As little as of data in files. */
    static SourceFacts ofOutputs(OptionalInt outputs) {
        return new SourceFacts(OptionalInt.empty(), outputs, OptionalInt.empty());
    }
}
