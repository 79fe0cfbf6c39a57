package io.weightloom.text;

import java.nio.charset.Charset;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** What files can be called on this machine: with the locale POSIX, a JVM can name none with letters outside ASCII. */
public final class FileNames {

    private static final String ENCODING = "sun.jnu.encoding";

    private FileNames() {}

    /** Why no file can be called so, to stand behind a message; empty if one can. */
    public static Optional<String> fault(String name) {
        try {
            Objects.requireNonNull(Path.of(name)); // or throws
            return Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.of(reason(name, System.getProperty(ENCODING, ""), e.getReason()));
        }
    }

    /** The reason in the words of a user, if the encoding is to blame. */
    static String reason(String name, String encoding, String otherwise) {
        boolean unknown = encoding.isEmpty() || !Charset.isSupported(encoding);
        return unknown || Charset.forName(encoding).newEncoder().canEncode(name)
                ? otherwise
                : "in this locale, Java cannot name files with such letters (" + ENCODING + "=" + encoding
                        + "); start it with the environment variable LC_ALL=C.UTF-8";
    }
}
