package io.weightloom.spec;

/**
 * One thing that is wrong with a spec.
 *
 * @param where file and line, or the name of what overrides the file, such as {@code experiments/a.yml:14}
 * @param key the setting's full name, such as {@code experiments.glyph-compression.hypernet.z-dim}
 * @param message what was given, what is allowed, and what may have been meant
 */
public record Fault(String where, String key, String message) {

    @Override
    public String toString() {
        return where + ": " + key + " " + message;
    }
}
