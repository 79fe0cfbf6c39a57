package io.weightloom.data;

import io.weightloom.data.raw.DataFile;

/**
 * A file of data.
 *
 * @param name its path as the spec gives it, which is the same on every machine
 * @param file where it is on this one
 */
public record NamedFile(String name, DataFile file) {

    /** What messages call it: by both where they differ. */
    public String told() {
        return file.name().equals(name) ? name : "%s (here %s)".formatted(name, file.name());
    }
}
