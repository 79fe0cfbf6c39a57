package io.weightloom.given;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Names in the order in which people count: {@code layer2} before {@code layer10}. */
final class NaturalOrder {

    private static final Pattern PART = Pattern.compile("\\d{1,9}|\\D+|\\d+");

    private NaturalOrder() {}

    static int compare(String one, String other) {
        List<String> ones = parts(one);
        List<String> others = parts(other);
        for (int i = 0; i < Math.min(ones.size(), others.size()); i++) {
            String a = ones.get(i);
            String b = others.get(i);
            int order = isNumber(a) && isNumber(b)
                    ? Integer.compare(Integer.parseInt(a), Integer.parseInt(b))
                    : a.compareTo(b);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(ones.size(), others.size());
    }

    private static List<String> parts(String name) {
        return PART.matcher(name).results().map(MatchResult::group).toList();
    }

    private static boolean isNumber(String part) {
        return Character.isDigit(part.charAt(0)) && part.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
