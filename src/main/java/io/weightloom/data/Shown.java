package io.weightloom.data;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/** What messages show of a file's text: not too much of it, and no character that a terminal would act on. */
final class Shown {

    private static final int LONGEST = 40;
    private static final int MOST = 20;

    private Shown() {}

    /** A text. */
    static String text(String text) {
        StringBuilder shown = new StringBuilder();
        int end = Math.min(text.length(), LONGEST);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            shown.append(isPlain(c) ? String.valueOf(c) : String.format(Locale.ROOT, "\\u%04x", (int) c));
        }
        return shown.append(end < text.length() ? "..." : "").toString();
    }

    /** Texts with commas between them. */
    static String list(Collection<String> texts) {
        return list(texts, MOST);
    }

    /** The first few texts with commas between them. */
    static String list(Collection<String> texts, int most) {
        return texts.stream().limit(most).map(Shown::text).collect(Collectors.joining(", "))
                + (texts.size() > most ? ", ..." : "");
    }

    /** Surrogates of one character may be parted by the end of what is shown, and formats turn text around. */
    private static boolean isPlain(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
