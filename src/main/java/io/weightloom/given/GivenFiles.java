package io.weightloom.given;

import io.weightloom.format.FormatException;
import io.weightloom.format.Npz;
import io.weightloom.format.Safetensors;
import io.weightloom.format.Tensor;
import io.weightloom.layout.Layout;
import io.weightloom.network.target.Targets;
import io.weightloom.spec.GivenSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.text.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the files of networks that users have; what was read last is kept, for the trials of a run have one network.
 * Thread-safe.
 */
public final class GivenFiles implements GivenSpec.Reader {

    /** Larger ones are no networks for this runner, and do not fit an array. */
    private static final long LARGEST = 1L << 30;

    /** A sweep may have a network in either order. */
    private static final int KEPT = 2;

    private final Path root;
    private final Deque<Kept> last = new ArrayDeque<>();
    private @Nullable Imported lastImport;

    /** @param root folder against which relative paths are resolved; the empty path for the working directory */
    public GivenFiles(Path root) {
        this.root = root;
    }

    private record Imported(String sha256, ImportedTarget network) {}

    private record Kept(
            GivenSpec asked, TargetSpec target, Map<String, double[]> weights, Map<String, double[]> asFiled) {}

    /**
     * The network that a spec asks for.
     *
     * @throws GivenException naming the file, if it cannot be used or is not that of the SHA-256
     */
    @Override
    public GivenSpec read(GivenSpec asked, TargetSpec target) {
        byte[] bytes = bytes(asked.file());
        String sha256 = Sha256.of(bytes);
        if (!asked.sha256().isEmpty() && !asked.sha256().equals(sha256)) {
            throw new GivenException(
                    "%s has changed: its SHA-256 is %s, but was %s".formatted(asked.file(), sha256, asked.sha256()));
        }
        Kept kept = kept(asked, bytes, sha256, target);
        return new GivenSpec(asked.file(), sha256, asked.order(), kept.weights, kept.asFiled);
    }

    @Override
    public Optional<String> fault(GivenSpec asked, TargetSpec target) {
        try {
            read(asked, target);
            return Optional.empty();
        } catch (GivenException e) {
            return Optional.ofNullable(e.getMessage());
        }
    }

    @Override
    public GivenSpec.Found found(String file) {
        byte[] bytes = bytes(file);
        try {
            ImportedTarget network = network(file, bytes, Sha256.of(bytes));
            return new GivenSpec.Found(network.target(), network.standardise(), network.notes());
        } catch (GivenException | FormatException e) {
            throw named(file, e);
        }
    }

    @Override
    public Optional<String> fault(String file) {
        try {
            found(file);
            return Optional.empty();
        } catch (GivenException e) {
            return Optional.ofNullable(e.getMessage());
        }
    }

    /** SHA-256 of a file's bytes as they are now; empty if it cannot be read. */
    public Optional<String> sha256(String file) {
        try {
            return Optional.of(Sha256.of(bytes(file)));
        } catch (GivenException e) { // whoever needs it is told
            return Optional.empty();
        }
    }

    private synchronized Kept kept(GivenSpec asked, byte[] bytes, String sha256, TargetSpec target) {
        GivenSpec known = new GivenSpec(asked.file(), sha256, asked.order());
        for (Kept kept : last) {
            if (kept.asked.equals(known) && kept.target.equals(target)) {
                return kept;
            }
        }
        try {
            if (target.output().width() == 0) {
                throw new GivenException(
                        "target.layers must end with a number beside it, because data without labels do"
                                + " not tell how many outputs there are");
            }
            Layout layout = Targets.layout(target);
            Map<String, double[]> asFiled = isOnnx(asked.file())
                    ? weights(network(asked.file(), bytes, sha256), target)
                    : NamedWeights.of(layout, tensors(asked.file(), bytes));
            Map<String, double[]> weights = asked.order() == GivenSpec.Order.SMOOTH
                    ? SmoothOrder.of(layout, Targets.of(target).hidden(), asFiled)
                    : asFiled;
            Kept kept = new Kept(known, target, weights, asFiled);
            last.addFirst(kept);
            if (last.size() > KEPT) {
                last.removeLast();
            }
            return kept;
        } catch (GivenException | FormatException e) {
            throw named(asked.file(), e);
        }
    }

    private static Map<String, double[]> weights(ImportedTarget network, TargetSpec target) {
        if (!network.target().equals(target)) {
            throw new GivenException("holds %s, but the target is %s".formatted(network.target(), target));
        }
        return network.weights();
    }

    private synchronized ImportedTarget network(String file, byte[] bytes, String sha256) {
        if (!isOnnx(file)) {
            throw new GivenException("its name must end in .onnx; weights of layers that the spec names are read from"
                    + " .safetensors and .npz by target.weights");
        }
        if (lastImport == null || !lastImport.sha256.equals(sha256)) {
            lastImport = new Imported(sha256, OnnxImport.of(bytes));
        }
        return lastImport.network;
    }

    private static boolean isOnnx(String file) {
        return file.toLowerCase(Locale.ROOT).endsWith(".onnx");
    }

    private static GivenException named(String file, RuntimeException fault) {
        return new GivenException("%s: %s".formatted(file, fault.getMessage()), fault);
    }

    private static Map<String, Tensor> tensors(String file, byte[] bytes) {
        String name = file.toLowerCase(Locale.ROOT);
        if (name.endsWith(".safetensors")) {
            return Safetensors.read(bytes).tensors();
        } else if (name.endsWith(".npz")) {
            return Npz.read(bytes);
        }
        throw new GivenException("its name must end in .safetensors, .npz or .onnx");
    }

    private byte[] bytes(String file) {
        Path path = root.resolve(file);
        if (!Files.isRegularFile(path)) {
            throw new GivenException("%s, but there is no such file in the folder %s"
                    .formatted(file, path.toAbsolutePath().normalize().getParent()));
        }
        try {
            long size = Files.size(path);
            if (size > LARGEST) {
                throw new GivenException("%s has %s bytes; at most %s are read".formatted(file, size, LARGEST));
            }
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new GivenException("%s cannot be read: %s".formatted(file, e), e);
        }
    }
}
