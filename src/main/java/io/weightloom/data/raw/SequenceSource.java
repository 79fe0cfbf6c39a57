package io.weightloom.data.raw;

/** Where a raw sequence comes from. Immutable. */
public interface SequenceSource {

    /** The file that it is read from. */
    DataFile file();

    /**
     * Reads it.
     *
     * @throws InvalidDataException if the file is missing or damaged, or holds no such sequence
     */
    RawSequence read();
}
