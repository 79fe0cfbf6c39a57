package io.weightloom.program.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.OpList;
import io.weightloom.program.ir.Operation;
import io.weightloom.program.ir.Operation.Order;
import io.weightloom.program.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

class StackingTests {

    private static final Operation.Product PRODUCT = new Operation.Product(Order.TRANSPOSED, Order.PLAIN);

    private final Map<String, Value> values = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();

    /** Of A' B of three times, of which B is assembled, last time first, behind the sum and with a time before. */
    @Test
    void factorsThatAreAssembledAnywayAreNotCopied() {
        factors("");
        node(new Operation.Map(Operation.Function.TANH), "B3", "x3");
        node(new Operation.Map(Operation.Function.TANH), "B2", "x2");
        node(new Operation.Map(Operation.Function.TANH), "B1", "x1");
        String sum = sum("");
        node(new Operation.Map(Operation.Function.TANH), "B0", "x0");
        assembled("W", "B3", "B2", "B1", "B0");

        List<Node> stacked = stack(sum, "W");

        assertThat(stacked.get(stacked.size() - 1).output()).isEqualTo(sum);
        Node product = producer(stacked, producer(stacked, sum).inputs().get(0));
        Node a = producer(stacked, product.inputs().get(0));
        Node b = producer(stacked, product.inputs().get(1));
        assertThat(product.operation()).isEqualTo(PRODUCT);
        assertThat(b.operation()).isEqualTo(new Operation.Alias(8));
        assertThat(b.inputs()).containsExactly("W");
        assertThat(a.operation()).isEqualTo(new Operation.Assemble(List.of(0, 6, 12)));
        assertThat(a.inputs()).containsExactly("A1", "A2", "A3");
    }

    /** The value of the time before is computed from the sum. */
    @Test
    void whatTheSumIsNeededForIsNotWaitedFor() {
        factors("");
        for (int time = 1; time < 4; time++) {
            node(new Operation.Map(Operation.Function.TANH), "B" + time, "x" + time);
        }
        String sum = sum("");
        node(new Operation.Product(Order.PLAIN, Order.PLAIN), "B0", "A0", sum);
        assembled("W", "B3", "B2", "B1", "B0");

        List<Node> stacked = stack(sum, "W");

        assertThat(stacked.get(stacked.size() - 1).output()).isEqualTo("W");
        Node product = producer(stacked, producer(stacked, sum).inputs().get(0));
        assertThat(producer(stacked, product.inputs().get(1)).operation())
                .isEqualTo(new Operation.Assemble(List.of(0, 8, 16)));
    }

    /** Each one's factors are assembled behind one that is computed from the other sum: one of them must be copied. */
    @Test
    void twoSumsDoNotWaitForEachOther() {
        for (String of : List.of("", "other ")) {
            factors(of);
            for (int time = 1; time < 4; time++) {
                node(new Operation.Map(Operation.Function.TANH), of + "B" + time, of + "x" + time);
            }
        }
        String sum = sum("");
        String other = sum("other ");
        node(new Operation.Product(Order.PLAIN, Order.PLAIN), "B0", "A0", other);
        node(new Operation.Product(Order.PLAIN, Order.PLAIN), "other B0", "other A0", sum);
        assembled("W", "B3", "B2", "B1", "B0");
        assembled("other W", "other B3", "other B2", "other B1", "other B0");

        List<Node> stacked = stack(sum, other, "W", "other W");

        Node product = producer(stacked, producer(stacked, sum).inputs().get(0));
        Node copied = producer(stacked, producer(stacked, other).inputs().get(0));
        assertThat(producer(stacked, product.inputs().get(1)).inputs()).containsExactly("W");
        assertThat(producer(stacked, copied.inputs().get(1)).operation())
                .isEqualTo(new Operation.Assemble(List.of(0, 8, 16)));
    }

    /** Of four times, of which each B is still to be computed. */
    private void factors(String of) {
        for (int time = 0; time < 4; time++) {
            input(of + "A" + time, 2, 3);
            input(of + "x" + time, 2, 4);
            result(of + "B" + time, 2, 4);
        }
    }

    /** Its name. */
    private String sum(String of) {
        for (int time = 1; time < 4; time++) {
            result(of + "C" + time, 3, 4);
            node(PRODUCT, of + "C" + time, of + "A" + time, of + "B" + time);
        }
        result(of + "C3 + C2", 3, 4);
        result(of + "sum", 3, 4);
        node(new Operation.Add(), of + "C3 + C2", of + "C3", of + "C2");
        node(new Operation.Add(), of + "sum", of + "C3 + C2", of + "C1");
        return of + "sum";
    }

    /** The last one comes first. */
    private void assembled(String whole, String... pieces) {
        result(whole, 32);
        List<Integer> offsets = new ArrayList<>();
        for (int i = pieces.length; i-- > 0; ) {
            offsets.add(8 * i);
        }
        node(new Operation.Assemble(offsets), whole, pieces);
    }

    private void input(String name, long... shape) {
        values.put(name, new Value(shape, DataType.DOUBLE, new Value.Input()));
    }

    private void result(String name, long... shape) {
        values.put(name, new Value(shape, DataType.DOUBLE, new Value.Result()));
    }

    private void node(Operation operation, String output, String... inputs) {
        nodes.add(new Node(operation, List.of(inputs), List.of(output)));
    }

    /** Each node is behind those whose values it reads. */
    private List<Node> stack(String... wanted) {
        List<Node> stacked = Stacking.stack(new OpList(nodes, values), DataType.DOUBLE, List.of(wanted))
                .nodes();
        Set<String> computed = new HashSet<>();
        Set<String> all = new HashSet<>();
        stacked.forEach(node -> all.addAll(node.outputs()));
        for (Node node : stacked) {
            assertThat(node.inputs()).allMatch(name -> computed.contains(name) || !all.contains(name));
            computed.addAll(node.outputs());
        }
        return stacked;
    }

    private static Node producer(List<Node> nodes, String name) {
        return nodes.stream()
                .filter(node -> node.outputs().contains(name))
                .findFirst()
                .orElseThrow();
    }
}
