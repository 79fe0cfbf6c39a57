package io.weightloom.program.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.network.Network;
import io.weightloom.network.Trials;
import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.OpList;
import io.weightloom.program.ir.Operation;
import io.weightloom.program.ir.Value;
import io.weightloom.program.natives.QuietOutput;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TrialSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.autodiff.loss.LossReduce;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.factory.Nd4j;

/** Each pass of the compiler alone. */
class PassesTests {

    private static final Operation PRODUCT = new Operation.Product(Operation.Order.PLAIN, Operation.Order.PLAIN);

    @Test
    void onlyNeededOpsAreListedAndEachAfterWhatItReads() {
        SameDiff graph = graph();

        List<Node> nodes = Ordering.nodes(graph, List.of("loss"), Set.of());

        assertThat(nodes).extracting(node -> node.outputs().get(0)).containsExactly("product", "tanh", "loss");
    }

    @Test
    void foldingLearnsShapesAndFoldsWhatNeverChanges() {
        SameDiff graph = graph();
        SDVariable shape = graph.getVariable("product").shape();
        shape.mul(2).rename("twice");
        SDVariable c = graph.constant("c", Nd4j.scalar(3.0));
        c.mul(c).rename("nine");
        List<String> wanted = List.of("loss", "twice", "nine");

        OpList list = ConstantFolding.fold(
                graph,
                Ordering.nodes(graph, wanted, Set.of()),
                wanted,
                name -> graph.getVariable(name).getArr(),
                Set.of("w"),
                Map.of("x", new long[] {5, 2}));

        assertThat(list.value("product").shape()).containsExactly(5, 3);
        assertThat(list.value("loss").shape()).isEmpty();
        assertThat(((Value.Constant) list.value("twice").origin()).array().toLongVector())
                .containsExactly(10, 6);
        assertThat(((Value.Constant) list.value("nine").origin()).array().getDouble(0))
                .isEqualTo(9);
        assertThat(list.nodes()).extracting(node -> node.outputs().get(0)).containsExactly("product", "tanh", "loss");
    }

    @Test
    void aMatrixThatManyProductsReadTransposedIsTransposedOnce() {
        Map<String, Value> values = new HashMap<>();
        values.put("B", new Value(new long[] {3, 5}, DataType.FLOAT, new Value.Parameter()));
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            values.put("A" + i, new Value(new long[] {2, 5}, DataType.FLOAT, new Value.Input()));
            values.put("C" + i, new Value(new long[] {2, 3}, DataType.FLOAT, new Value.Result()));
            Operation byRows = new Operation.Product(Operation.Order.PLAIN, Operation.Order.TRANSPOSED);
            nodes.add(new Node(byRows, List.of("A" + i, "B"), List.of("C" + i)));
        }

        OpList shared = SharedTransposes.share(new OpList(nodes, values));

        assertThat(shared.nodes()).hasSize(9);
        assertThat(shared.nodes().get(0).operation()).isEqualTo(new Operation.Permute(List.of(1, 0)));
        assertThat(shared.value(shared.nodes().get(0).output()).shape()).containsExactly(5, 3);
        assertThat(shared.nodes().subList(1, 9))
                .allMatch(node -> node.operation().equals(PRODUCT)
                        && node.inputs().get(1).equals(shared.nodes().get(0).output()));
        assertThat(SharedTransposes.share(new OpList(nodes.subList(0, 7), values))
                        .nodes())
                .isEqualTo(nodes.subList(0, 7));
    }

    /** One that is read elsewhere too is computed for that. */
    @Test
    void aProductThatIsOnlyAddedIsAddedAtOnce() {
        Map<String, Value> values = new HashMap<>();
        for (String name : List.of("A", "B", "C", "x")) {
            values.put(name, new Value(new long[] {2, 2}, DataType.FLOAT, new Value.Input()));
        }
        for (String name : List.of("AB", "AC", "x + AB", "AC + x", "AC AC")) {
            values.put(name, new Value(new long[] {2, 2}, DataType.FLOAT, new Value.Result()));
        }
        List<Node> nodes = List.of(
                new Node(PRODUCT, List.of("A", "B"), List.of("AB")),
                new Node(new Operation.Add(), List.of("x", "AB"), List.of("x + AB")),
                new Node(PRODUCT, List.of("A", "C"), List.of("AC")),
                new Node(new Operation.Add(), List.of("AC", "x"), List.of("AC + x")),
                new Node(new Operation.Multiply(), List.of("AC", "AC"), List.of("AC AC")));

        OpList added = Fusion.accumulate(new OpList(nodes, values), List.of("x + AB", "AC + x", "AC AC"));

        Operation affine = new Operation.Affine(Operation.Order.PLAIN, Operation.Order.PLAIN);
        assertThat(added.nodes().get(0)).isEqualTo(new Node(affine, List.of("A", "B", "x"), List.of("x + AB")));
        assertThat(added.nodes().subList(1, 4)).isEqualTo(nodes.subList(2, 5));
    }

    @Test
    void productsOfPatchesWithKernelsOfEachTaskAreConvolutions() {
        assertThat(convolved(2, 3, new int[] {0, 4, 3, 1, 2}, new long[] {-1, 1, 72}, new long[] {-1, 4, 18}))
                .noneMatch(Operation.Permute.class::isInstance)
                .noneMatch(Operation.Product.class::isInstance)
                .noneMatch(operation -> operation.toString().startsWith("im2col"))
                .hasAtLeastOneElementOfType(Operation.Convolution.class)
                .hasAtLeastOneElementOfType(Operation.WeightGradient.class)
                .hasAtLeastOneElementOfType(Operation.ImageGradient.class);
    }

    /** Kernels of other tasks, of other axes, of another order: all of the same size. */
    @Test
    void whatOnlyLooksLikeConvolutionsOfTasksStays() {
        for (List<Operation> others : List.of(
                convolved(1, 3, new int[] {0, 4, 3, 1, 2}, new long[] {1, 1, 144}, new long[] {-1, 4, 18}),
                convolved(2, 3, new int[] {0, 4, 3, 2, 1}, new long[] {-1, 1, 72}, new long[] {-1, 4, 18}),
                convolved(2, 3, new int[] {0, 4, 1, 2, 3}, new long[] {-1, 1, 72}, new long[] {-1, 4, 18}))) {
            assertThat(others)
                    .noneMatch(Operation.Convolution.class::isInstance)
                    .noneMatch(Operation.WeightGradient.class::isInstance)
                    .noneMatch(Operation.ImageGradient.class::isInstance);
        }
    }

    /**
     * The operations of products of patches with kernels {@code w [2, 3, 3, 2, 4]}, repeated by ones, and of their
     * gradients.
     */
    private static List<Operation> convolved(int tasks, int batch, int[] axes, long[] rows, long[] kernel) {
        SameDiff graph = SameDiff.create();
        SDVariable x = graph.placeHolder("x", DataType.DOUBLE, -1, -1, 50);
        SDVariable w = graph.var("w", Nd4j.rand(DataType.DOUBLE, 2, 3, 3, 2, 4));
        SDVariable scale = graph.var("scale", Nd4j.rand(DataType.DOUBLE, 1));
        Conv2DConfig window =
                Conv2DConfig.builder().kH(3).kW(3).pH(1).pW(1).sH(2).sW(2).build();
        SDVariable pictures = x.mul(scale).reshape(-1, 2, 5, 5);
        SDVariable doubled = tasks == 1 ? graph.concat(0, pictures, pictures) : pictures;
        SDVariable patches = graph.cnn().im2Col(doubled, window);
        SDVariable kernels = graph.onesLike(x.sum(true, 2)).mmul(w.permute(axes).reshape(rows));
        kernels.reshape(kernel).mmul(patches.reshape(-1, 18, 9)).sum().rename("loss");
        graph.setLossVariables("loss");
        QuietOutput.run(graph::createGradFunction);
        SameDiff gradient = graph.getFunction("grad");
        List<String> wanted = List.of(
                "loss",
                gradient.getGradForVariable("w").name(),
                gradient.getGradForVariable("scale").name());
        OpList folded = ConstantFolding.fold(
                gradient,
                Ordering.nodes(gradient, wanted, Set.of()),
                wanted,
                name -> gradient.getVariable(name).getArr(),
                Set.of("w", "scale"),
                Map.of("x", new long[] {tasks, batch, 50}));
        OpList selected = KernelSelection.select(folded, DataType.DOUBLE, Set.copyOf(wanted));
        return Pruning.prune(TaskConvolutions.find(selected, DataType.DOUBLE), wanted).nodes().stream()
                .map(Node::operation)
                .toList();
    }

    /** Equal to SameDiff it would be with patches too, but not as fast, nor as small. */
    @Test
    void noTargetOfTasksHoldsPatches() {
        assertThat(Trials.targets()).allSatisfy(target -> {
            TrialSpec trial = Trials.of(
                    1,
                    target,
                    Trials.hypernet(
                            new GeneratorSpec.Full(), new ConditionSpec.PerTask(2, 3), Initialisation.DEFAULT, 4),
                    Loss.MSE);
            try (Network network = Network.build(trial, DataType.DOUBLE)) {
                SameDiff gradient = network.graph().getFunction("grad");
                List<String> wanted = network.trainableNames().stream()
                        .map(name -> gradient.getGradForVariable(name).name())
                        .toList();
                OpList folded = ConstantFolding.fold(
                        gradient,
                        Ordering.nodes(gradient, wanted, Set.of()),
                        wanted,
                        name -> gradient.getVariable(name).getArr(),
                        Set.copyOf(network.trainableNames()),
                        network.shapes(3, 2));
                OpList selected = KernelSelection.select(folded, DataType.DOUBLE, Set.copyOf(wanted));
                assertThat(Pruning.prune(TaskConvolutions.find(selected, DataType.DOUBLE), wanted)
                                .nodes())
                        .noneMatch(node -> node.operation().toString().startsWith("im2col"));
            }
        });
    }

    /** Why networks tell it their padding in numbers. */
    @Test
    void theOpThatTakesPatchesIgnoresPaddingModeSame() {
        SameDiff graph = SameDiff.create();
        SDVariable x = graph.constant(Nd4j.ones(DataType.DOUBLE, 1, 1, 3, 3));
        Conv2DConfig same =
                Conv2DConfig.builder().kH(3).kW(3).paddingMode(PaddingMode.SAME).build();

        // One in the middle of the first patch would be the second of padded rows and columns.
        assertThat(graph.cnn().im2Col(x, same).eval().getDouble(0, 0, 0, 0, 0, 0))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Operation.Loss.Kind.class)
    void aLossGivesItsGradientToo(Operation.Loss.Kind kind) {
        SameDiff graph = SameDiff.create();
        SDVariable y = graph.placeHolder("y", DataType.DOUBLE, -1, 3);
        SDVariable output =
                graph.placeHolder("x", DataType.DOUBLE, -1, 2).mmul(graph.var("w", Nd4j.ones(DataType.DOUBLE, 2, 3)));
        LossReduce mean = LossReduce.MEAN_BY_NONZERO_WEIGHT_COUNT;
        (switch (kind) {
                    case CROSS_ENTROPY -> graph.loss().softmaxCrossEntropy("l", y, output, null, mean, 0);
                    case SQUARED_ERROR -> graph.loss().meanSquaredError("l", y, output, null, mean);
                    case ABSOLUTE_ERROR -> graph.loss().absoluteDifference("l", y, output, null, mean);
                })
                .rename("loss");
        graph.setLossVariables("loss");
        QuietOutput.run(graph::createGradFunction);
        SameDiff gradient = graph.getFunction("grad");
        List<String> wanted = List.of("loss", gradient.getGradForVariable("w").name());
        OpList folded = ConstantFolding.fold(
                gradient,
                Ordering.nodes(gradient, wanted, Set.of()),
                wanted,
                name -> gradient.getVariable(name).getArr(),
                Set.of("w"),
                Map.of("x", new long[] {5, 2}, "y", new long[] {5, 3}));

        OpList list = Pruning.prune(KernelSelection.select(folded, DataType.DOUBLE, Set.copyOf(wanted)), wanted);

        assertThat(list.nodes())
                .extracting(Node::operation)
                .contains(new Operation.Loss(kind))
                .noneMatch(Operation.Generic.class::isInstance);
    }

    @Test
    void gradientsThatNobodyNeedsAreNotComputed() {
        SameDiff graph = graph();
        QuietOutput.run(graph::createGradFunction);
        SameDiff gradient = graph.getFunction("grad");
        String wanted = gradient.getGradForVariable("w").name();
        OpList folded = ConstantFolding.fold(
                gradient,
                Ordering.nodes(gradient, List.of(wanted), Set.of()),
                List.of(wanted),
                name -> gradient.getVariable(name).getArr(),
                Set.of("w"),
                Map.of("x", new long[] {5, 2}));

        OpList list = Pruning.prune(KernelSelection.select(folded, DataType.DOUBLE, Set.of(wanted)), List.of(wanted));

        assertThat(list.nodes()).noneMatch(node -> node.operation() instanceof Operation.Generic);
        assertThat(list.nodes()).noneMatch(node -> node.outputs().contains("x-grad"));
        assertThat(list.nodes())
                .filteredOn(node -> node.outputs().contains(wanted))
                .singleElement()
                .satisfies(node -> {
                    assertThat(node.operation())
                            .isEqualTo(new Operation.Product(Operation.Order.TRANSPOSED, Operation.Order.PLAIN));
                    assertThat(node.inputs().get(0)).isEqualTo("x");
                });
    }

    @Test
    void aRowIsAddedByTheProductBeforeItIfNobodyElseReadsThat() {
        OpList one = list(node(PRODUCT, "p", "a", "b"), node(new Operation.AddRow(), "s", "p", "r"));
        OpList two = list(
                node(PRODUCT, "p", "a", "b"),
                node(new Operation.AddRow(), "s", "p", "r"),
                node(new Operation.Multiply(), "t", "s", "p"));

        assertThat(Fusion.fuse(one, List.of("s")).nodes())
                .containsExactly(
                        node(new Operation.Affine(Operation.Order.PLAIN, Operation.Order.PLAIN), "s", "a", "b", "r"));
        assertThat(Fusion.fuse(two, List.of("t")).nodes()).isEqualTo(two.nodes());
    }

    @Test
    void slicesSideBySideNeedNoSumButThoseThatOverlapDo() {
        OpList apart = list(
                node(new Operation.Assemble(List.of(0)), "p", "a"), // [4] of [9]
                node(new Operation.Assemble(List.of(4)), "q", "b"),
                node(new Operation.Add(), "s", "p", "q"));
        OpList overlapping = list(
                node(new Operation.Assemble(List.of(0)), "p", "a"),
                node(new Operation.Assemble(List.of(3)), "q", "b"),
                node(new Operation.Add(), "s", "p", "q"));

        assertThat(Fusion.fuse(apart, List.of("s")).nodes())
                .containsExactly(node(new Operation.Assemble(List.of(0, 4)), "s", "a", "b"));
        assertThat(Fusion.fuse(overlapping, List.of("s")).nodes()).isEqualTo(overlapping.nodes());
    }

    @Test
    void anOuterProductAmongTheGradientsIsLeftToTheUpdaterWithACopyOfWhatTheUpdaterChanges() {
        Map<String, Value> values = new HashMap<>();
        values.put("column", value(new Value.Parameter(), 1, 4));
        values.put("row", value(new Value.Result(), 1, 5));
        values.put("outer", value(new Value.Result(), 4, 5));
        values.put("all", value(new Value.Result(), 20));
        Node product = node(
                new Operation.Product(Operation.Order.TRANSPOSED, Operation.Order.PLAIN), "outer", "column", "row");
        Node all = node(new Operation.Assemble(List.of(0)), "all", "outer");

        OpList list = DeferredOuterProducts.defer(new OpList(List.of(product, all), values), "all");

        assertThat(list.nodes())
                .containsExactly(
                        node(new Operation.Assemble(List.of(0)), "<copy of column>", "column"),
                        new Node(new Operation.Outer(0), List.of("<copy of column>", "row"), List.of()),
                        new Node(new Operation.Assemble(List.of()), List.of(), List.of("all")));
    }

    /** {@code loss = sum(tanh(x w))}, x [n, 2], w [2, 3]; something else hangs on it that the loss does not need. */
    private static SameDiff graph() {
        SameDiff graph = SameDiff.create();
        SDVariable x = graph.placeHolder("x", DataType.DOUBLE, -1, 2);
        SDVariable product =
                x.mmul(graph.var("w", Nd4j.ones(DataType.DOUBLE, 2, 3))).rename("product");
        product.mul(2).rename("unneeded");
        graph.math().tanh(product).sum().rename("loss");
        graph.setLossVariables("loss");
        return graph;
    }

    private static Node node(Operation operation, String output, String... inputs) {
        return new Node(operation, List.of(inputs), List.of(output));
    }

    /** Values a, b, r, w of four elements, all others of nine; w is a parameter. */
    private static OpList list(Node... nodes) {
        Map<String, Value> values = new HashMap<>();
        for (Node node : nodes) {
            Stream.concat(node.inputs().stream(), node.outputs().stream())
                    .forEach(name -> values.put(
                            name,
                            value(
                                    name.equals("w") ? new Value.Parameter() : new Value.Result(),
                                    Set.of("a", "b", "r", "w").contains(name) ? 4 : 9)));
        }
        return new OpList(List.of(nodes), values);
    }

    private static Value value(Value.Origin origin, long... shape) {
        return new Value(shape, DataType.DOUBLE, origin);
    }
}
