package io.weightloom.data.raw;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Bytes that are in memory already. Immutable by agreement: nobody writes into the array.
 *
 * @param name what messages call them
 * @param bytes all of them
 */
public record RawBytes(String name, byte[] bytes) implements RawContent {

    @Override
    public String setting() {
        return DataFault.INPUT;
    }

    @Override
    public <T> T read(Reader<T> reader) {
        try {
            return reader.read(new ByteArrayInputStream(bytes));
        } catch (IOException e) { // no device can fail, so that it is a defect
            throw new UncheckedIOException(name + " cannot be read", e);
        }
    }
}
