package io.weightloom.spec;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds what a misspelt name may have meant. */
public final class Nearest {

    private Nearest() {}

    /**
     * The known name that is most like the given one, if any is like it: equal but for case and separators, its
     * beginning or its last part, or at most a third of its letters away.
     */
    public static Optional<String> of(String given, Collection<String> known) {
        return known.stream()
                .filter(name -> distance(given, name) <= (Math.max(given.length(), name.length()) + 1) / 3)
                .min(Comparator.comparingInt(name -> distance(given, name)));
    }

    /** The end of a message about an unknown name. */
    public static String hint(String given, Collection<String> known) {
        return of(given, known)
                .map(name -> "did you mean '" + name + "'?")
                .orElseGet(() -> "known here: " + known.stream().collect(Collectors.joining(", ")));
    }

    private static int distance(String given, String known) {
        String a = letters(given);
        String b = letters(known);
        if (a.equals(b)) {
            return 0;
        } else if (a.length() >= 3 && (b.startsWith(a) || known.endsWith("." + given))) {
            return 1;
        }
        return edits(a, b);
    }

    private static String letters(String name) {
        return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }

    /** Insertions, deletions, replacements and swaps of neighbours that turn one text into the other. */
    private static int edits(String a, String b) {
        int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    edits[i][j] = i + j;
                    continue;
                }
                int replaced = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                edits[i][j] = Math.min(replaced, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
                }
            }
        }
        return edits[a.length()][b.length()];
    }
}
