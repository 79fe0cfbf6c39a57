package io.weightloom.data.csv;

import io.weightloom.spec.CsvFormat.DecimalMark;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers whose thousands stand in groups, such as 1,274 or 1.274.000,5: they are recognised, but not read. */
final class Thousands {

    /** No fraction begins with three digits behind one to three others of which the first is no zero, as a rule. */
    private static final Pattern GROUPS = Pattern.compile(
            "[-+]?[1-9][0-9]{0,2}([., '\u2019_\u00a0\u2009\u202f])[0-9]{3}(?:\\1[0-9]{3})*(?:([.,])[0-9]*)?");

    private Thousands() {}

    /** Whether a text is such a number where this mark stands in front of a fraction. */
    static boolean areIn(String text, DecimalMark decimal) {
        Matcher found = GROUPS.matcher(text);
        return found.matches()
                && found.group(1).charAt(0) != decimal.mark()
                && (found.group(2) == null || found.group(2).charAt(0) == decimal.mark());
    }

    /** Such a number without what stands between its groups. */
    static String without(String text, DecimalMark decimal) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c >= '0' && c <= '9') || c == decimal.mark() || c == '-' || c == '+') {
                plain.append(c);
            }
        }
        return plain.toString();
    }
}
