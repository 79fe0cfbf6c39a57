package io.weightloom.export;

import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.format.Npz;
import io.weightloom.format.Safetensors;
import io.weightloom.format.Tensor;
import io.weightloom.network.Network;
import io.weightloom.network.graph.Names;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import io.weightloom.spec.settings.Canonical;
import io.weightloom.trial.ConditionValue;
import io.weightloom.trial.TrainedNetwork;
import io.weightloom.trial.TrainedWeights;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A trained network as files of other tools, with a model card. Where each task has a target network of its own there
 * are files of each; where norms have statistics of each draw of a condition, there are only those of the first draw's
 * target network; where weights are made anew at each step, there is no target network by itself. The same network
 * gives the same bytes. A file is made when it is first asked for. Not thread-safe; the network stays its owner's, and
 * must be open as long as files are asked for.
 */
public final class NetworkExport {

    private final Map<String, Supplier<byte[]>> files = new LinkedHashMap<>();
    private final Map<String, byte[]> made = new LinkedHashMap<>();

    private NetworkExport(TrainedNetwork network, Precision precision, List<ExportedTarget> targets, CardFacts facts) {
        TrainedWeights weights = network.weights();
        ModelCard card = new ModelCard(weights, precision, targets, facts);
        files.put(ExportNames.CARD, () -> card.text(sizes()).getBytes(StandardCharsets.UTF_8));
        boolean hyper = weights.spec().weights() instanceof HypernetSpec;
        boolean statisticsOfTasks = !weights.learned().statistics().tasks().isEmpty();
        for (ExportedTarget target : ExportedTarget.isThere(weights.spec()) ? targets : List.<ExportedTarget>of()) {
            ConditionValue value = target.value();
            files.put(
                    target.file(ExportNames.TARGET, ExportNames.ONNX),
                    () -> OnnxModels.target(network, value, precision));
            files.put(
                    target.file(ExportNames.TARGET, ExportNames.SAFETENSORS),
                    () -> Safetensors.write(TargetTensors.of(network, value, precision)));
            files.put(
                    target.file(ExportNames.TARGET, ExportNames.NPZ),
                    () -> Npz.write(TargetTensors.of(network, value, precision).tensors()));
            if (DeltaTensors.areIn(network.network())) {
                files.put(
                        target.file(ExportNames.DELTA, ExportNames.SAFETENSORS),
                        () -> Safetensors.write(DeltaTensors.of(network, value)));
            }
            if (hyper) {
                files.put(target.file(ExportNames.TARGET, ExportNames.FLATBUFFERS), () -> ofTarget(network, value));
            }
            if (statisticsOfTasks) {
                files.put(target.file(ExportNames.SAMEDIFF, ExportNames.FLATBUFFERS), () -> whole(weights, value));
            }
        }
        if (!statisticsOfDraws(weights)) { // which belong to no other z
            if (!statisticsOfTasks) {
                files.put(
                        ExportNames.SAMEDIFF + ExportNames.FLATBUFFERS, () -> whole(weights, new ConditionValue.Own()));
            }
            files.put(ExportNames.HYPERNETWORK_MODEL, () -> OnnxModels.hypernetwork(weights, precision));
        }
        files.put(ExportNames.HYPERNETWORK, weights::bytes);
        SpecFile.of(Canonical.json(weights.spec()))
                .ifPresent(spec -> files.put(ExportNames.SPEC, () -> spec.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * What is to be exported of a network.
     *
     * @param precision of numbers in files for which it can be chosen
     * @param value which target network is meant; empty for all that there are: one for each task, if each has its own
     * @param facts for the model card
     * @throws InvalidDataException if the network's condition does not allow this value
     */
    public static NetworkExport of(
            TrainedNetwork network, Precision precision, Optional<ConditionValue> value, CardFacts facts) {
        value.ifPresent(network::generated); // or throws
        List<ExportedTarget> targets =
                value.isPresent() ? List.of(new ExportedTarget("", value.get())) : targets(network.weights());
        return new NetworkExport(network, precision, targets, facts);
    }

    private static List<ExportedTarget> targets(TrainedWeights weights) {
        int tasks = tasks(weights);
        if (tasks == 1) {
            return List.of(new ExportedTarget("", new ConditionValue.Own()));
        }
        return IntStream.range(0, tasks)
                .mapToObj(task -> new ExportedTarget("-task" + task, new ConditionValue.Task(task)))
                .toList();
    }

    /** Whether norms have statistics, of which each draw of a condition that is drawn anew has its own. */
    private static boolean statisticsOfDraws(TrainedWeights weights) {
        return weights.spec().weights() instanceof HypernetSpec hypernet
                && hypernet.condition() instanceof ConditionSpec.Noise
                && !weights.learned().statistics().values().isEmpty();
    }

    /** Target networks that there are. */
    private static int tasks(TrainedWeights weights) {
        if (weights.spec().weights() instanceof HypernetSpec hypernet) {
            if (hypernet.condition() instanceof ConditionSpec.PerTask bank) {
                return bank.tasks();
            } else if (hypernet.condition() instanceof ConditionSpec.Descriptor) {
                return weights.preprocessing().tasks().all();
            }
        }
        return 1;
    }

    /** Names of all files, the model card first. */
    public Set<String> names() {
        return Collections.unmodifiableSet(new LinkedHashSet<>(files.keySet()));
    }

    /**
     * The bytes of a file.
     *
     * @throws IllegalArgumentException if there is no file of this name
     */
    public byte[] file(String name) {
        Supplier<byte[]> file = files.get(name);
        if (file == null) {
            throw new IllegalArgumentException("No file '%s' in %s".formatted(name, files.keySet()));
        }
        byte[] known = made.get(name);
        if (known == null) {
            known = file.get();
            made.put(name, known);
        }
        return known.clone();
    }

    /**
     * Writes all files into a folder, or none.
     *
     * @param folder that is not there yet, or empty
     * @throws ExportFolderException if it is there and not empty, or cannot be written
     */
    public void write(Path folder) {
        ExportFolder.requireFree(folder);
        Map<String, byte[]> all = new LinkedHashMap<>();
        files.keySet().forEach(name -> all.put(name, file(name)));
        ExportFolder.write(folder, all);
    }

    /** Bytes of all files but the card. */
    private Map<String, Integer> sizes() {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        files.keySet().stream()
                .filter(name -> !name.equals(ExportNames.CARD))
                .forEach(name -> sizes.put(name, file(name).length));
        return sizes;
    }

    /** The hypernetwork and its target, or a plain network, as one graph of ND4J's. */
    private static byte[] whole(TrainedWeights weights, ConditionValue value) {
        try (Network network =
                Network.trainedOfOneTask(weights.spec(), weights.learned().doubles(), DataType.FLOAT)) {
            return SameDiffFile.of(network.graph(), TargetTensors.statistics(weights, value));
        }
    }

    /** A target network alone as a graph of ND4J's. */
    private static byte[] ofTarget(TrainedNetwork network, ConditionValue value) {
        TrainedWeights weights = network.weights();
        float[] generated = network.generated(value);
        double[] flat = Tensor.of(generated, generated.length).doubles();
        Map<String, double[]> tensors = new LinkedHashMap<>();
        weights.layout()
                .slots()
                .forEach(slot -> tensors.put(
                        Names.target(slot.name()), Arrays.copyOfRange(flat, (int) slot.offset(), (int) slot.end())));
        TrialSpec plain = weights.spec().with(new WeightsSpec.Plain());
        try (Network target = Network.trained(plain, tensors, DataType.FLOAT)) {
            return SameDiffFile.of(target.graph(), TargetTensors.statistics(weights, value));
        }
    }
}
