package io.weightloom.program.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.OpList;
import io.weightloom.program.ir.Operation;
import io.weightloom.program.ir.Operation.Function;
import io.weightloom.program.ir.Value;
import io.weightloom.spec.TrialSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/** Who reads a value itself, and who what shows it in another shape. */
class DirectReadsTests {

    private static final Node FLAT = node(new Operation.Alias(0), "flat", "x");
    private static final Node SAME = node(new Operation.Alias(0), "same", "x");

    @Test
    void workOnElementsNeedsNoAlias() {
        OpList list = list(
                FLAT,
                node(new Operation.Alias(0), "again", "flat"),
                node(new Operation.Map(Function.TANH), "z", "again"));

        assertThat(DirectReads.find(list, List.of("z")).nodes())
                .containsExactly(node(new Operation.Map(Function.TANH), "z", "x"));
    }

    @Test
    void othersNeedTheShape() {
        Node product = node(new Operation.Product(Operation.Order.PLAIN, Operation.Order.PLAIN), "z", "flat", "same");
        OpList list = list(FLAT, SAME, product);

        assertThat(DirectReads.find(list, List.of("z")).nodes())
                .containsExactly(FLAT, node(product.operation(), "z", "flat", "x"));
    }

    @Test
    void rowsAndWhatIsSharedNeedTheShape() {
        Node row = node(new Operation.AddRow(), "z", "flat", "flat");
        OpList list = list(FLAT, row);

        assertThat(DirectReads.find(list, List.of("z")).nodes())
                .containsExactly(FLAT, node(row.operation(), "z", "x", "flat"));
    }

    @Test
    void whatIsWantedStaysAndAPartIsNoWhole() {
        Node part = node(new Operation.Alias(2), "part", "x");
        OpList list = list(FLAT, part, node(new Operation.Map(Function.TANH), "z", "part"));

        assertThat(DirectReads.find(list, List.of("z", "flat")).nodes()).isEqualTo(list.nodes());
    }

    @Test
    void aReluTellsItsDerivativeByWhatItHasMade() {
        Node relu = node(new Operation.Map(Function.RELU), "y", "x");
        OpList list = list(FLAT, relu, node(new Operation.Derivative(Function.RELU), "z", "flat", "g"));
        OpList before = list(node(new Operation.Derivative(Function.RELU), "z", "x", "g"), relu);
        OpList tanh = list(
                node(new Operation.Map(Function.TANH), "y", "x"),
                node(new Operation.Derivative(Function.TANH), "z", "y", "g"));

        assertThat(DirectReads.find(list, List.of("z")).nodes())
                .containsExactly(relu, node(new Operation.Derivative(Function.RELU), "z", "y", "g"));
        assertThat(DirectReads.find(before, List.of("y", "z")).nodes()).isEqualTo(before.nodes());
        assertThat(DirectReads.find(tanh, List.of("z")).nodes()).isEqualTo(tanh.nodes());
    }

    static Stream<TrialSpec> networks() {
        return NetworkLists.trials();
    }

    @ParameterizedTest
    @MethodSource("networks")
    void noBitOfANetworkChanges(TrialSpec trial) {
        DataType type = DataType.FLOAT;
        NetworkLists.Summed summed = NetworkLists.Summed.of(trial, type);
        OpList before = summed.list();
        OpList after = DirectReads.find(before, summed.wanted());
        BufferAllocation wide = BufferAllocation.of(before, type, summed.wanted());
        BufferAllocation narrow = BufferAllocation.of(after, type, summed.wanted());
        try (NetworkLists.Run expected = new NetworkLists.Run(before, wide, type, 0);
                NetworkLists.Run actual = new NetworkLists.Run(after, narrow, type, 0)) {
            expected.run(NetworkLists.leaves(before, wide, summed.parameters()));
            actual.run(NetworkLists.leaves(after, narrow, summed.parameters()));

            for (String name : summed.wanted()) {
                assertThat(actual.elements(name).toArray())
                        .as(name)
                        .containsExactly(expected.elements(name).toArray());
            }
        }
    }

    private static Node node(Operation operation, String output, String... inputs) {
        return new Node(operation, List.of(inputs), List.of(output));
    }

    /** All are of twelve elements, "flat" in one row, a part of three. */
    private static OpList list(Node... nodes) {
        Map<String, Value> values = new HashMap<>();
        for (String name : List.of("x", "same", "again", "y", "z", "g")) {
            values.put(name, value(3, 4));
        }
        values.put("flat", value(1, 12));
        values.put("part", value(3));
        return new OpList(List.of(nodes), values);
    }

    private static Value value(long... shape) {
        return new Value(shape, DataType.FLOAT, new Value.Result());
    }
}
