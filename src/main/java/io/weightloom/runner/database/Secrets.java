package io.weightloom.runner.database;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.CommandLinePropertySource;

/**
 * Keeps passwords out of what is shown and stored. Where it is not clear what belongs to one, rather too much is
 * hidden.
 */
public final class Secrets {

    private static final String MASK = "***";

    /**
     * {@code //user:password@}, whatever both hold; a port is none before options of which {@code user} has the first
     * at sign.
     */
    private static final Pattern USER_PART = Pattern.compile(
            "(//(?:\\[[^\\]]*\\])?+[^:]*):(?!\\d{1,5}(?:/[^?@]*)?\\?(?:[\\w.-]+=[^&@]*&)*user=).*@",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** The same behind a bare {@code jdbc:postgresql:}. */
    private static final Pattern BARE_USER_PART =
            Pattern.compile("((?:jdbc:)?postgres\\w*:(?!//)[^:@?\\s]*):.*@", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** The same without anything before it, as drivers quote it; what is in the path of a file of H2 is none. */
    private static final Pattern QUOTED_USER_PART = Pattern.compile(
            H2Url.PREFIX
                    + "[^;\\s]*|(?<![\\w%.~+:/@*\\[\\]-])((?:jdbc:)?+(?:postgres\\w*:)?+[^\\s:/=?&;,'\"(]*+):(?!//)\\S+@",
            Pattern.CASE_INSENSITIVE);

    /** The name of an option, encoded or not, and where its value begins; a host's port is no value. */
    private static final Pattern OPTION =
            Pattern.compile("(?:^|(?<=[?&;,\\s'\"(\\[{<:/]))([^=?&;,\\s'\"(\\[{<:/]+)\\s*=\\s*"
                    + "|(?:^|(?<=[?&;,\\s'\"(\\[{<:]))([\\w.%-]+)\\s*:\\s*");

    private static final Pattern SECRET = Pattern.compile("pass|pwd|secret|token|credential", Pattern.CASE_INSENSITIVE);

    private static final Pattern WEB_HOST =
            Pattern.compile("(https?://)(?:[^/?#]*@)?([\\w.-]+(?::\\d+)?|\\[[0-9a-fA-F:.]+](?::\\d+)?)(?=[/?#]|$)");

    private static final Pattern H2_VALUE = Pattern.compile("(?:\\\\.|[^;])*", Pattern.DOTALL);

    private static final Pattern VALUE = Pattern.compile("[^&]*");

    private static final Pattern ENCODED = Pattern.compile("%([0-9a-fA-F]{2})");

    private Secrets() {}

    /** A database's URL, or a text with one in it, as it may be shown. */
    public static String masked(@Nullable Object text) {
        String masked = String.valueOf(text);
        for (Pattern users : List.of(USER_PART, BARE_USER_PART, QUOTED_USER_PART)) {
            masked = users.matcher(masked)
                    .replaceAll(found -> Matcher.quoteReplacement(
                            found.group(1) == null ? found.group() : found.group(1) + ":" + MASK + "@"));
        }
        return maskedOptions(masked);
    }

    /** An address of the web, as it may be shown: its user, its path and its options may be secrets. */
    public static String maskedAddress(String address) {
        Matcher host = WEB_HOST.matcher(address);
        return host.lookingAt()
                ? host.group(1) + host.group(2) + (host.end() < address.length() ? "/" + MASK : "")
                : address.isEmpty() ? "" : MASK;
    }

    /** What stands on a command line and is no option: a password, if there is a name without a value for it. */
    public static String maskedStray(String stray, CommandLinePropertySource<?> options) {
        Stream<String> without = Arrays.stream(options.getPropertyNames())
                .filter(name -> String.valueOf(options.getProperty(name)).isEmpty());
        Stream<String> strays = Arrays.stream(stray.split(",", -1)).filter(each -> !each.matches(".*\\.ya?ml"));
        return Stream.concat(without, strays).anyMatch(Secrets::isSecret) ? MASK : masked(stray);
    }

    /**
     * What is wrong with an address of settings that holds a password: Spring Boot quotes it if nothing is found there.
     */
    public static Optional<String> addressFault(String address) {
        return address.contains("://") && !masked(address).equals(address)
                ? Optional.of("seems to hold a password, which messages would quote; fetch the file and name it here")
                : Optional.empty();
    }

    /** Whether what has this name is not to be shown. */
    public static boolean isSecret(String name) {
        return SECRET.matcher(decoded(name)).find();
    }

    private static String maskedOptions(String text) {
        StringBuilder masked = new StringBuilder();
        int from = 0;
        Matcher option = OPTION.matcher(text);
        while (option.find()) {
            String name = option.group(1) == null ? option.group(2) : option.group(1);
            if (option.start() >= from && isSecret(name)) {
                masked.append(text, from, option.end()).append(MASK);
                from = end(text, option);
            }
        }
        return masked.append(text.substring(from)).toString();
    }

    /** Where a value ends: each kind of database has its own sign between two options. */
    private static int end(String text, MatchResult option) {
        Matcher matcher =
                (text.contains(H2Url.PREFIX) ? H2_VALUE : VALUE).matcher(text).region(option.end(), text.length());
        return matcher.lookingAt() ? matcher.end() : text.length();
    }

    /** However often it was encoded. */
    private static String decoded(String key) {
        String last = "";
        String decoded = key;
        while (!decoded.equals(last)) {
            last = decoded;
            decoded = ENCODED.matcher(last)
                    .replaceAll(found -> Matcher.quoteReplacement(new String(
                            new byte[] {(byte) Integer.parseInt(found.group(1), 16)}, StandardCharsets.ISO_8859_1)));
        }
        return decoded;
    }
}
