package io.weightloom.trial;

import io.weightloom.data.Predicted;
import io.weightloom.data.Preprocessing;
import io.weightloom.layout.Layout;
import io.weightloom.layout.Ledger;
import io.weightloom.network.Ledgers;
import io.weightloom.network.target.Targets;
import io.weightloom.spec.TrialSpec;
import io.weightloom.text.Sha256;
import io.weightloom.training.Learned;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What a trial has learned, with all that is needed to use it: the values of its network's trainables, in single
 * precision, as they were when its scores were taken; what lies between a user's numbers and the network's; and where
 * it comes from. Equal if all that is stored of them is, bit for bit. Immutable.
 */
public final class TrainedWeights {

    private final WeightsContent content;

    /** Of a trial that has ended, or of a file that holds them. */
    TrainedWeights(WeightsContent content) {
        this.content = content;
    }

    /**
     * Those that a file holds, as {@link #bytes()} gives them.
     *
     * @throws InvalidWeightsException if it is damaged, none of ours, or of a version that lays networks out otherwise
     */
    public static TrainedWeights read(byte[] file) {
        return new TrainedWeights(WeightsFile.read(file));
    }

    /** Names of the trainables, in the order in which they are drawn and stored. */
    public List<String> names() {
        return List.copyOf(learned().weights().keySet());
    }

    /**
     * The values of a trainable, row by row.
     *
     * @throws IllegalArgumentException if there is no such trainable
     */
    public float[] of(String name) {
        float[] found = learned().weights().get(name);
        if (found == null) {
            throw new IllegalArgumentException("No trainable '%s' in %s".formatted(name, names()));
        }
        return found.clone();
    }

    /** Numbers in all trainables together. */
    public long size() {
        return learned().weights().values().stream()
                .mapToLong(values -> values.length)
                .sum();
    }

    /**
     * The same with other values of the trainables, as of a coarser precision.
     *
     * @param values by name, for those that change
     * @throws IllegalArgumentException if there is no such trainable, or if it is of another length
     */
    public TrainedWeights with(Map<String, float[]> values) {
        return new TrainedWeights(
                new WeightsContent(spec(), preprocessing(), learned().with(values), provenance()));
    }

    /** The trial that was trained. */
    public TrialSpec spec() {
        return content.spec();
    }

    /** Where the target's weights lie in the flat vector. */
    public Layout layout() {
        return Targets.layout(spec().target());
    }

    /** The counts. */
    public Ledger ledger() {
        return Ledgers.of(spec().target(), spec().weights());
    }

    /** Where the numbers come from. */
    public Provenance provenance() {
        return content.provenance();
    }

    /** What lies between a user's numbers and the network's. */
    public Preprocessing preprocessing() {
        return content.preprocessing();
    }

    /**
     * What the outputs of one target network are.
     *
     * @param value which target network is meant, one that the condition allows
     */
    public Predicted predicted(ConditionValue value) {
        Predicted predicted = preprocessing().predicted();
        return value instanceof ConditionValue.Task task ? predicted.ofTask(task.number()) : predicted;
    }

    /** The values, and what the network needs beside them. */
    public Learned learned() {
        return content.learned();
    }

    /** All of it as one file in the format of safetensors; the same weights give the same bytes. */
    public byte[] bytes() {
        return WeightsFile.write(content);
    }

    /** SHA-256 of {@link #bytes()}, in hexadecimal. */
    public String sha256() {
        return Sha256.of(bytes());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TrainedWeights weights && Arrays.equals(bytes(), weights.bytes());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes());
    }

    @Override
    public String toString() {
        return "%s numbers in %s".formatted(size(), names());
    }
}
