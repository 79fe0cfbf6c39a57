package io.weightloom.job;

import java.nio.charset.StandardCharsets;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps passwords out of what is shown and stored. Where it is not clear what belongs to one, rather too much is
 * hidden.
 */
final class Secrets {

    private static final String MASK = "***";

    /** {@code //user:password@}, whatever the password holds; a port with options behind it is none. */
    private static final Pattern USER_PART =
            Pattern.compile("(//[^/?#;&\\s:@]*):(?!\\d{1,5}(?:/[^?@\\s]*)?\\?[\\w%.-]+=)\\S*@");

    /** The same behind a bare {@code jdbc:postgresql:}. */
    private static final Pattern BARE_USER_PART =
            Pattern.compile("(?i)^((?:jdbc:)?postgres\\w*:(?!//)[^:@?\\s]*):\\S*@");

    /** The name of an option, encoded or not, and where its value begins. */
    private static final Pattern OPTION = Pattern.compile("(?:^|(?<=[?&;,\\s'\"]))([^=?&;,\\s'\"]+)=");

    private static final Pattern SECRET =
            Pattern.compile("passw|passphrase|pwd|secret|token|credential", Pattern.CASE_INSENSITIVE);

    private static final Pattern H2_VALUE = Pattern.compile("(?:\\\\.|[^;])*", Pattern.DOTALL);

    private static final Pattern VALUE = Pattern.compile("[^&]*");

    private static final Pattern ENCODED = Pattern.compile("%([0-9a-fA-F]{2})");

    private Secrets() {}

    /** A database's URL, or a text with one in it, as it may be shown. */
    static String masked(@Nullable Object text) {
        String given = String.valueOf(text);
        String users = USER_PART.matcher(given).replaceAll("$1:" + MASK + "@");
        return maskedOptions(BARE_USER_PART.matcher(users).replaceAll("$1:" + MASK + "@"));
    }

    private static String maskedOptions(String text) {
        StringBuilder masked = new StringBuilder();
        int from = 0;
        Matcher option = OPTION.matcher(text);
        while (option.find()) {
            if (option.start() >= from
                    && SECRET.matcher(decoded(option.group(1))).find()) {
                masked.append(text, from, option.end()).append(MASK);
                from = end(text, option);
            }
        }
        return masked.append(text.substring(from)).toString();
    }

    /** Where a value ends: each kind of database has its own sign between two options. */
    private static int end(String text, MatchResult option) {
        Matcher matcher =
                (text.contains("jdbc:h2:") ? H2_VALUE : VALUE).matcher(text).region(option.end(), text.length());
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
