package io.weightloom.job;

import io.weightloom.spec.Fault;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.env.PropertySourceLoader;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.Resource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.UnicodeReader;

/**
 * Loads YAML as Spring Boot does, says which file and line is at fault if it is no YAML, and knows the lines of empty
 * mappings too, which Spring Boot forgets.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class YamlLoader implements PropertySourceLoader {

    private final YamlPropertySourceLoader loader = new YamlPropertySourceLoader();

    @Override
    public String[] getFileExtensions() {
        return loader.getFileExtensions();
    }

    /** The documents of a file; or, if it is no YAML, one source that holds the fault. */
    @Override
    public List<PropertySource<?>> load(String name, Resource resource) throws IOException {
        try {
            List<PropertySource<?>> documents = loader.load(name, resource);
            return documents.stream().anyMatch(YamlLoader::lacksOrigins) ? tracked(documents, resource) : documents;
        } catch (MarkedYAMLException e) {
            return List.of(faulty(resource, ":" + (e.getProblemMark().getLine() + 1), e.getProblem()));
        } catch (YAMLException e) {
            return List.of(faulty(resource, "", String.valueOf(e.getMessage())));
        }
    }

    private static FaultSource faulty(Resource resource, String line, String problem) {
        String file = SettingSources.path(resource);
        return new FaultSource(file, List.of(new Fault(file + line, "the file", "is not valid YAML: " + problem)));
    }

    private static boolean lacksOrigins(PropertySource<?> document) {
        return document.getSource() instanceof Map<?, ?> values && values.containsValue("");
    }

    /** The same documents; an empty mapping, which is an empty text to Spring Boot, with the place where it stands. */
    private static List<PropertySource<?>> tracked(List<PropertySource<?>> documents, Resource resource)
            throws IOException {
        List<Map<String, TextResourceOrigin.Location>> places = emptyMappings(resource);
        List<PropertySource<?>> tracked = new ArrayList<>();
        for (int i = 0; i < documents.size(); i++) {
            PropertySource<?> document = documents.get(i);
            Map<String, Object> values = new LinkedHashMap<>();
            ((Map<?, ?>) document.getSource()).forEach((key, value) -> values.put(String.valueOf(key), value));
            places.get(i)
                    .forEach((key, place) -> values.replace(
                            key, "", OriginTrackedValue.of("", new TextResourceOrigin(resource, place))));
            tracked.add(
                    new OriginTrackedMapPropertySource(document.getName(), Collections.unmodifiableMap(values), true));
        }
        return tracked;
    }

    /** Where empty mappings stand, by their flat names; one map for each document that is not empty itself. */
    private static List<Map<String, TextResourceOrigin.Location>> emptyMappings(Resource resource) throws IOException {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(Integer.MAX_VALUE); // as Spring Boot, which has read the file before
        options.setCodePointLimit(Integer.MAX_VALUE);
        List<Map<String, TextResourceOrigin.Location>> places = new ArrayList<>();
        try (Reader text = new UnicodeReader(resource.getInputStream())) {
            for (Node document : new Yaml(options).composeAll(text)) {
                if (!document.getTag().equals(Tag.NULL)) { // nothing between two dashed lines
                    Map<String, TextResourceOrigin.Location> found = new HashMap<>();
                    collect(document, "", found);
                    places.add(found);
                }
            }
        }
        return places;
    }

    private static void collect(Node node, String name, Map<String, TextResourceOrigin.Location> places) {
        if (node instanceof MappingNode mapping) {
            if (mapping.getValue().isEmpty()) {
                places.put(
                        name,
                        new TextResourceOrigin.Location(
                                node.getStartMark().getLine(),
                                node.getStartMark().getColumn()));
            }
            for (NodeTuple entry : mapping.getValue()) {
                if (entry.getKeyNode() instanceof ScalarNode key) {
                    collect(
                            entry.getValueNode(),
                            name.isEmpty() ? key.getValue() : name + "." + key.getValue(),
                            places);
                }
            }
        } else if (node instanceof SequenceNode sequence) {
            for (int i = 0; i < sequence.getValue().size(); i++) {
                collect(sequence.getValue().get(i), name + "[" + i + "]", places);
            }
        }
    }
}
