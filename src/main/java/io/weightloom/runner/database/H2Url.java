package io.weightloom.runner.database;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A URL of H2, {@code jdbc:h2:PLACE;OPTION=VALUE;...}: where its database is, and what its options say of who may use
 * it. Immutable.
 */
public final class H2Url {

    /** What tells it from URLs of other databases. */
    static final String PREFIX = "jdbc:h2:";

    private static final Pattern ON_SERVER = Pattern.compile("(tcp|ssl):.*");

    private static final Pattern IN_MEMORY = Pattern.compile("mem:.*");

    private static final Pattern WITHOUT_FILE = Pattern.compile("(mem|tcp|ssl|zip|nio\\w*|async|split|classpath):.*");

    /** H2's kinds of files may be nested; on a server, {@code ~} is its own home. */
    private static final Pattern IN_HOME = Pattern.compile("((?!tcp:|ssl:)\\w+:)*~(/.*)?");

    private static final Pattern MUST_BE_THERE = Pattern.compile("(?i).*;(IFEXISTS=TRUE|ACCESS_MODE_DATA=R)(;.*)?");

    private static final Pattern SHARES_ITSELF = Pattern.compile("(?i);AUTO_SERVER=TRUE");

    private final String text;
    private final String place;

    private H2Url(String text) {
        this.text = text;
        this.place = text.substring(PREFIX.length()).split(";", 2)[0];
    }

    /** Empty for the URL of another database. */
    public static Optional<H2Url> of(String url) {
        return url.startsWith(PREFIX) ? Optional.of(new H2Url(url)) : Optional.empty();
    }

    /** Whether its database ends with the process. */
    boolean isInMemory() {
        return IN_MEMORY.matcher(place).matches();
    }

    /** Whether its place names a user, as only that of a server may. */
    public boolean namesUserOfServer() {
        return isOnServer() && place.contains("@");
    }

    private boolean isOnServer() {
        return ON_SERVER.matcher(place).matches();
    }

    /** Whether it names a file in the home folder of whoever runs this process. */
    public boolean isInHome() {
        return IN_HOME.matcher(place).matches();
    }

    /**
     * The name of the file that it names, which need not be one that a file can have here; empty if there is none, or
     * if nobody knows.
     */
    public String fileName() {
        if (WITHOUT_FILE.matcher(place).matches()) {
            return "";
        }
        return place.replaceFirst("^file:", "")
                        .replaceFirst("^~(?=/|$)", Matcher.quoteReplacement(System.getProperty("user.home")))
                + ".mv.db";
    }

    /** Whether H2 makes the file if it is not there. */
    boolean makesFile() {
        return !MUST_BE_THERE.matcher(text).matches();
    }

    /** Whether the process that opens it serves its file to others. */
    boolean sharesItself() {
        return SHARES_ITSELF.matcher(text).find();
    }

    /** Whether whoever has it open is alone: H2 locks its file, unless the URL says otherwise. */
    public boolean isExclusive() {
        return !isInMemory() && !isOnServer() && !sharesItself() && !sets("FILE_LOCK");
    }

    /** Whether it has this option. A semicolon after a backslash belongs to a value. */
    boolean sets(String option) {
        return Pattern.compile("(?<!\\\\);" + option + "=", Pattern.CASE_INSENSITIVE)
                .matcher(text)
                .find();
    }
}
