package io.weightloom.runner.settings;

import io.weightloom.spec.settings.SettingNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Settings with flat names, such as {@code a.b[0].c}, put together to a tree again. Not thread-safe. */
final class SettingTree {

    private static final Pattern PART = Pattern.compile("\\[([^\\]]*)\\]|([^.\\[]+)");

    /** Children in the order in which they came; those of a list have names such as {@code [0]}. */
    private final Map<String, SettingTree> children = new LinkedHashMap<>();

    private Optional<Leaf> leaf = Optional.empty();

    /**
     * One value.
     *
     * @param name its full, flat name
     * @param value text, number or boolean
     * @param written the value as text, with its placeholders
     * @param place where it comes from
     * @param rank whether it defines or overrides
     */
    record Leaf(String name, Object value, String written, String place, Rank rank) {}

    /** What a value is to an experiment. */
    enum Rank {
        /** It stands in a file. */
        DEFINES,
        /** It changes what stands in a file. */
        OVERRIDES
    }

    /** The parts of a flat name; those of a list keep their brackets. */
    static List<String> parts(String name) {
        return streamed(name).toList();
    }

    /** The first part of a flat name; the empty text if it has none. */
    static String root(String name) {
        return streamed(name).findFirst().orElse("");
    }

    private static Stream<String> streamed(String name) {
        return PART.matcher(name)
                .results()
                .map(part -> part.group(2) != null || part.group(1).matches("\\d+") ? part.group() : part.group(1));
    }

    /** Puts a value in its place, over what may be there. */
    void put(Leaf value) {
        put(parts(value.name()), value);
    }

    private void put(List<String> parts, Leaf value) {
        if (parts.isEmpty()) {
            children.clear();
            leaf = Optional.of(value);
            return;
        }
        leaf = Optional.empty();
        children.computeIfAbsent(parts.get(0), part -> new SettingTree()).put(parts.subList(1, parts.size()), value);
    }

    /** Lays another tree over this one: mappings are merged, everything else is replaced as a whole. */
    void overlay(SettingTree other) {
        if (!isMapping() || !other.isMapping()) {
            children.clear();
            leaf = other.leaf;
        }
        other.children.forEach((name, child) ->
                children.computeIfAbsent(name, part -> new SettingTree()).overlay(child));
    }

    /** The subtree of this name; empty if there is none. */
    Optional<SettingTree> child(String name) {
        return Optional.ofNullable(children.get(name));
    }

    /** The subtrees by name. */
    Map<String, SettingTree> children() {
        return children;
    }

    void remove(String name) {
        children.remove(name);
    }

    /** All values, in the order in which their parts came. */
    Stream<Leaf> leaves() {
        return Stream.concat(leaf.stream(), children.values().stream().flatMap(SettingTree::leaves));
    }

    /** Where it begins: the place of the first value out of a file, else of the first value. */
    String place() {
        return leaves().filter(value -> value.rank() == Rank.DEFINES)
                .findFirst()
                .or(() -> leaves().findFirst())
                .map(Leaf::place)
                .orElse("");
    }

    /** The tree as the reader of specs takes it; elements of a list in the order of their numbers. */
    SettingNode node() {
        if (leaf.isPresent()) {
            return new SettingNode.Scalar(leaf.get().value(), leaf.get().place());
        } else if (isList()) {
            List<SettingNode> items = children.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey(SettingTree::byNumber))
                    .map(entry -> entry.getValue().node())
                    .toList();
            return new SettingNode.Sequence(items, place());
        }
        Map<String, SettingNode> entries = new LinkedHashMap<>();
        children.forEach((name, child) -> entries.put(name, child.node()));
        return new SettingNode.Mapping(entries, place());
    }

    /** The numbers that are missing from lists, as places and flat names. */
    Stream<Leaf> gaps() {
        Stream<Leaf> own = isList() && !children.containsKey("[" + (children.size() - 1) + "]")
                ? leaves().limit(1)
                : Stream.empty();
        return Stream.concat(own, children.values().stream().flatMap(SettingTree::gaps));
    }

    /** Whether it holds others by name. */
    boolean isMapping() {
        return leaf.isEmpty() && !isList();
    }

    private boolean isList() {
        return !children.isEmpty() && children.keySet().stream().allMatch(name -> name.startsWith("["));
    }

    private static int byNumber(String one, String other) {
        return Integer.compare(number(one), number(other));
    }

    private static int number(String name) {
        Matcher digits = PART.matcher(name);
        return digits.matches() && digits.group(1).length() < 10
                ? Integer.parseInt(digits.group(1))
                : Integer.MAX_VALUE;
    }
}
