package io.weightloom.program.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.OpList;
import io.weightloom.program.ir.Operation;
import io.weightloom.program.ir.Value;
import io.weightloom.program.ir.Window;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/** Where values lie, and who shares a place with whom. */
class BufferAllocationTests {

    private static final Operation PRODUCT = new Operation.Product(Operation.Order.PLAIN, Operation.Order.PLAIN);
    private static final Operation SQUARE = new Operation.Map(Operation.Function.SQUARE);

    @Test
    void piecesLieInTheWholeAndAliasesInWhatTheyShow() {
        OpList list = list(
                node(PRODUCT, "a", "w", "w"),
                node(new Operation.Alias(1), "b", "a"),
                node(new Operation.Assemble(List.of(3)), "s", "a"));

        BufferAllocation allocation = BufferAllocation.of(list, DataType.DOUBLE, List.of("w"));

        assertThat(allocation.offset("w")).isZero();
        assertThat(allocation.offset("a")).isEqualTo(allocation.offset("s") + 3);
        assertThat(allocation.offset("b")).isEqualTo(allocation.offset("a") + 1);
        assertThat(allocation.offset("s")).isGreaterThanOrEqualTo(4);
    }

    @Test
    void parametersAndPiecesOfTwoWholesStayWhereTheyAre() {
        OpList list = list(
                node(PRODUCT, "a", "w", "w"),
                node(new Operation.Assemble(List.of(0)), "s", "a"),
                node(new Operation.Assemble(List.of(0)), "t", "a"),
                node(new Operation.Assemble(List.of(0)), "p", "w"));

        BufferAllocation allocation = BufferAllocation.of(list, DataType.DOUBLE, List.of());

        assertThat(allocation.within("a", "s", 0)).isTrue();
        assertThat(allocation.within("a", "t", 0)).isFalse();
        assertThat(allocation.within("w", "p", 0)).isFalse();
    }

    @Test
    void aChainOfAnyLengthHasTwoPlaces() {
        for (int length : new int[] {3, 100}) {
            Map<String, Value> values = new HashMap<>(Map.of("v0", value(new Value.Input(), 64)));
            List<Node> nodes = new ArrayList<>();
            for (int i = 1; i <= length; i++) {
                values.put("v" + i, value(new Value.Result(), 64));
                nodes.add(node(SQUARE, "v" + i, "v" + (i - 1)));
            }

            assertThat(BufferAllocation.of(new OpList(nodes, values), DataType.DOUBLE, List.of())
                            .size())
                    .isEqualTo(3 * 64); // the input and two others
        }
    }

    /** What stands behind a run, and what keeps zeros that nobody writes. */
    static Stream<Arguments> lasting() {
        Window window = new Window(new Window.Axis(3, 1, 1, 1), new Window.Axis(3, 1, 1, 1));
        return Stream.of(
                Arguments.of(new Operation.Outer(0), List.of("a", "b"), List.of(), List.of("a", "b")),
                Arguments.of(new Operation.Generic(sigmoid()), List.of("a"), List.of("c"), List.of("c")),
                Arguments.of(new Operation.Assemble(List.of(0, 4)), List.of("a", "b"), List.of("c"), List.of("c")),
                Arguments.of(new Operation.Join(List.of(0, 2)), List.of("a", "b"), List.of("c"), List.of("c")),
                Arguments.of(
                        new Operation.Convolution(window, 1),
                        List.of("a", "b"),
                        List.of("c", "d", "e"),
                        List.of("d", "e")),
                Arguments.of(
                        new Operation.WeightGradient(window, 1), List.of("a", "b"), List.of("c", "d"), List.of("d")),
                Arguments.of(
                        new Operation.ImageGradient(window, 1), List.of("a", "b"), List.of("c", "d"), List.of("d")),
                Arguments.of(PRODUCT, List.of("a", "b"), List.of("c"), List.of()));
    }

    private static org.nd4j.autodiff.functions.DifferentialFunction sigmoid() {
        SameDiff graph = SameDiff.create();
        graph.nn().sigmoid(graph.placeHolder("x", DataType.DOUBLE, 4));
        return graph.getOps().values().iterator().next().getOp();
    }

    @ParameterizedTest
    @MethodSource("lasting")
    void whatIsNeededBetweenTwoRunsHasAPlaceOfItsOwn(
            Operation operation, List<String> inputs, List<String> outputs, List<String> lasting) {
        Map<String, Value> values = new HashMap<>(Map.of("x", value(new Value.Input(), 4)));
        List.of("a", "b").forEach(name -> values.put(name, value(new Value.Result(), 4)));
        List.of("c", "d", "e").forEach(name -> values.put(name, value(new Value.Result(), 9)));
        List<Node> nodes = new ArrayList<>(List.of(node(SQUARE, "a", "x"), node(SQUARE, "b", "x")));
        nodes.add(new Node(operation, inputs, outputs));

        List<String> expected = new ArrayList<>(lasting);
        expected.add("x");
        if (operation instanceof Operation.Assemble) {
            expected.addAll(inputs); // they lie in it
        }
        assertThat(BufferAllocation.of(new OpList(nodes, values), DataType.DOUBLE, List.of())
                        .lasting())
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void aValueWhosePlaceIsAnothersTooIsRefused() {
        OpList list = list(node(SQUARE, "a", "w"), node(SQUARE, "b", "a"));

        try (Executable executable = new Executable(list, DataType.DOUBLE, List.of("w", "b"))) {
            assertThat(executable.elements("b").size()).isEqualTo(4);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> executable.elements("a"))
                    .withMessage("Value 'a' is not there behind a run");
        }
    }

    private static Node node(Operation operation, String output, String... inputs) {
        return new Node(operation, List.of(inputs), List.of(output));
    }

    /** Values a, b, w of four elements, all others of nine; w is a parameter. */
    private static OpList list(Node... nodes) {
        Map<String, Value> values = new HashMap<>();
        for (Node node : nodes) {
            Stream.concat(node.inputs().stream(), node.outputs().stream())
                    .forEach(name -> values.put(
                            name,
                            value(
                                    name.equals("w") ? new Value.Parameter() : new Value.Result(),
                                    List.of("a", "b", "w").contains(name) ? 4 : 9)));
        }
        return new OpList(List.of(nodes), values);
    }

    private static Value value(Value.Origin origin, long... shape) {
        return new Value(shape, DataType.DOUBLE, origin);
    }
}
