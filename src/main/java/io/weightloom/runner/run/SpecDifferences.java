package io.weightloom.runner.run;

import io.weightloom.spec.PlainValues;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** What differs between two specs, setting by setting, in words. */
final class SpecDifferences {

    private static final String NOT_SET = "not set";

    private SpecDifferences() {}

    /**
     * By the settings' paths, such as "training.epochs was 3 and is 5".
     *
     * @param before canonical form of an experiment
     * @param now canonical form of another one
     */
    static List<String> between(String before, String now) {
        SortedMap<String, Object> old = new TreeMap<>();
        SortedMap<String, Object> fresh = new TreeMap<>();
        flatten("", PlainValues.ofJson(before), old);
        flatten("", PlainValues.ofJson(now), fresh);
        TreeSet<String> paths = new TreeSet<>(old.keySet());
        paths.addAll(fresh.keySet());
        return paths.stream()
                .filter(path -> !Objects.equals(old.get(path), fresh.get(path)))
                .map(path -> "%s was %s and is %s".formatted(path, text(old, path), text(fresh, path)))
                .toList();
    }

    /** Whether a sweep is pruned in another way, or only one of the two is pruned. */
    static boolean isOfPruning(String before, String now) {
        return !pruning(before).equals(pruning(now));
    }

    /**
     * Whether two sweeps are pruned in the same way and differ in nothing but how many trials they have: then what was
     * proposed and decided for the one is a beginning of the other. Sweeps without pruning come to the same by
     * proposing anew, because their trials end in the round in which they begin.
     */
    static boolean isMoreOfAPrunedSweep(String before, String now) {
        return pruning(now).isPresent() && withoutMaxTrials(before).equals(withoutMaxTrials(now));
    }

    private static Optional<Object> pruning(String spec) {
        return Optional.ofNullable(sweep(spec).get("pruning"));
    }

    private static Map<String, Object> withoutMaxTrials(String spec) {
        SortedMap<String, Object> settings = new TreeMap<>(PlainValues.settingsOfJson(spec));
        Map<String, Object> sweep = new TreeMap<>(sweep(spec));
        sweep.remove("max-trials");
        settings.put("sweep", sweep);
        return settings;
    }

    private static Map<String, Object> sweep(String spec) {
        Map<String, Object> sweep = new TreeMap<>();
        if (PlainValues.settingsOfJson(spec).get("sweep") instanceof Map<?, ?> settings) {
            settings.forEach((key, value) -> sweep.put(String.valueOf(key), value));
        }
        return sweep;
    }

    private static String text(Map<String, Object> settings, String path) {
        return settings.containsKey(path) ? PlainValues.text(settings.get(path)) : NOT_SET;
    }

    /** A swept parameter is known by its name. */
    private static void flatten(String path, Object value, SortedMap<String, Object> into) {
        String prefix = path.isEmpty() ? "" : path + ".";
        if (value instanceof Map<?, ?> section) {
            section.forEach((key, entry) -> flatten(prefix + key, entry, into));
        } else if (value instanceof List<?> list
                && !list.isEmpty()
                && list.stream().allMatch(Map.class::isInstance)) {
            list.forEach(entry -> {
                Object name = ((Map<?, ?>) entry).get("name");
                flatten("%s[%s]".formatted(path, name == null ? list.indexOf(entry) : name), entry, into);
            });
        } else {
            into.put(path, value);
        }
    }
}
