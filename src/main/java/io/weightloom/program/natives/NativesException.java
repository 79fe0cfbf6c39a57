package io.weightloom.program.natives;

import java.util.List;

/** ND4J's native library cannot be loaded on this machine. The message is for the user. */
public final class NativesException extends RuntimeException {

    NativesException(String natives, String cache, LinkageError cause) {
        super("""
                The native library of ND4J (%s) cannot be loaded: %s. It is unpacked into %s at the first start: 400 MB \
                must be free there, and programs there must be allowed to run. \
                -Dorg.bytedeco.javacpp.cachedir=FOLDER names another folder.""".formatted(natives, reason(cause), cache), cause);
    }

    /** Some are not packaged: whoever uses the core as a library chooses them by classifier. */
    NativesException(List<String> missing, LinkageError cause) {
        super(
                "Native libraries of ND4J are not on the class path. Add what holds them, as group:artifact:classifier: "
                        + String.join(", ", missing),
                cause);
    }

    /** JavaCPP's last word is that a search path does not hold the library; the first fault says why. */
    private static String reason(Throwable error) {
        Throwable first = error;
        while (first.getCause() != null) {
            first = first.getCause();
        }
        return String.valueOf(first.getMessage());
    }
}
