package io.weightloom.program.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.OpList;
import io.weightloom.program.ir.Operation;
import io.weightloom.program.ir.Operation.Function;
import io.weightloom.program.ir.Value;
import io.weightloom.spec.TrialSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

/** Values that share memory, of real networks and of any list, beside the same values in places of their own. */
class SharedMemoryTests {

    static Stream<Arguments> networks() {
        return NetworkLists.trials()
                .flatMap(trial -> Stream.of(DataType.FLOAT, DataType.DOUBLE).map(type -> Arguments.of(trial, type)));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void noBitOfANetworkDependsOnWhatLiesInTheMemoryThatItsValuesShare(TrialSpec trial, DataType type) {
        NetworkLists.Summed summed = NetworkLists.Summed.of(trial, type);
        OpList list = summed.last(type);
        BufferAllocation shared = BufferAllocation.of(list, type, summed.wanted());

        assertNoBitDiffers(list, shared, type, NetworkLists.leaves(list, shared, summed.parameters()));
        assertThat(assertApart(list, shared, summed.wanted())).isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void noBitOfAnyListDependsOnWhatLiesInTheMemoryThatItsValuesShare(int seed) {
        for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
            Squares squares = new Squares(seed, type);
            OpList list = new OpList(squares.nodes, squares.values);
            List<String> wanted = List.of("v9", squares.names.get(squares.names.size() - 1));
            BufferAllocation shared = BufferAllocation.of(list, type, wanted);

            assertNoBitDiffers(list, shared, type, NetworkLists.leaves(list, shared, Map.of()));
            assertThat(assertApart(list, shared, wanted)).isPositive();
        }
    }

    /** What lasts is the same as where all values last; before, nothing in shared places has been a number. */
    private static void assertNoBitDiffers(
            OpList list, BufferAllocation shared, DataType type, Map<String, double[]> leaves) {
        BufferAllocation own =
                BufferAllocation.of(list, type, List.copyOf(shared.offsets().keySet()));
        assertThat(own.lasting()).isEqualTo(own.offsets().keySet());
        assertThat(shared.size()).isLessThan(own.size());
        try (NetworkLists.Run expected = new NetworkLists.Run(list, own, type, 0);
                NetworkLists.Run actual = new NetworkLists.Run(list, shared, type, Double.NaN)) {
            actual.spoil(leaves);
            actual.run(leaves);
            expected.run(leaves);

            for (String name : shared.lasting()) {
                double[] numbers = expected.elements(name).toArray();
                assertThat(numbers).as(name).doesNotContain(Double.NaN);
                assertThat(Arrays.equals(actual.elements(name).toArray(), numbers))
                        .as(name)
                        .isTrue();
            }
        }
    }

    /**
     * Checks that values have no element in common that are needed at the same time.
     *
     * @param named what is needed always, beside what no node computes
     * @return how many pairs have one in common at different times
     */
    private static int assertApart(OpList list, BufferAllocation allocation, List<String> named) {
        List<Kin> families = families(list, allocation, named);
        int shared = 0;
        for (int i = 0; i < families.size(); i++) {
            Kin one = families.get(i);
            for (Kin other : families.subList(i + 1, families.size())) {
                if (one.begin < other.end && other.begin < one.end) {
                    shared++;
                    assertThat(one.last < other.first || other.last < one.first)
                            .as(one.names + " and " + other.names)
                            .isTrue();
                }
            }
        }
        return shared;
    }

    /** Each value, with those that it shows or lies in. */
    private static List<Kin> families(OpList list, BufferAllocation allocation, List<String> named) {
        Map<String, Kin> families = new HashMap<>();
        for (int number = 0; number < list.nodes().size(); number++) {
            Node node = list.nodes().get(number);
            List<String> touched = new ArrayList<>(node.inputs());
            touched.addAll(node.outputs());
            for (String name : touched) {
                if (allocation.offsets().containsKey(name)) {
                    Kin kin = families.computeIfAbsent(name, Kin::new);
                    int begin = allocation.offset(name);
                    boolean always = named.contains(name)
                            || !(list.value(name).origin() instanceof Value.Result)
                            || node.operation() instanceof Operation.Outer; // which is read behind the last node
                    kin.touch(
                            always ? -1 : number,
                            begin,
                            begin + list.value(name).size());
                    kin.touch(always ? list.nodes().size() : number, begin, begin);
                }
            }
            for (int input = 0; input < node.inputs().size(); input++) {
                String piece = node.inputs().get(input);
                boolean within = node.operation() instanceof Operation.Alias
                        || (node.operation() instanceof Operation.Assemble assemble
                                && allocation.within(
                                        piece, node.output(), assemble.offsets().get(input)));
                if (within) {
                    Kin kin = families.get(piece);
                    Kin other = families.get(node.output());
                    kin.add(other);
                    other.names.forEach(name -> families.put(name, kin));
                }
            }
        }
        return List.copyOf(new HashSet<>(families.values()));
    }

    /** Values of which each lies where another one does, from the first node that touches one to the last. */
    private static final class Kin {

        private final Set<String> names = new HashSet<>();
        private int first = Integer.MAX_VALUE;
        private int last = -1;
        private int begin = Integer.MAX_VALUE;
        private int end;

        Kin(String name) {
            names.add(name);
        }

        void touch(int number, int from, int to) {
            first = Math.min(first, number);
            last = Math.max(last, number);
            begin = Math.min(begin, from);
            end = Math.max(end, to);
        }

        void add(Kin other) {
            names.addAll(other.names);
            touch(other.first, other.begin, other.end);
            touch(other.last, other.begin, other.end);
        }
    }

    /** Random nodes over matrices of 8x8 and vectors, with all that lies within others, and with gaps. */
    private static final class Squares {

        private static final int SIZE = 64;

        private final Random random;
        private final DataType type;
        private final Map<String, Value> values = new HashMap<>();
        private final List<Node> nodes = new ArrayList<>();
        private final List<String> names = new ArrayList<>(); // of all matrices

        Squares(int seed, DataType type) {
            this.random = new Random(seed);
            this.type = type;
            values.put("x", new Value(new long[] {8, 8}, type, new Value.Input()));
            names.add("x");
            while (nodes.size() < 80) {
                add();
            }
        }

        private void add() {
            String x = any();
            switch (random.nextInt(8)) {
                case 0, 1 -> matrix(new Operation.Add(), x, any());
                case 2 -> matrix(new Operation.Product(Operation.Order.PLAIN, Operation.Order.PLAIN), x, tamed());
                case 3 -> matrix(new Operation.Alias(0), x);
                case 4 -> { // end to end, with gaps, one of them twice
                    String whole = make(new Operation.Assemble(List.of(5, 75, 150)), new long[] {220}, x, tamed(), x);
                    matrix(new Operation.Alias(random.nextInt(220 - SIZE)), whole);
                    matrix(new Operation.Alias(0), whole);
                }
                case 5 -> { // one whole within another
                    String inner = make(new Operation.Assemble(List.of(SIZE, 0)), new long[] {2 * SIZE}, tamed(), x);
                    String outer = make(new Operation.Assemble(List.of(0)), new long[] {2 * SIZE}, inner);
                    matrix(new Operation.Alias(SIZE), outer);
                }
                case 6 -> {
                    String joined = make(new Operation.Join(List.of(1, 10)), new long[] {8, 19}, x, tamed());
                    matrix(new Operation.Cut(random.nextInt(12)), joined);
                }
                default -> tamed();
            }
        }

        private String tamed() {
            return matrix(new Operation.Map(Function.TANH), any());
        }

        private String any() {
            return names.get(names.size() - 1 - random.nextInt(Math.min(names.size(), 7)));
        }

        private String matrix(Operation operation, String... inputs) {
            String name = make(operation, new long[] {8, 8}, inputs);
            names.add(name);
            return name;
        }

        private String make(Operation operation, long[] shape, String... inputs) {
            String name = "v" + nodes.size();
            values.put(name, new Value(shape, type, new Value.Result()));
            nodes.add(new Node(operation, List.of(inputs), List.of(name)));
            return name;
        }
    }
}
