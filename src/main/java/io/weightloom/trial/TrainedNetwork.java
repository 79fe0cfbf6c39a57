package io.weightloom.trial;

import io.weightloom.data.Dataset;
import io.weightloom.data.Examples;
import io.weightloom.data.Preprocessing;
import io.weightloom.data.TaskMatrix;
import io.weightloom.data.raw.DataFault;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.Table;
import io.weightloom.layout.Slot;
import io.weightloom.network.Network;
import io.weightloom.program.natives.Natives;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.LabelKind;
import io.weightloom.spec.SequenceSpec;
import io.weightloom.training.Assessment;
import io.weightloom.training.ForwardPass;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A network as training has left it: it predicts from a user's own examples in the user's own units. Not thread-safe.
 * Close it: it owns native memory.
 */
public final class TrainedNetwork implements AutoCloseable {

    /** Beside programs: in the weights and in the graph in single precision, and as a parameter in double. */
    private static final long BYTES_OF_A_TRAINED_NUMBER = 4 + 4 + 8;

    private final TrainedWeights weights;
    private final Network network;
    private final ForwardPass pass;
    private final TargetWeights targets;
    private final double[] parameters;

    private TrainedNetwork(TrainedWeights weights, Network network) {
        this.weights = weights;
        this.network = network;
        this.parameters = weights.learned().parameters();
        this.pass = ForwardPass.of(network, weights.spec(), weights.learned());
        this.targets = new TargetWeights(network);
    }

    /** Builds and compiles the network. */
    public static TrainedNetwork of(TrainedWeights weights) {
        Natives.load(); // before ND4J's first class would load others
        return new TrainedNetwork(
                weights, Network.trained(weights.spec(), weights.learned().doubles(), DataType.FLOAT));
    }

    /** What it was made of. */
    public TrainedWeights weights() {
        return weights;
    }

    /** Whether an example is several steps long, so that no row by itself is one. */
    public boolean readsSequences() {
        return sequence().isPresent();
    }

    /** Whether there is one tensor of this slot; of what is made anew at each step of whole matrices there is none. */
    public boolean has(Slot slot) {
        return targets.has(slot);
    }

    /** Whether rows of its cells' weights are scaled anew at each step, so that no step has them as they are stored. */
    public boolean scalesAnew() {
        return weights.spec().weights() instanceof HypernetSpec hypernet
                && hypernet.condition() instanceof ConditionSpec.Recurrent;
    }

    private Optional<SequenceSpec> sequence() {
        return weights.spec().data().source() instanceof SequenceSpec sequence
                ? Optional.of(sequence)
                : Optional.empty();
    }

    /** Its graph, from inputs to output; closed with this. */
    public Network network() {
        return network;
    }

    /**
     * Predicts. Where examples are sequences, the rows are the places of one: it is cut into windows as those were that
     * the network was trained on, each read from a state of zeros, and something is predicted at each place behind the
     * first unscored ones.
     *
     * @param raw examples as the user has them, {@code [rows, features]}; gaps are not numbers
     * @param value which target network is meant
     * @throws InvalidDataException if a number lies too far from those that were trained on, if a sequence ends before
     *     anything is predicted, or if the condition does not allow this value
     */
    public Predictions predict(Table raw, ConditionValue value) {
        Preprocessing preprocessing = weights.preprocessing();
        int width = preprocessing.predicted().outputs();
        boolean classes = preprocessing.predicted().kind() == LabelKind.CLASSIFICATION;
        Conditioning conditioning = Conditioning.of(weights, value);
        Optional<SequenceSpec> sequence = sequence();
        sequence.ifPresent(asked -> requirePlaces(raw, asked));
        float[] inputs = preprocessing.inputs(raw);
        Examples examples = sequence.map(
                        asked -> Examples.ofSequence(inputs, raw.columns(), width, asked.unscored(), asked.steps()))
                .orElseGet(() -> examples(inputs, raw.rows(), conditioning));
        int rows = raw.rows() - sequence.map(SequenceSpec::unscored).orElse(0);
        List<float[]> draws = outputs(examples, conditioning);
        double[] mean = new double[Table.length("input", rows, width)];
        for (float[] all : draws) {
            float[] outputs = all.length == mean.length ? all : Arrays.copyOf(all, mean.length);
            double[] read = classes ? probabilities(outputs, width) : raw(outputs, preprocessing);
            for (int i = 0; i < mean.length; i++) {
                mean[i] += read[i] / draws.size();
            }
        }
        return new Predictions(
                weights.predicted(value), mean, sequence.map(asked -> Predictions.Sequence.of(raw, asked, classes)));
    }

    private static void requirePlaces(Table raw, SequenceSpec asked) {
        if (raw.rows() <= asked.unscored()) {
            throw new InvalidDataException(
                    DataFault.INPUT,
                    "The sequence has %s places, but this network reads %s before it predicts anything"
                            .formatted(raw.rows(), asked.unscored()));
        }
    }

    /**
     * The target's weights, end to end as in the layout.
     *
     * @param value which target network is meant; of a condition that is drawn anew, its own is that of the first draw
     * @return {@code [theta]}
     * @throws InvalidDataException if the condition does not allow this value
     */
    public float[] generated(ConditionValue value) {
        Conditioning conditioning = Conditioning.of(weights, value);
        return targets.of(
                conditioning.apply(parameters),
                conditioning,
                conditioning.noise().or(pass::firstDraw));
    }

    /**
     * The factors of what the condition adds to a given network, where that is a product of low rank, by the names of
     * their variables ({@code Names.leftOfDelta}, {@code Names.rightOfDelta}); none for any other network.
     *
     * @param value which target network is meant
     * @return left ones {@code [rows, rank]}, right ones {@code [rank, columns]}, row by row
     * @throws InvalidDataException if the condition does not allow this value
     */
    public Map<String, float[]> factors(ConditionValue value) {
        Conditioning conditioning = Conditioning.of(weights, value);
        return targets.factors(
                conditioning.apply(parameters),
                conditioning,
                conditioning.noise().or(pass::firstDraw));
    }

    /** How good it is on the test split of its trial's data: the stored scores, bit for bit, with the same natives. */
    public Assessment test(Dataset data) {
        pass.parameters(parameters);
        return pass.test(weights.spec(), data);
    }

    /**
     * Bytes that its numbers take as long as it is open, in native memory and on the heap: what its layers make of a
     * batch, whatever it is asked, the weights that it generates, and its trained numbers.
     */
    public long bytes() {
        return pass.bytes() + targets.bytes() + BYTES_OF_A_TRAINED_NUMBER * weights.size();
    }

    private List<float[]> outputs(Examples examples, Conditioning conditioning) {
        pass.parameters(conditioning.apply(parameters));
        Optional<float[]> noise = conditioning.noise();
        return noise.isPresent()
                ? List.of(pass.outputs(examples, noise.get()))
                : pass.outputs(examples, conditioning.tasks());
    }

    /** Examples of the one task that is meant; nothing is known of their labels. */
    private Examples examples(float[] inputs, int rows, Conditioning conditioning) {
        int outputs = weights.preprocessing().predicted().outputs();
        int[] starts = new int[conditioning.tasks().map(TaskMatrix::tasks).orElse(1) + 1];
        Arrays.fill(starts, conditioning.task() + 1, starts.length, rows);
        return new Examples(inputs, new float[rows * outputs], rows, inputs.length / rows, outputs, starts);
    }

    /** Softmax of each row. */
    private static double[] probabilities(float[] logits, int classes) {
        double[] probabilities = new double[logits.length];
        for (int from = 0; from < logits.length; from += classes) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int c = from; c < from + classes; c++) {
                largest = Math.max(largest, logits[c]);
            }
            double sum = 0;
            for (int c = from; c < from + classes; c++) {
                probabilities[c] = StrictMath.exp(logits[c] - largest);
                sum += probabilities[c];
            }
            for (int c = from; c < from + classes; c++) {
                probabilities[c] /= sum;
            }
        }
        return probabilities;
    }

    private static double[] raw(float[] outputs, Preprocessing preprocessing) {
        double[] raw = new double[outputs.length];
        int width = preprocessing.predicted().outputs();
        Arrays.setAll(raw, i -> preprocessing.predicted().scale().raw(outputs[i], i % width));
        return raw;
    }

    @Override
    public void close() {
        targets.close();
        pass.close();
        network.close();
    }
}
