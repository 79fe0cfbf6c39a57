package io.weightloom.trial;

import io.weightloom.data.Preprocessing;
import io.weightloom.format.FormatException;
import io.weightloom.format.NamedTensors;
import io.weightloom.format.Safetensors;
import io.weightloom.format.Tensor;
import io.weightloom.layout.Layout;
import io.weightloom.network.Ledgers;
import io.weightloom.network.Network;
import io.weightloom.network.graph.Names;
import io.weightloom.network.target.Targets;
import io.weightloom.spec.GivenSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.settings.Canonical;
import io.weightloom.text.Sha256;
import io.weightloom.training.KeptStatistics;
import io.weightloom.training.Learned;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Trained weights as one file in the format of safetensors. The trainables come first, under their own names; behind
 * them what is needed beside them. The metadata say what they are of, and hold a SHA-256 over all the rest.
 */
final class WeightsFile {

    private static final String FORMAT = "format";
    private static final String VERSION = "weightloom trained weights 1";
    private static final String SPEC = "spec";
    private static final String LAYOUT = "layout";
    private static final String LEDGER = "ledger";
    private static final String PROVENANCE = "provenance";
    private static final String PREPROCESSING = "preprocessing";
    private static final String BATCH = "batch";
    private static final String TASKS = "statistics-tasks";
    private static final String SHA256 = "sha256";
    private static final String STATISTICS = "statistics/";

    /** Before release 19, the JDK's own {@code Double.toString} does not always give the shortest text. */
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                    .build())
            .build();

    private WeightsFile() {}

    static byte[] write(WeightsContent weights) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Network.trainables(weights.spec())
                .forEach(each -> tensors.put(
                        each.name(),
                        Tensor.of(
                                weights.learned().weights().getOrDefault(each.name(), new float[0]),
                                each.shape().toArray())));
        base(weights.spec()).ifPresent(base -> tensors.put(Names.BASE, base));
        KeptStatistics statistics = weights.learned().statistics();
        statistics.values().forEach((name, values) -> tensors.put(STATISTICS + name, rows(values)));
        PreprocessingForm.write(weights.preprocessing(), tensors);

        SortedMap<String, String> metadata = new TreeMap<>();
        metadata.put(FORMAT, VERSION);
        metadata.put(SPEC, Canonical.json(weights.spec()));
        metadata.put(
                LAYOUT,
                JSON.writeValueAsString(plain(Targets.layout(weights.spec().target()))));
        metadata.put(
                LEDGER,
                JSON.writeValueAsString(
                        Ledgers.of(weights.spec().target(), weights.spec().weights())));
        metadata.put(PROVENANCE, JSON.writeValueAsString(weights.provenance()));
        metadata.put(PREPROCESSING, JSON.writeValueAsString(PreprocessingForm.of(weights.preprocessing())));
        metadata.put(BATCH, String.valueOf(weights.learned().batch()));
        metadata.put(TASKS, JSON.writeValueAsString(statistics.tasks()));
        metadata.put(SHA256, sha256(tensors, metadata));
        return Safetensors.write(new NamedTensors(tensors, metadata));
    }

    static WeightsContent read(byte[] file) {
        try {
            return read(Safetensors.read(file));
        } catch (FormatException e) {
            throw new InvalidWeightsException("The weights are damaged: " + e.getMessage(), e);
        }
    }

    private static WeightsContent read(NamedTensors file) {
        SortedMap<String, String> metadata = new TreeMap<>(file.metadata());
        String format = metadata.get(FORMAT);
        if (format == null || !format.startsWith(VERSION.replaceFirst("\\d+$", ""))) {
            throw new InvalidWeightsException("The file is in the format of safetensors, but holds no weights that this"
                    + " program has trained: its metadata say of the format "
                    + (format == null ? "nothing" : "'" + format + "'"));
        } else if (!format.equals(VERSION)) {
            throw new InvalidWeightsException(
                    "The weights are of another version of this program: they are '%s', and this one reads '%s'"
                            .formatted(format, VERSION));
        }
        String promised = metadata.remove(SHA256);
        String found = sha256(file.tensors(), metadata);
        if (!found.equals(promised)) {
            throw new InvalidWeightsException(
                    "The weights are damaged: their SHA-256 is %s, but should be %s".formatted(found, promised));
        }
        try {
            return weights(file, metadata);
        } catch (IllegalArgumentException | JacksonException e) { // whole, and yet not what this version would write
            throw new InvalidWeightsException(
                    "The weights are whole, but this version of the program cannot use them (they were made by %s): %s"
                            .formatted(metadata.get(PROVENANCE), e.getMessage()),
                    e);
        }
    }

    private static WeightsContent weights(NamedTensors tensors, Map<String, String> metadata) {
        TrialSpec spec = withBase(Canonical.trial(text(metadata, SPEC)), tensors);
        Map<String, float[]> values = new LinkedHashMap<>();
        Network.trainables(spec).forEach(each -> {
            Tensor tensor = tensors.tensor(each.name());
            if (!tensor.shape().equals(each.shape().extents())) {
                throw new IllegalArgumentException("%s has the shape %s, but should have %s"
                        .formatted(each.name(), tensor.shape(), each.shape().extents()));
            }
            values.put(each.name(), tensor.floats());
        });
        Map<String, KeptStatistics.Values> statistics = new LinkedHashMap<>();
        List<Integer> tasks = List.of(JSON.readValue(text(metadata, TASKS), Integer[].class));
        int atOnce = tasks.isEmpty() ? 1 : spec.training().tasksPerStep();
        tensors.tensors().forEach((name, tensor) -> {
            if (name.startsWith(STATISTICS)) {
                statistics.put(name.substring(STATISTICS.length()), statistic(tensor, atOnce));
            }
        });
        Preprocessing preprocessing =
                PreprocessingForm.read(JSON.readValue(text(metadata, PREPROCESSING), PreprocessingForm.class), tensors);
        if (!JSON.writeValueAsString(plain(Targets.layout(spec.target()))).equals(text(metadata, LAYOUT))) {
            throw new IllegalArgumentException("it lays the target's weights out otherwise");
        }
        return new WeightsContent(
                spec,
                preprocessing,
                new Learned(values, new KeptStatistics(tasks, statistics), Integer.parseInt(text(metadata, BATCH))),
                JSON.readValue(text(metadata, PROVENANCE), Provenance.class));
    }

    /** The network that the trained numbers are added to; without it they are nothing. */
    private static Optional<Tensor> base(TrialSpec spec) {
        if (!adapts(spec)) {
            return Optional.empty();
        }
        double[] flat = spec.given().orElseThrow().flat();
        float[] values = new float[flat.length];
        for (int i = 0; i < flat.length; i++) {
            values[i] = (float) flat[i]; // as it is computed with
        }
        return Optional.of(Tensor.of(values, 1, values.length));
    }

    /** The trial with the given network as it was when the file was written, so that nobody has to have its file. */
    private static TrialSpec withBase(TrialSpec spec, NamedTensors tensors) {
        if (!adapts(spec)) {
            return spec;
        }
        double[] flat = tensors.tensor(Names.BASE).doubles();
        Layout layout = Targets.layout(spec.target());
        if (flat.length != layout.size()) {
            throw new IllegalArgumentException(
                    "its base has %s numbers, but the target %s".formatted(flat.length, layout.size()));
        }
        Map<String, double[]> weights = new LinkedHashMap<>();
        layout.slots()
                .forEach(slot ->
                        weights.put(slot.name(), Arrays.copyOfRange(flat, (int) slot.offset(), (int) slot.end())));
        return spec.withGiven(spec.given()
                .map(named -> new GivenSpec(named.file(), named.sha256(), named.order(), weights, Map.of())));
    }

    private static boolean adapts(TrialSpec spec) {
        return spec.weights() instanceof HypernetSpec hypernet && hypernet.adapts();
    }

    /** All rows of a statistic, {@code [tasks, ...]}, or {@code [draws, ...]} if all tasks have the same. */
    private static Tensor rows(KeptStatistics.Values values) {
        long[] shape = values.shape().clone();
        shape[0] = values.rows().length / Arrays.stream(shape).skip(1).reduce(1, (a, b) -> a * b);
        return Tensor.of(values.rows(), shape);
    }

    private static KeptStatistics.Values statistic(Tensor tensor, int atOnce) {
        long[] shape = tensor.shape().stream().mapToLong(Long::longValue).toArray();
        shape[0] = atOnce;
        return new KeptStatistics.Values(shape, tensor.floats());
    }

    private static String text(Map<String, String> metadata, String key) {
        String text = metadata.get(key);
        if (text == null) {
            throw new IllegalArgumentException("the metadata say nothing of '%s'".formatted(key));
        }
        return text;
    }

    /** The slots for a reader in another language. */
    private static List<Map<String, Object>> plain(Layout layout) {
        return layout.slots().stream()
                .map(slot -> {
                    Map<String, Object> plain = new LinkedHashMap<>();
                    plain.put("name", slot.name());
                    plain.put("shape", slot.shape().extents());
                    plain.put("offset", slot.offset());
                    return plain;
                })
                .toList();
    }

    /** Over all tensors and the metadata without it. */
    private static String sha256(Map<String, Tensor> tensors, SortedMap<String, String> metadata) {
        MessageDigest digest = Sha256.digest();
        metadata.forEach((key, text) -> {
            digest.update(key.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(text.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
        });
        tensors.forEach((name, tensor) -> {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(tensor.bytes());
        });
        return Sha256.of(digest);
    }
}
