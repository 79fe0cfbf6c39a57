package io.weightloom.spec.read;

import io.weightloom.data.Datasets;
import io.weightloom.given.GivenFiles;
import io.weightloom.network.Sizing;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.fault.InvalidSpecException;
import io.weightloom.spec.settings.SettingNode;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Trees of settings out of YAML text, without Spring. Origins are {@code a.yml} and a line. */
public final class Yaml {

    private Yaml() {}

    /** The experiments of a spec file's text. */
    public static List<ExperimentSpec> read(String text) {
        return read(experiments(text));
    }

    /** What is wrong with a spec file's text; empty if nothing is. */
    public static List<String> faults(String text) {
        try {
            read(text);
            return List.of();
        } catch (InvalidSpecException e) {
            return e.faults().stream().map(String::valueOf).toList();
        }
    }

    /** The experiments of a tree, with every cron expression taken as it is. */
    public static List<ExperimentSpec> read(SettingNode experiments) {
        return SpecReader.read(
                        experiments,
                        cron -> Optional.empty(),
                        Sizing::around,
                        new Datasets()::widths,
                        new GivenFiles(Path.of("")))
                .orThrow();
    }

    /** The tree under the key {@code experiments}. */
    static SettingNode experiments(String text) {
        SettingNode.Mapping root = (SettingNode.Mapping)
                tree(new org.yaml.snakeyaml.Yaml().compose(new StringReader(text)), new Scalars());
        return root.entries().values().iterator().next();
    }

    private static SettingNode tree(org.yaml.snakeyaml.nodes.Node node, Scalars scalars) {
        String origin = "a.yml:" + (node.getStartMark().getLine() + 1);
        if (node instanceof MappingNode mapping) {
            Map<String, SettingNode> entries = new LinkedHashMap<>();
            for (NodeTuple tuple : mapping.getValue()) {
                entries.put(((ScalarNode) tuple.getKeyNode()).getValue(), tree(tuple.getValueNode(), scalars));
            }
            return new SettingNode.Mapping(entries, origin);
        } else if (node instanceof SequenceNode sequence) {
            return new SettingNode.Sequence(
                    sequence.getValue().stream()
                            .map(item -> tree(item, scalars))
                            .toList(),
                    origin);
        }
        return new SettingNode.Scalar(scalars.value(node), origin);
    }

    /** Gives a scalar the type that YAML sees in it. */
    private static final class Scalars extends SafeConstructor {

        Scalars() {
            super(new LoaderOptions());
        }

        Object value(org.yaml.snakeyaml.nodes.Node node) {
            Object value = constructObject(node);
            return value == null ? "" : value;
        }
    }
}
