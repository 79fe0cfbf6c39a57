package io.weightloom.runner.settings;

import io.weightloom.text.Decimals;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.comments.CommentLine;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/** The documents of a YAML text as SnakeYAML composes them, with an end to how much there may be of it. */
final class YamlNodes extends Composer {

    /** Most values of a file, far above what the trials of an experiment can use. */
    static final int MOST_VALUES = 100_000;

    private final StreamReader reader;
    private final YamlFaults faults;
    private int scalars;

    private YamlNodes(StreamReader reader, LoaderOptions options, YamlFaults faults) {
        super(new ParserImpl(reader, options), new Plain(), options);
        this.reader = reader;
        this.faults = faults;
    }

    /**
     * The documents that are not empty.
     *
     * @throws io.weightloom.spec.fault.InvalidSpecException with the line, if it is no YAML, or too much
     */
    static List<Node> of(String text, YamlFaults faults) {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(Integer.MAX_VALUE); // they are counted where they are followed
        options.setCodePointLimit(Integer.MAX_VALUE); // the file is no larger
        StreamReader reader = new StreamReader(text);
        YamlNodes nodes = new YamlNodes(reader, options, faults);
        try {
            List<Node> documents = new ArrayList<>();
            while (nodes.checkNode()) {
                documents.add(nodes.getNode());
            }
            documents.removeIf(document -> document.getTag().equals(Tag.NULL)); // nothing between two dashed lines
            return documents;
        } catch (MarkedYAMLException e) {
            int line =
                    Optional.ofNullable(e.getProblemMark()).map(Mark::getLine).orElse(reader.getLine());
            throw faults.invalid(line + 1, String.valueOf(e.getProblem()));
        } catch (YAMLException | IllegalArgumentException e) { // it does not say where
            throw faults.invalid(reader.getLine() + 1, String.valueOf(e.getMessage()));
        }
    }

    @Override
    protected Node composeScalarNode(String anchor, List<CommentLine> comments) {
        if (++scalars > 2 * MOST_VALUES) { // with the keys
            throw tooMany(faults, reader.getLine() + 1);
        }
        return super.composeScalarNode(anchor, comments);
    }

    /** The end of a file that holds too much. */
    static RuntimeException tooMany(YamlFaults faults, int line) {
        return faults.unreadable(
                line,
                "holds too much: more than %s values, each counted as often as anchors repeat it"
                        .formatted(Decimals.whole(MOST_VALUES)));
    }

    /** What plain texts are: what they are to YAML 1.1, but times are texts. */
    private static final class Plain extends Resolver {

        /** Above it, no text is a number: those of a double end far below. */
        private static final int LONGEST = 400;

        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.BOOL, BOOL, "yYnNtTfFoO");
            addImplicitResolver(Tag.INT, INT, "-+0123456789");
            addImplicitResolver(Tag.FLOAT, FLOAT, "-+0123456789.");
            addImplicitResolver(Tag.MERGE, MERGE, "<");
            addImplicitResolver(Tag.NULL, NULL, "~nN\0");
            addImplicitResolver(Tag.NULL, EMPTY, null);
        }

        @Override
        public Tag resolve(NodeId kind, String value, boolean implicit) {
            return kind == NodeId.scalar && value.length() > LONGEST ? Tag.STR : super.resolve(kind, value, implicit);
        }
    }
}
