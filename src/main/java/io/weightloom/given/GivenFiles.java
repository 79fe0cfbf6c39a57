package io.weightloom.given;

import io.weightloom.format.FormatException;
import io.weightloom.format.Npz;
import io.weightloom.format.Safetensors;
import io.weightloom.format.Tensor;
import io.weightloom.network.target.Targets;
import io.weightloom.spec.GivenSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.text.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private final Path root;
    private @Nullable Kept last;

    /** @param root folder against which relative paths are resolved; the empty path for the working directory */
    public GivenFiles(Path root) {
        this.root = root;
    }

    private record Kept(String sha256, TargetSpec target, Map<String, double[]> weights) {}

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
        return new GivenSpec(asked.file(), sha256, weights(asked.file(), bytes, sha256, target));
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

    /** SHA-256 of a file's bytes as they are now; empty if it cannot be read. */
    public Optional<String> sha256(String file) {
        try {
            return Optional.of(Sha256.of(bytes(file)));
        } catch (GivenException e) { // whoever needs it is told
            return Optional.empty();
        }
    }

    private synchronized Map<String, double[]> weights(String file, byte[] bytes, String sha256, TargetSpec target) {
        if (last != null && last.sha256.equals(sha256) && last.target.equals(target)) {
            return last.weights;
        }
        try {
            Map<String, double[]> weights = NamedWeights.of(Targets.layout(target), tensors(file, bytes));
            last = new Kept(sha256, target, weights);
            return weights;
        } catch (GivenException | FormatException e) {
            throw new GivenException("%s: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static Map<String, Tensor> tensors(String file, byte[] bytes) {
        String name = file.toLowerCase(Locale.ROOT);
        if (name.endsWith(".safetensors")) {
            return Safetensors.read(bytes).tensors();
        } else if (name.endsWith(".npz")) {
            return Npz.read(bytes);
        }
        throw new GivenException("its name must end in .safetensors or .npz");
    }

    private byte[] bytes(String file) {
        Path path = root.resolve(file);
        if (!Files.isRegularFile(path)) {
            throw new GivenException("No file %s in the folder %s"
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
