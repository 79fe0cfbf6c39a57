package io.weightloom.program.compile;

import io.weightloom.network.Network;
import io.weightloom.network.Trials;
import io.weightloom.network.graph.Names;
import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.OpList;
import io.weightloom.program.ir.Operation;
import io.weightloom.program.ir.Value;
import io.weightloom.program.kernel.Arena;
import io.weightloom.program.kernel.Elements;
import io.weightloom.program.kernel.Kernel;
import io.weightloom.program.natives.ArrayNumbers;
import io.weightloom.program.natives.NativeThreads;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.RecurrentSpec;
import io.weightloom.spec.RecurrentSpec.Norm;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Op lists of small networks, pass by pass as the compiler makes them, and what they compute in a given memory. */
final class NetworkLists {

    /** All gradients end to end. */
    private static final String ALL = "<all>";

    private static final int TASKS = 3;

    private NetworkLists() {}

    /** A network of each kind: with weights of one, of several tasks, and of its own or anew at each step. */
    static Stream<TrialSpec> trials() {
        Stream<TrialSpec> pictures = Trials.targets().stream()
                .flatMap(target -> Stream.of(
                        trial(target, Trials.full(Initialisation.HYPERFAN_IN, 3, 6)),
                        trial(
                                target,
                                Trials.hypernet(
                                        new GeneratorSpec.Chunked(7, 2),
                                        new ConditionSpec.PerTask(3, TASKS),
                                        Initialisation.HYPERFAN_OUT,
                                        6))));
        RecurrentSpec lstm = new RecurrentSpec.Lstm(3, 4, 2, Norm.LAYER, 1, 4);
        Stream<TrialSpec> sequences = Stream.of(
                trial(new RecurrentSpec.Lstm(3, 4, 1, Norm.NONE, 0, 5), new WeightsSpec.Plain()),
                trial(lstm, new WeightsSpec.Plain()),
                trial(lstm, anew(new GeneratorSpec.RowScaling())),
                trial(lstm, anew(new GeneratorSpec.Full())));
        return Stream.concat(pictures, sequences);
    }

    private static WeightsSpec anew(GeneratorSpec generator) {
        return Trials.hypernet(generator, new ConditionSpec.Recurrent(2, 3, Norm.LAYER, 0), Initialisation.DEFAULT);
    }

    private static TrialSpec trial(TargetSpec target, WeightsSpec weights) {
        return Trials.of(5, target, weights, Loss.CROSS_ENTROPY);
    }

    /**
     * The loss and the gradients of a network, before {@link DirectReads}.
     *
     * @param wanted what is read behind a run
     * @param parameters values of the trainables
     */
    record Summed(OpList list, List<String> wanted, Map<String, double[]> parameters) {

        static Summed of(TrialSpec trial, DataType type) {
            try (Network network = Network.build(trial, type)) {
                SameDiff gradient = network.graph().getFunction("grad");
                List<String> pieces = network.trainableNames().stream()
                        .map(name -> gradient.getGradForVariable(name).name())
                        .toList();
                List<String> all = new ArrayList<>(pieces);
                all.add(Names.LOSS);
                OpList folded = ConstantFolding.fold(
                        gradient,
                        Ordering.nodes(gradient, all, Set.of()),
                        all,
                        name -> gradient.getVariable(name).getArr(),
                        Set.copyOf(network.trainableNames()),
                        network.shapes(TASKS, 5));
                Map<String, double[]> parameters = new HashMap<>();
                network.trainableNames().forEach(name -> parameters.put(name, displaced(network, name)));
                List<String> wanted = List.of(Names.LOSS, ALL);
                return new Summed(summed(assembled(folded, pieces, type), type, wanted), wanted, parameters);
            }
        }

        /** The rest of the passes. */
        OpList last(DataType type) {
            OpList deferred = DeferredOuterProducts.defer(DirectReads.find(list, wanted), ALL);
            return type == DataType.FLOAT ? ElementwiseFusion.fuse(deferred, wanted) : deferred;
        }
    }

    /** Not where biases are zeros and scales ones. */
    private static double[] displaced(Network network, String name) {
        INDArray array = network.graph().getVariable(name).getArr();
        double[] values = ArrayNumbers.of(array);
        Random random = new Random(name.hashCode());
        Arrays.setAll(values, i -> (float) (values[i] + 0.1 * random.nextGaussian()));
        return values;
    }

    private static OpList assembled(OpList list, List<String> pieces, DataType type) {
        List<Integer> at = new ArrayList<>();
        int size = 0;
        for (String piece : pieces) {
            at.add(size);
            size += list.value(piece).size();
        }
        List<Node> nodes = new ArrayList<>(list.nodes());
        nodes.add(new Node(new Operation.Assemble(at), pieces, List.of(ALL)));
        Map<String, Value> values = new HashMap<>(list.values());
        values.put(ALL, new Value(new long[] {size}, type, new Value.Result()));
        return new OpList(nodes, values);
    }

    private static OpList summed(OpList list, DataType type, List<String> wanted) {
        OpList selected = Pruning.prune(KernelSelection.select(list, type, Set.copyOf(wanted)), wanted);
        OpList found = Pruning.prune(TaskConvolutions.find(selected, type), wanted);
        OpList fused = Fusion.fuse(ReluAfterPooling.swap(found, wanted), wanted);
        OpList stacked = SharedTransposes.share(SharedFusion.fuse(Stacking.stack(fused, type, wanted), wanted));
        return Fusion.accumulate(stacked, wanted);
    }

    /** A list's kernels in a memory of its own. Close it. */
    static final class Run implements AutoCloseable {

        private final OpList list;
        private final BufferAllocation allocation;
        private final Arena arena;
        private final Map<String, INDArray> others = new HashMap<>();
        private final Kernel[] kernels;

        /** @param filled what lies, before, in places that values share */
        Run(OpList list, BufferAllocation allocation, DataType type, double filled) {
            NativeThreads.one();
            this.list = list;
            this.allocation = allocation;
            this.arena = new Arena(type, allocation.size());
            Elements all = arena.elements(0, allocation.size());
            for (int i = 0; i < all.size(); i++) {
                all.put(i, filled);
            }
            allocation.lasting().forEach(name -> fill(name, 0));
            allocation.lasting().forEach(name -> {
                if (list.value(name).origin() instanceof Value.Constant constant) {
                    elements(name).put(ArrayNumbers.of(constant.array()));
                }
            });
            this.kernels = Lowering.lower(list, allocation, arena, others).kernels();
        }

        /** On these values of all inputs and parameters. */
        void run(Map<String, double[]> values) {
            values.forEach((name, numbers) -> elements(name).put(numbers));
            for (Kernel kernel : kernels) {
                kernel.run();
            }
        }

        /** On inputs and parameters that are not numbers, so that little is that is computed of them. */
        void spoil(Map<String, double[]> values) {
            values.keySet().forEach(name -> fill(name, Double.NaN));
            for (Kernel kernel : kernels) {
                kernel.run();
            }
        }

        private void fill(String name, double value) {
            Elements elements = elements(name);
            for (int i = 0; i < elements.size(); i++) {
                elements.put(i, value);
            }
        }

        Elements elements(String name) {
            return arena.elements(allocation.offset(name), list.value(name).size());
        }

        @Override
        public void close() {
            others.values().forEach(INDArray::close);
            arena.close();
        }
    }

    /** Drawn inputs, of which labels tell one of several, beside given parameters: those that the list reads. */
    static Map<String, double[]> leaves(OpList list, BufferAllocation allocation, Map<String, double[]> parameters) {
        Map<String, double[]> leaves = new HashMap<>();
        for (String name : allocation.offsets().keySet()) {
            Value value = list.value(name);
            if (value.origin() instanceof Value.Input) {
                Random random = new Random(name.hashCode());
                int width = Math.toIntExact(value.shape()[value.shape().length - 1]);
                double[] numbers = new double[value.size()];
                Arrays.setAll(numbers, i -> name.equals(Names.Y) ? 0 : (float) random.nextGaussian());
                for (int row = 0; name.equals(Names.Y) && row < numbers.length; row += width) {
                    numbers[row + random.nextInt(width)] = 1;
                }
                leaves.put(name, numbers);
            } else if (value.origin() instanceof Value.Parameter) {
                leaves.put(name, parameters.get(name));
            }
        }
        return leaves;
    }
}
