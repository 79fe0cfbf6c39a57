package io.weightloom.program.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.OpList;
import io.weightloom.program.ir.Operation;
import io.weightloom.program.ir.Operation.Elementwise;
import io.weightloom.program.ir.Operation.Function;
import io.weightloom.program.ir.Value;
import io.weightloom.program.kernel.Elements;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

/** Work that is done piece by piece, against the same work node by node in double precision. */
class ElementwiseFusionTests {

    private static final String INPUT = "input";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void anyListComputesTheSame(int seed) {
        Lists lists = new Lists(seed);
        OpList floats = lists.list(DataType.FLOAT);
        OpList fused = ElementwiseFusion.fuse(floats, lists.wanted);

        Map<String, double[]> expected = run(lists.list(DataType.DOUBLE), DataType.DOUBLE, lists.wanted);
        Map<String, double[]> actual = run(fused, DataType.FLOAT, lists.wanted);

        assertThat(fused.nodes()).hasSizeLessThan(floats.nodes().size());
        for (String name : lists.wanted) {
            double[] exact = expected.get(name);
            for (int i = 0; i < exact.length; i++) {
                assertThat(actual.get(name)[i])
                        .as("seed %d, %s[%d]", seed, name, i)
                        .isCloseTo(exact[i], within(2e-5 * Math.max(1, Math.abs(exact[i]))));
            }
        }
    }

    @Test
    void whatIsOnlyReadOnTheWayIsNotWritten() {
        Map<String, Value> values = new HashMap<>();
        List.of("X", "Y", "Z").forEach(name -> values.put(name, value(DataType.FLOAT, name.equals("X"), 4, 3)));
        OpList list = new OpList(
                List.of(
                        node(new Operation.Map(Function.TANH), "Y", "X"),
                        node(new Operation.Multiply(), "Z", "Y", "X")),
                values);

        assertThat(ElementwiseFusion.fuse(list, Set.of("Z")).nodes())
                .containsExactly(new Node(
                        new Elementwise(List.of(
                                new Elementwise.Step(new Operation.Map(Function.TANH), List.of("X"), "Y"),
                                new Elementwise.Step(new Operation.Multiply(), List.of("Y", "X"), "Z"))),
                        List.of("X"),
                        List.of("Z")));
        assertThat(ElementwiseFusion.fuse(list, Set.of("Y", "Z")).nodes())
                .singleElement()
                .extracting(Node::outputs)
                .isEqualTo(List.of("Y", "Z"));
    }

    /**
     * A single row has as many elements as a matrix of one row, and must be there before a piece of it is asked for.
     */
    @Test
    void aRowThatIsMadeBesideWaitsUntilItIsComplete() {
        Map<String, Value> values = new HashMap<>();
        List.of("X", "R", "Z").forEach(name -> values.put(name, value(DataType.FLOAT, name.equals("X"), 1, 3)));
        OpList list = new OpList(
                List.of(node(new Operation.Scale(2, 0), "R", "X"), node(new Operation.AddRow(), "Z", "X", "R")),
                values);

        assertThat(ElementwiseFusion.fuse(list, Set.of("Z")).nodes()).hasSize(2);
        assertThat(run(ElementwiseFusion.fuse(list, Set.of("Z")), DataType.FLOAT, Set.of("Z"))
                        .get("Z"))
                .containsExactly(3 * input(0), 3 * input(1), 3 * input(2));
    }

    /** Each task has a row of its own; one row ends within a piece, where the next one's begins. */
    @Test
    void rowsOfTasksAreAddedToTheirOwn() {
        Map<DataType, double[]> sums = new EnumMap<>(DataType.class);
        for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
            Map<String, Value> values = new HashMap<>();
            values.put("X", value(type, true, 3, 4, 50));
            values.put("R", value(type, true, 3, 1, 50));
            values.put("Z", value(type, false, 3, 4, 50));
            OpList list = new OpList(List.of(node(new Operation.AddRow(), "Z", "X", "R")), values);
            OpList fused = type == DataType.FLOAT ? ElementwiseFusion.fuse(list, Set.of("Z")) : list;
            sums.put(type, run(fused, type, Set.of("Z")).get("Z"));
        }

        assertThat(sums.get(DataType.FLOAT)).containsExactly(sums.get(DataType.DOUBLE));
    }

    private static double input(int index) {
        return (index % 13 - 6) / 4.0;
    }

    private static Map<String, double[]> run(OpList list, DataType type, Set<String> wanted) {
        List<String> named = new ArrayList<>(wanted);
        list.values().forEach((name, value) -> {
            if (value.origin() instanceof Value.Input) {
                named.add(name);
            }
        });
        try (Executable executable = new Executable(list, type, named)) {
            for (String name : named) {
                if (list.value(name).origin() instanceof Value.Input) {
                    Elements elements = executable.elements(name);
                    for (int i = 0; i < elements.size(); i++) {
                        elements.put(i, input(i));
                    }
                }
            }
            executable.run();
            Map<String, double[]> results = new HashMap<>();
            wanted.forEach(name -> results.put(name, executable.elements(name).toArray()));
            return results;
        }
    }

    private static Node node(Operation operation, String output, String... inputs) {
        return new Node(operation, List.of(inputs), List.of(output));
    }

    private static Value value(DataType type, boolean input, long... shape) {
        return new Value(shape, type, input ? new Value.Input() : new Value.Result());
    }

    /** Random nodes over matrices of one piece, of two, and of many short ones, with all that may stand in a piece. */
    private static final class Lists {

        private static final long[][] SHAPES = {{6, 40}, {3, 700}, {450, 40}};
        private static final List<Function> FUNCTIONS = List.of(Function.values());

        private final Random random;
        private final Map<String, long[]> shapes = new HashMap<>();
        private final Set<String> inputs = new HashSet<>();
        private final List<Node> nodes = new ArrayList<>();
        private final Set<String> wanted = new HashSet<>();

        Lists(int seed) {
            this.random = new Random(seed);
            for (int shape = 0; shape < SHAPES.length; shape++) {
                define(INPUT + shape, SHAPES[shape]);
                inputs.add(INPUT + shape);
            }
            while (nodes.size() < 60) {
                add(SHAPES[random.nextInt(SHAPES.length)]);
            }
            nodes.forEach(node -> {
                if (random.nextInt(4) == 0) {
                    wanted.add(node.output());
                }
            });
            wanted.add(nodes.get(nodes.size() - 1).output());
        }

        OpList list(DataType type) {
            Map<String, Value> values = new HashMap<>();
            shapes.forEach((name, shape) -> values.put(name, value(type, inputs.contains(name), shape)));
            return new OpList(nodes, values);
        }

        private String define(String name, long[] shape) {
            shapes.put(name, shape);
            return name;
        }

        private String any(long[] shape) {
            List<String> alike = shapes.keySet().stream()
                    .filter(name -> Arrays.equals(shapes.get(name), shape))
                    .sorted()
                    .toList();
            return alike.get(random.nextInt(alike.size()));
        }

        private String make(Operation operation, long[] shape, String... operands) {
            String name = define("v" + nodes.size(), shape);
            nodes.add(node(operation, name, operands));
            return name;
        }

        private void add(long[] shape) {
            String x = any(shape);
            String tamed = make(new Operation.Map(Function.TANH), shape, x);
            long[] column = {shape[0], 1};
            switch (random.nextInt(15)) {
                case 0 -> make(new Operation.Add(), shape, tamed, any(shape));
                case 1 -> make(new Operation.Multiply(), shape, tamed, tamed);
                case 2 -> make(new Operation.Scale(0.5, -1), shape, tamed);
                case 3 -> make(new Operation.Map(FUNCTIONS.get(random.nextInt(FUNCTIONS.size()))), shape, tamed);
                case 4 -> make(new Operation.Derivative(Function.TANH), shape, tamed, any(shape));
                case 5 -> make(new Operation.Derivative(Function.SIGMOID), shape, tamed, any(shape));
                case 6 ->
                    make(
                            new Operation.Derivative(Function.RELU),
                            shape,
                            INPUT + Arrays.asList(SHAPES).indexOf(shape),
                            any(shape));
                case 7 -> make(new Operation.AddRow(), shape, tamed, row(x, shape));
                case 8 -> make(new Operation.MultiplyRow(), shape, tamed, row(x, shape));
                case 9 -> make(new Operation.AddShared(-2), shape, tamed, make(sum(), column, tamed));
                case 10 -> make(new Operation.MultiplyShared(), shape, tamed, make(sum(), column, tamed));
                case 11 -> make(new Operation.SpreadShared(3), shape, make(sum(), column, tamed));
                case 12 -> {
                    double exponent = List.of(-0.5, -1.5, 3.0).get(random.nextInt(3));
                    make(new Operation.Power(0.5, exponent), shape, make(new Operation.Scale(0.5, 1), shape, tamed));
                }
                case 13 -> {
                    String first = make(new Operation.Cut(0), new long[] {shape[0], 10}, tamed);
                    String second = make(new Operation.Cut(17), new long[] {shape[0], 10}, tamed);
                    make(new Operation.Add(), new long[] {shape[0], 10}, first, second);
                }
                default -> make(new Operation.Fill(), shape, make(new Operation.Sum(), new long[0], row(tamed, shape)));
            }
        }

        private static Operation sum() {
            return new Operation.SumShared(0.01);
        }

        /** The first row of a matrix. */
        private String row(String matrix, long[] shape) {
            return make(new Operation.Alias(0), new long[] {shape[1]}, matrix);
        }
    }
}
