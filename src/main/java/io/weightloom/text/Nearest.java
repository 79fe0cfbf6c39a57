package io.weightloom.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.text.similarity.DamerauLevenshteinDistance;
import org.apache.commons.text.similarity.SimilarityInput;

/** Finds what a misspelt name may have meant. */
public final class Nearest {

    private static final int FEW = 3;

    /** Insertions, deletions, replacements and swaps of neighbours that turn one text into the other. */
    private static final DamerauLevenshteinDistance EDITS = new DamerauLevenshteinDistance();

    private Nearest() {}

    /**
     * The known name that is most like the given one, if any is like it: equal but for case and separators, its
     * beginning or its last part, or at most a third of its letters away.
     */
    public static Optional<String> of(String given, Collection<String> known) {
        return known.stream()
                .filter(name -> isLike(given, name))
                .min(Comparator.comparingInt(name -> distance(given, name)));
    }

    /**
     * The known names that are most like the given one, {@value #FEW} at most, where many are alike: those that are as
     * near as the nearest or one letter further off. The one that has most pairs of neighbouring letters in common
     * comes first: Wien is nearer to Kiev, letter by letter, than to Vienna.
     */
    public static List<String> several(String given, Collection<String> known) {
        List<String> like = known.stream().filter(name -> isLike(given, name)).toList();
        int nearest =
                like.stream().mapToInt(name -> distance(given, name)).min().orElse(0);
        return like.stream()
                .filter(name -> distance(given, name) <= nearest + 1)
                .sorted(Comparator.<String>comparingLong(name -> -commonPairs(letters(given), letters(name)))
                        .thenComparing(name -> distance(given, name))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(FEW)
                .toList();
    }

    /** The end of a message about an unknown name. */
    public static String hint(String given, Collection<String> known) {
        return of(given, known)
                .map(name -> "did you mean '" + name + "'?")
                .orElseGet(() -> "known here: " + known.stream().collect(Collectors.joining(", ")));
    }

    private static boolean isLike(String given, String known) {
        int most = (Math.max(given.length(), known.length()) + 1) / 3;
        return letters(given).length() - letters(known).length() <= most && distance(given, known) <= most;
    }

    private static long commonPairs(String a, String b) {
        return IntStream.range(1, a.length())
                .mapToObj(end -> a.substring(end - 1, end + 1))
                .distinct()
                .filter(b::contains)
                .count();
    }

    private static int distance(String given, String known) {
        String a = letters(given);
        String b = letters(known);
        if (a.equals(b)) {
            return 0;
        } else if (a.length() >= 3 && (b.startsWith(a) || b.endsWith("." + a) || b.endsWith("/" + a))) {
            return 1;
        }
        return EDITS.apply(Letters.of(a), Letters.of(b));
    }

    private static String letters(String name) {
        return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }

    /**
     * A text's letters, each the same object wherever it stands, because Commons Text 1.15.0 takes letters outside
     * ASCII for different ones if they are different objects.
     */
    private record Letters(List<String> each) implements SimilarityInput<String> {

        static Letters of(String text) {
            return new Letters(text.chars()
                    .mapToObj(letter -> Character.toString(letter).intern())
                    .toList());
        }

        @Override
        public String at(int place) {
            return each.get(place);
        }

        @Override
        public int length() {
            return each.size();
        }
    }
}
