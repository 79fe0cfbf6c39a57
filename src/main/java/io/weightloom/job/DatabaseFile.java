package io.weightloom.job;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;

/** The file behind a URL of H2. */
final class DatabaseFile {

    private static final String H2 = "jdbc:h2:";

    private DatabaseFile() {}

    /** Whether this URL names a database that will be made when it is opened, and so holds nothing yet. */
    static boolean isYetToBeMade(String url) {
        String place = url.startsWith(H2) ? url.substring(H2.length()).split(";", 2)[0] : "tcp:";
        if (place.startsWith("mem:")) {
            return true;
        } else if (place.matches("(tcp|ssl|zip|nio\\w*|async|split|classpath):.*")) {
            return false; // nobody knows
        }
        String file = place.replaceFirst("^file:", "")
                .replaceFirst("^~", Matcher.quoteReplacement(System.getProperty("user.home")));
        return !Files.exists(Path.of(file + ".mv.db"));
    }
}
