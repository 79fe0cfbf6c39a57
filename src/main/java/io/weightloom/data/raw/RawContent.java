package io.weightloom.data.raw;

import java.io.IOException;
import java.io.InputStream;

/** Bytes that a user has given, in a file or otherwise. */
public interface RawContent {

    /** Reads from it. */
    interface Reader<T> {
        T read(InputStream in) throws IOException;
    }

    /** What messages call it. */
    String name();

    /** What messages call the setting that names it. */
    String setting();

    /**
     * What a reader makes of it.
     *
     * @throws InvalidDataException if it cannot be read
     */
    <T> T read(Reader<T> reader);
}
