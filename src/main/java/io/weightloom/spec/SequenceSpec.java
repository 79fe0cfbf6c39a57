package io.weightloom.spec;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * One long sequence in a file. Its first part is to train on, the next to validate by, the last for the test; an
 * example is a window of one of these parts.
 */
public sealed interface SequenceSpec extends SourceSpec.Sequential {

    /** The file. */
    Path file();

    /** Last steps of a window, at each of which something is predicted; at least 1. */
    int steps();

    /** First steps of a window, which are read alone; at least 0. */
    int unscored();

    /** The same sequence as it lies in the file, whatever its windows. */
    SequenceSpec uncut();

    /** How many places behind a step what is predicted there stands; at least 1. */
    int horizon();

    /**
     * The characters of a text, each to be told by those before it.
     *
     * @param file UTF-8
     * @param steps last steps of a window, at each of which the next character is predicted
     * @param unscored first steps of a window, which are read alone
     */
    record Text(Path file, int steps, int unscored) implements SequenceSpec {

        @Override
        public int horizon() {
            return 1;
        }

        @Override
        public Text uncut() {
            return new Text(file, 1, 0);
        }

        @Override
        public SourceFacts facts() {
            return SourceFacts.ofOutputs(OptionalInt.empty());
        }
    }

    /**
     * The rows of a CSV file, each to be told by those before it.
     *
     * @param file the file
     * @param columns that are read at each step, and predicted; none for all
     * @param steps last steps of a window, at each of which a later row is predicted
     * @param unscored first steps of a window, which are read alone
     * @param horizon rows between a step and what is predicted there, at least 1
     * @param format how the file is written
     */
    record Series(Path file, List<String> columns, int steps, int unscored, int horizon, CsvFormat format)
            implements SequenceSpec {

        /** Copies the list. */
        public Series {
            columns = List.copyOf(columns);
        }

        @Override
        public Series uncut() {
            return new Series(file, columns, 1, 0, 1, format);
        }

        @Override
        public LabelKind labelKind() {
            return LabelKind.REGRESSION;
        }

        @Override
        public SourceFacts facts() {
            OptionalInt width = columns.isEmpty() ? OptionalInt.empty() : OptionalInt.of(columns.size());
            return new SourceFacts(width, width, OptionalInt.empty());
        }
    }
}
