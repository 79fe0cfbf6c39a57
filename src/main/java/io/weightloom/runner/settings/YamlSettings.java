package io.weightloom.runner.settings;

import io.weightloom.spec.read.SpecReader;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.io.Resource;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * The settings of one document under the flat names that Spring Boot gives them, each with the place where it stands.
 * The name of an experiment is one part of a flat name, whatever it looks like. Not thread-safe.
 */
final class YamlSettings {

    /** Most characters of flat names and values together. */
    private static final long MOST_CHARACTERS = 20_000_000;

    /** They would be those of a list in a flat name. */
    private static final Pattern BRACKET = Pattern.compile("[\\[\\]]");

    /** It would vanish from a flat name, and what stands there would take the place of something else. */
    private static final Pattern EMPTY_PART = Pattern.compile("^$|^\\.|\\.\\.|\\.$");

    private static final Set<Tag> COLLECTIONS = Set.of(Tag.MAP, Tag.SEQ);

    private final Resource resource;
    private final YamlFaults faults;
    private final YamlScalars scalars;
    private final Map<String, Object> settings = new LinkedHashMap<>();

    /** What is being read, from the root down to the present value. */
    private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());

    private int values;
    private long characters;

    private YamlSettings(Resource resource, YamlFaults faults) {
        this.resource = resource;
        this.faults = faults;
        this.scalars = new YamlScalars(faults);
    }

    /**
     * Reads them.
     *
     * @throws io.weightloom.spec.fault.InvalidSpecException with the line, if there are too many or an anchor holds
     *     itself
     */
    static Map<String, Object> of(Node document, Resource resource, YamlFaults faults) {
        YamlSettings reader = new YamlSettings(resource, faults);
        if (document instanceof MappingNode) {
            reader.read(document, "");
        } else {
            faults.add(
                    line(document),
                    "the file",
                    "must hold settings, such as experiments: ..., but is a "
                            + (document instanceof SequenceNode ? "list" : "text"));
        }
        return Collections.unmodifiableMap(reader.settings);
    }

    private void read(Node node, String name) {
        count(node, name);
        if (node instanceof CollectionNode<?> && !COLLECTIONS.contains(node.getTag())) {
            faults.add(
                    line(node),
                    whole(name),
                    "has the tag %s, which is not known here; write it without"
                            .formatted(YamlScalars.written(node.getTag())));
        }
        if (node instanceof MappingNode mapping) {
            enter(mapping);
            int before = settings.size();
            Map<String, NodeTuple> entries = entries(mapping, name);
            entries.forEach((key, entry) -> readEntry(key, entry, name));
            boolean isElement = name.endsWith("]"); // its list has no gap where nothing of it could be read
            if (settings.size() == before && (isElement || (entries.isEmpty() && !name.isEmpty()))) {
                put(node, name, "");
            }
            open.remove(mapping);
        } else if (node instanceof SequenceNode sequence) {
            enter(sequence);
            List<Node> items = sequence.getValue();
            if (items.isEmpty()) {
                put(node, name, "");
            }
            for (int i = 0; i < items.size(); i++) {
                read(items.get(i), name + "[" + i + "]");
            }
            open.remove(sequence);
        } else if (node instanceof ScalarNode scalar) {
            Object value = scalars.value(scalar, name, !isOfExperiments(name));
            characters += String.valueOf(value).length();
            put(node, name, value);
        }
    }

    private void readEntry(String key, NodeTuple entry, String parent) {
        int line = line(entry.getKeyNode());
        boolean namesExperiment = parent.equals(SpecReader.ROOT);
        String told = parent.isEmpty() ? key : parent + "." + key;
        Tag tag = entry.getKeyNode().getTag();
        if (key.isEmpty() && tag.equals(Tag.NULL)) {
            faults.add(line, whole(parent), "has a key without a name; if ? is meant as text, write \"?\", in quotes");
            return;
        } else if (EMPTY_PART.matcher(key).find()
                || (isOfExperiments(told) && BRACKET.matcher(key).find())) {
            faults.add(line, told, "is not known: a key is of letters, digits and dashes");
            return;
        } else if (!isOfExperiments(told) && !SpringRules.isLegible(key)) {
            faults.add(line, told, "is not known: a key is of characters that can be seen");
            return;
        }
        if (namesExperiment && (tag.equals(Tag.BOOL) || tag.equals(Tag.NULL))) {
            faults.add(
                    line,
                    told,
                    "can be read in two ways: is %1$s meant as a name? write \"%1$s\", in quotes".formatted(key));
        }
        if (told.chars()
                        .filter(character -> character == '.' || character == '[')
                        .count()
                >= SettingTrees.DEEPEST) {
            faults.add(line, told, "is nested too deeply"); // Spring Boot takes the square of the depth in memory
            return;
        }
        boolean apart = namesExperiment && key.contains(".");
        read(entry.getValueNode(), apart ? parent + "[" + key + "]" : key.startsWith("[") ? parent + key : told);
    }

    /** The entries by key: those of the mapping itself, then those that it merges. */
    private Map<String, NodeTuple> entries(MappingNode mapping, String name) {
        Map<String, NodeTuple> entries = new LinkedHashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
            count(entry.getKeyNode(), name);
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                faults.add(line(entry.getKeyNode()), whole(name), "has a key that is no text");
            } else if (!key.getTag().equals(Tag.MERGE)) {
                NodeTuple first = entries.putIfAbsent(key.getValue(), entry);
                if (first != null) {
                    faults.add(line(key), "the file", "is not valid YAML: found duplicate key " + key.getValue());
                }
            }
        }
        for (NodeTuple entry : mapping.getValue()) {
            if (entry.getKeyNode().getTag().equals(Tag.MERGE)) {
                Node merged = entry.getValueNode();
                List<Node> all = merged instanceof SequenceNode sequence ? sequence.getValue() : List.of(merged);
                for (Node one : all) {
                    merge(one, name, entries);
                }
            }
        }
        return entries;
    }

    private void merge(Node merged, String name, Map<String, NodeTuple> entries) {
        if (merged instanceof MappingNode mapping) {
            enter(mapping);
            entries(mapping, name).forEach(entries::putIfAbsent);
            open.remove(mapping);
        } else {
            faults.add(
                    line(merged),
                    whole(name),
                    "merges what is no mapping: << takes one, such as *base, or a list of them");
        }
    }

    private void enter(Node node) {
        if (!open.add(node)) {
            throw faults.invalid(line(node), "the anchor &" + node.getAnchor() + " stands inside itself");
        } else if (open.size() > SettingTrees.DEEPEST) { // SnakeYAML's own limit does not count through anchors
            throw faults.unreadable(line(node), "is nested too deeply, by anchors inside anchors");
        }
    }

    private void count(Node node, String name) {
        values++;
        characters += name.length();
        if (values > 2 * YamlNodes.MOST_VALUES || characters > MOST_CHARACTERS) {
            throw YamlNodes.tooMany(faults, line(node));
        }
    }

    private void put(Node node, String name, Object value) {
        TextResourceOrigin.Location place = new TextResourceOrigin.Location(
                node.getStartMark().getLine(), node.getStartMark().getColumn());
        Optional<String> fault = isOfExperiments(name) ? Optional.empty() : SpringRules.fault(name, value);
        if (fault.isPresent()) {
            faults.add(line(node), name, fault.get());
            return;
        }
        Object first =
                settings.putIfAbsent(name, OriginTrackedValue.of(value, new TextResourceOrigin(resource, place)));
        if (first != null) {
            faults.add(line(node), name, "is given twice in this file");
        }
    }

    private static boolean isOfExperiments(String name) {
        return SettingTree.root(name).equals(SpecReader.ROOT);
    }

    /** What faults call the mapping of this name. */
    private static String whole(String name) {
        return name.isEmpty() ? "the file" : name;
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}
