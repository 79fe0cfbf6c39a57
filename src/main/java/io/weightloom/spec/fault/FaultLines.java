package io.weightloom.spec.fault;

import io.weightloom.text.Legible;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Faults as people are told of them: a line each, but of many of one kind the first few and how many more. */
final class FaultLines {

    /** So many of a kind are told in full. */
    private static final int FEW = 5;

    /** Nobody reads more at once. */
    private static final int MOST_LINES = 100;

    private FaultLines() {}

    /** The lines, in the order of the faults. */
    static List<String> of(List<Fault> faults) {
        Map<String, List<Fault>> kinds = faults.stream()
                .collect(Collectors.groupingBy(FaultLines::kind, LinkedHashMap::new, Collectors.toList()));
        Map<String, Integer> seen = new HashMap<>();
        List<String> lines = new ArrayList<>();
        int told = 0;
        for (Fault fault : faults) {
            int number = seen.merge(kind(fault), 1, Integer::sum);
            int all = kinds.getOrDefault(kind(fault), List.of()).size();
            if (number <= FEW || all == FEW + 1) {
                lines.add(fault.toString());
                told++;
            } else if (number == all) {
                lines.add(String.format(
                        Locale.ROOT,
                        "%s: and %,d more like these, the last: %s",
                        Legible.line(fault.where()),
                        all - FEW,
                        fault.what()));
                told += all - FEW;
            }
            if (lines.size() == MOST_LINES && told < faults.size()) {
                lines.add(String.format(Locale.ROOT, "and %,d more", faults.size() - told));
                break;
            }
        }
        return lines;
    }

    /** What faults of one kind have in common: the file, and all of the message but numbers and what was given. */
    private static String kind(Fault fault) {
        return String.join("\n", fault.file(), shape(fault.key()), shape(fault.message()));
    }

    private static String shape(String text) {
        return text.replaceAll("'[^']*'", "'").replaceAll("\\d[\\d.,]*", "#").replaceAll("#(, ?#)+", "#");
    }
}
