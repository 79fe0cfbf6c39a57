package io.weightloom.spec.read;

/**
 * A value that was given and is allowed where it stands.
 *
 * @param plain the value, as its setting's kind has it
 * @param where its origin
 * @param key full name of the place, such as {@code experiments.a.sweep.parameters[0].values[1]}
 */
record Given(Object plain, String where, String key) {

    /** The setting's path before a message about a swept value, whose place does not tell which setting it is for. */
    String mention(String path) {
        return key.endsWith("." + path) ? "" : "(" + path + ") ";
    }
}
