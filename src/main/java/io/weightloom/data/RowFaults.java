package io.weightloom.data;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with the rows of a CSV file: the first faults in full, the others counted. Not thread-safe. */
final class RowFaults {

    private static final int TOLD = 10;

    private final Object file;
    private final List<DataFault> told = new ArrayList<>();
    private long more;
    private long last;

    /** Of the file that messages call by this name. */
    RowFaults(Object file) {
        this.file = file;
    }

    /** One fault, on a line counted from 1. */
    void add(long line, String what) {
        if (told.size() < TOLD) {
            told.add(new DataFault(DataFault.FILE, "%s:%s: %s".formatted(file, line, what)));
        } else {
            more++;
            last = line;
        }
    }

    /** A fault of the whole file, which is told in any case. */
    void add(String what) {
        told.add(new DataFault(DataFault.FILE, what));
    }

    boolean none() {
        return told.isEmpty();
    }

    /** Throws an {@link InvalidDataException}, if there are any. */
    void throwIfAny() {
        if (more > 0) {
            add("%s: and %s more, the last on line %s".formatted(file, more, last));
        }
        if (!none()) {
            throw new InvalidDataException(told);
        }
    }
}
