package io.weightloom.spec.fault;

/**
 * A setting of a trial that does not go with others, or with what the trial is made of.
 *
 * @param setting its path, such as {@code target.layers}
 * @param message to stand after the path
 */
public record Misfit(String setting, String message) {

    /** Of the setting with this key in a section. */
    public static Misfit of(String section, String key, String message) {
        return new Misfit(section + "." + key, message);
    }
}
