package io.weightloom.program.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.OpList;
import io.weightloom.program.ir.Operation;
import io.weightloom.program.ir.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

/** What a batch norm and its gradient are made of, before and after. */
class SharedFusionTests {

    private static final Operation SPREAD = new Operation.SpreadShared(0.25);

    @Test
    void aProductThatIsOnlySummedUpIsNeverWritten() {
        OpList once = list(node(new Operation.Multiply(), "P", "X", "Y"), node(new Operation.SumShared(0.5), "s", "P"));
        OpList twice = list(
                node(new Operation.Multiply(), "P", "X", "Y"),
                node(new Operation.SumShared(0.5), "s", "P"),
                node(new Operation.Add(), "Z", "P", "X"));

        assertThat(SharedFusion.fuse(once, List.of("s")).nodes())
                .containsExactly(node(new Operation.SumShared(0.5), "s", "X", "Y"));
        assertThat(SharedFusion.fuse(twice, List.of("s", "Z")).nodes()).isEqualTo(twice.nodes());
        assertThat(SharedFusion.fuse(once, List.of("s", "P")).nodes()).isEqualTo(once.nodes());
    }

    @Test
    void whatIsSpreadOutToBeAddedIsAddedByStretches() {
        for (List<String> order : List.of(List.of("X", "P"), List.of("P", "X"))) {
            OpList list = list(node(SPREAD, "P", "s"), node(new Operation.Add(), "Z", order.get(0), order.get(1)));

            assertThat(SharedFusion.fuse(list, List.of("Z")).nodes())
                    .containsExactly(node(new Operation.AddShared(0.25), "Z", "X", "s"));
        }
    }

    /** The gradient of a square: the same product for both of its factors. */
    @Test
    void whatIsSpreadOutToBeMultipliedIsMultipliedByStretchesAndOnce() {
        OpList list = list(
                node(SPREAD, "P", "s"),
                node(new Operation.Multiply(), "Y", "P", "X"),
                node(new Operation.Multiply(), "Z", "P", "X"));

        OpList fused = SharedFusion.fuse(list, List.of("Y", "Z"));

        String scaled = "<share of P>";
        assertThat(fused.nodes())
                .containsExactly(
                        node(new Operation.Scale(0.25, 0), scaled, "s"),
                        node(new Operation.MultiplyShared(), "Y", "X", scaled),
                        node(new Operation.Alias(0), "Z", "Y"));
        assertThat(fused.value(scaled).shape()).containsExactly(1, 3, 1);
    }

    @Test
    void sumsOfRowsAreProductsWithAVectorOfTheFactor() {
        Operation product = new Operation.Product(Operation.Order.PLAIN, Operation.Order.PLAIN);
        for (List<String> summed : List.of(List.of("U"), List.of("U", "V"))) {
            OpList list = list(new Node(new Operation.SumShared(0.5), summed, List.of("r")));

            OpList fused = SharedFusion.fuse(list, List.of("r"));

            String factor = summed.size() == 1 ? "U" : "<products for r>";
            List<Node> nodes = List.of(
                    node(new Operation.Alias(0), "<rows of 4 of " + factor + ">", factor),
                    node(product, "<sums of rows for r>", "<rows of 4 of " + factor + ">", "<0.5 [4, 1]>"),
                    node(new Operation.Alias(0), "r", "<sums of rows for r>"));
            assertThat(fused.nodes()).endsWith(nodes.toArray(Node[]::new)).hasSize(nodes.size() + summed.size() - 1);
            assertThat(fused.value("<rows of 4 of " + factor + ">").shape()).containsExactly(12, 4);
            assertThat(fused.value("<0.5 [4, 1]>").origin())
                    .isInstanceOfSatisfying(
                            Value.Constant.class,
                            constant -> assertThat(constant.array().toDoubleVector())
                                    .containsExactly(0.5, 0.5, 0.5, 0.5));
        }
    }

    /** Of few rows OpenBLAS adds up one number after the other, and long ones need double precision. */
    @Test
    void sumsOfFewOrLongRowsStaySums() {
        OpList list = list(node(new Operation.SumShared(1), "few", "X"), node(new Operation.SumShared(1), "long", "L"));

        assertThat(SharedFusion.fuse(list, List.of("few", "long")).nodes()).isEqualTo(list.nodes());
    }

    private static Node node(Operation operation, String output, String... inputs) {
        return new Node(operation, List.of(inputs), List.of(output));
    }

    /** Values with large names are whole, others are shared. */
    private static OpList list(Node... nodes) {
        Map<String, Value> values = new HashMap<>();
        Stream.of("X", "Y", "Z", "P").forEach(name -> values.put(name, value(2, 3, 4)));
        values.put("s", value(1, 3, 1));
        Stream.of("U", "V").forEach(name -> values.put(name, value(4, 3, 4)));
        values.put("r", value(4, 3, 1));
        values.put("few", value(2, 3, 1));
        values.put("L", value(8, 1025));
        values.put("long", value(8, 1));
        return new OpList(List.of(nodes), values);
    }

    private static Value value(long... shape) {
        return new Value(shape, DataType.FLOAT, new Value.Result());
    }
}
