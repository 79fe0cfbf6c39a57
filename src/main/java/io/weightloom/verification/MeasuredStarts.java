package io.weightloom.verification;

import io.weightloom.data.Dataset;
import io.weightloom.layout.Slot;
import io.weightloom.network.Footprint;
import io.weightloom.network.LayerScale;
import io.weightloom.network.Network;
import io.weightloom.network.graph.Names;
import io.weightloom.program.natives.NativeThreads;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.TrialSpec;
import io.weightloom.training.GivenLabels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Compares how a trial's hypernetwork starts with each initialisation that suits its generator. Networks are built and
 * looked at with real examples; none is trained. Immutable.
 *
 * @param trial whose initialisation is replaced
 * @param inits all that suit
 * @param seeds that each is drawn with: the trial's own and those that follow
 */
public record MeasuredStarts(TrialSpec trial, List<Initialisation> inits, int seeds) {

    private static final int MOST_SEEDS = 20;
    private static final int LEAST_SEEDS = 3;

    /** Numbers that are drawn and made for one initialisation, at most, if there is a choice. */
    private static final double NUMBERS = 50e6;

    private static final int EXAMPLES = 257;

    /** Copies the list. */
    public MeasuredStarts {
        inits = List.copyOf(inits);
    }

    /**
     * The comparison for a trial; of large networks fewer are drawn.
     *
     * @throws IllegalArgumentException if the trial's network is no hypernetwork
     */
    public static MeasuredStarts of(TrialSpec trial) {
        if (!(trial.weights() instanceof HypernetSpec hypernet)) {
            throw new IllegalArgumentException("A plain network has no initialisations to compare");
        }
        Footprint size = Footprint.of(trial, EXAMPLES);
        double affordable = NUMBERS / (size.parameters() + size.theta() + size.hidden() + size.activations());
        return new MeasuredStarts(
                trial,
                Arrays.stream(Initialisation.values())
                        .filter(init -> init.suits(hypernet.generator()))
                        .toList(),
                (int) Math.max(LEAST_SEEDS, Math.min(MOST_SEEDS, affordable)));
    }

    /** How many networks are built. */
    public int networks() {
        return inits.size() * seeds;
    }

    /**
     * Builds and measures.
     *
     * @param found data of the trial
     * @param built hears how many networks have been built
     * @return in the order of the initialisations
     */
    public List<MeasuredStart> measure(Dataset found, IntConsumer built) {
        NativeThreads.one();
        Dataset data = GivenLabels.of(trial, found);
        List<MeasuredStart> starts = new ArrayList<>();
        for (Initialisation init : inits) {
            List<Draw> draws = new ArrayList<>();
            for (int s = 0; s < seeds; s++) {
                draws.add(draw(with(init, trial.seed() + s), data));
                built.accept(starts.size() * seeds + draws.size());
            }
            starts.add(start(init, draws));
        }
        return starts;
    }

    /**
     * What one network measured.
     *
     * @param layers as they are known
     * @param fanIn of each layer
     * @param weight second moment of each layer's weights
     * @param bias second moment of each layer's biases
     * @param power second moment of each layer's pre-activations
     */
    private record Draw(
            List<LayerScale> layers, double[] fanIn, double[] weight, double[] bias, double[] power, double loss) {}

    private TrialSpec with(Initialisation init, long seed) {
        return trial.with(((HypernetSpec) trial.weights()).with(init)).withSeed(seed);
    }

    private static Draw draw(TrialSpec trial, Dataset data) {
        try (Network network = Network.build(trial, DataType.DOUBLE);
                ProbedNetwork probed =
                        new ProbedNetwork(trial, network, Verifier.probe(trial, network, data, EXAMPLES))) {
            List<LayerScale> layers = network.layers();
            Set<String> names = new LinkedHashSet<>(Set.of(Names.LOSS));
            layers.forEach(layer -> {
                names.addAll(List.of(Names.target(layer.weight()), layer.preActivation()));
                layer.bias().ifPresent(bias -> names.add(Names.target(bias)));
            });
            Tensors tensors = probed.compute(names);
            return new Draw(
                    layers,
                    layers.stream()
                            .map(layer -> probed.layout().slot(layer.weight()))
                            .mapToDouble(Slot::fanIn)
                            .toArray(),
                    moments(tensors, layers, layer -> Optional.of(Names.target(layer.weight()))),
                    moments(tensors, layers, layer -> layer.bias().map(Names::target)),
                    moments(tensors, layers, layer -> Optional.of(layer.preActivation())),
                    tensors.values(Names.LOSS)[0]);
        }
    }

    /** The second moment of a tensor of each layer; 0 where a layer has none. */
    private static double[] moments(
            Tensors tensors, List<LayerScale> layers, Function<LayerScale, Optional<String>> name) {
        return layers.stream()
                .mapToDouble(layer -> name.apply(layer)
                        .map(tensor -> Numbers.secondMoment(tensors.values(tensor)))
                        .orElse(0.0))
                .toArray();
    }

    private static MeasuredStart start(Initialisation init, List<Draw> draws) {
        List<LayerScale> layers = draws.get(0).layers();
        List<MeasuredStart.Layer> measured =
                IntStream.range(0, layers.size()).mapToObj(l -> layer(l, draws)).toList();
        return new MeasuredStart(
                init,
                MeasuredStart.Mean.of(draws.stream().mapToDouble(Draw::loss).toArray()),
                measured);
    }

    private static MeasuredStart.Layer layer(int l, List<Draw> draws) {
        List<LayerScale> layers = draws.get(0).layers();
        double fanIn = draws.get(0).fanIn()[l];
        double wanted = layers.get(l).wanted();
        boolean known = layers.subList(0, l).stream().allMatch(before -> before.wanted() == 2);
        MeasuredStart.Mean variance = MeasuredStart.Mean.of(draws.stream()
                .mapToDouble(draw -> draw.weight()[l] + draw.bias()[l] / fanIn)
                .toArray());
        double biases =
                draws.stream().mapToDouble(draw -> draw.bias()[l] / fanIn).sum() / draws.size();
        return new MeasuredStart.Layer(
                layers.get(l).weight(),
                variance,
                biases / variance.value(),
                wanted / fanIn,
                MeasuredStart.Mean.of(
                        draws.stream().mapToDouble(draw -> draw.power()[l]).toArray()),
                known ? wanted : Double.NaN);
    }
}
