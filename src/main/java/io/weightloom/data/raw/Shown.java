package io.weightloom.data.raw;

import io.weightloom.text.Legible;
import java.util.Collection;
import java.util.stream.Collectors;

/** What messages show of a file's text: not too much of it, and {@linkplain Legible legible}. */
public final class Shown {

    private static final int LONGEST = 40;
    private static final int MOST = 20;

    private Shown() {}

    /** A text. */
    public static String text(String text) {
        boolean isLong = text.codePointCount(0, text.length()) > LONGEST;
        return isLong
                ? Legible.line(text.substring(0, text.offsetByCodePoints(0, LONGEST))) + "..."
                : Legible.line(text);
    }

    /** Texts with commas between them. */
    public static String list(Collection<String> texts) {
        return list(texts, MOST);
    }

    /** The first few texts with commas between them. */
    public static String list(Collection<String> texts, int most) {
        return texts.stream().limit(most).map(Shown::text).collect(Collectors.joining(", "))
                + (texts.size() > most ? ", ..." : "");
    }
}
