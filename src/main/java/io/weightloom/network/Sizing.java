package io.weightloom.network;

import io.weightloom.layout.Ledger;
import io.weightloom.spec.GeneratorSpec.Size;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Sizer;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.fault.Misfit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The sizes with which a hypernetwork trains just as few numbers as are wanted, and just too many. All sizes but one
 * never train fewer numbers as they grow, and are bisected. Chunks do not behave so: small ones need many vectors z,
 * large ones a large head. Their count is {@code fixed + perChunk * chunks + perWeight * chunkSize}, and sizes that
 * give one number of chunks are looked at together, so that there are about {@code 2 sqrt(weights)} steps.
 */
public final class Sizing {

    private final TargetSpec target;
    private final HypernetSpec hypernet;
    private final double ratio;

    private Sizing(TargetSpec target, HypernetSpec hypernet, double ratio) {
        this.target = target;
        this.hypernet = hypernet;
        this.ratio = ratio;
    }

    /** See {@link Sizer#around}. */
    public static Sizer.Answer around(TargetSpec target, HypernetSpec hypernet, double ratio) {
        return new Sizing(target, hypernet, ratio).answer();
    }

    private Sizer.Answer answer() {
        if (hypernet.size() == Size.HIDDEN && hypernet.hidden().isEmpty()) {
            return unfit("needs hidden layers to solve for with this generator, but hypernet.hidden is []");
        }
        List<Misfit> always = Suitability.misfits(target, hypernet.sized(always()));
        if (!always.isEmpty()) {
            Map<String, String> faults = new LinkedHashMap<>();
            always.forEach(misfit -> faults.putIfAbsent(misfit.setting(), misfit.message()));
            return new Sizer.Answer.Unfit(faults);
        }
        if (hypernet.size() == Size.CHUNK_SIZE
                && ledger(1).generated() > hypernet.size().most()) {
            return unfit("needs a target of at most %s generated weights with this generator"
                    .formatted(hypernet.size().most()));
        }
        IntStream sizes = hypernet.size() == Size.CHUNK_SIZE ? chunkSizes() : neighbours();
        List<Sizer.Sized> found = sizes.filter(
                        size -> size >= 1 && size <= hypernet.size().most())
                .filter(this::fits)
                .mapToObj(this::sized)
                .sorted(Comparator.<Sizer.Sized>comparingDouble(sized -> Math.abs(sized.miss()))
                        .thenComparingLong(Sizer.Sized::trainable))
                .toList();
        return new Sizer.Answer.Closest(found);
    }

    /** A size that fits if any does: the least, but for layers, which may have to be wider than one unit. */
    private int always() {
        return hypernet.size() == Size.HIDDEN ? hypernet.size().most() : 1;
    }

    private static Sizer.Answer unfit(String message) {
        return new Sizer.Answer.Unfit(Map.of(Sizer.TARGET_RATIO, message));
    }

    private boolean fits(int size) {
        return Suitability.misfits(target, hypernet.sized(size)).isEmpty();
    }

    private Ledger ledger(int size) {
        return Ledgers.of(target, hypernet.sized(size));
    }

    private Sizer.Sized sized(int size) {
        Ledger ledger = ledger(size);
        return new Sizer.Sized(ratio, hypernet.sized(size), ledger.trainable(), ledger.compressionRatio());
    }

    /** The last size that trains as few numbers as are wanted, and the first that does not. */
    private IntStream neighbours() {
        int below = 0;
        int above = 1;
        while (above <= hypernet.size().most() && isSmall(above)) { // wanted sizes are mostly small
            below = above;
            above = Math.min(2 * above, hypernet.size().most() + 1);
        }
        while (above - below > 1) {
            int middle = below + (above - below) / 2;
            if (isSmall(middle)) {
                below = middle;
            } else {
                above = middle;
            }
        }
        return IntStream.of(below, above);
    }

    /** Layers that do not fit are too narrow, and ranks that do not fit too high. */
    private boolean isSmall(int size) {
        return fits(size) ? ledger(size).compressionRatio() >= ratio : hypernet.size() == Size.HIDDEN;
    }

    /** The largest count that is as small as wanted and the smallest that is not, of all chunk sizes. */
    private IntStream chunkSizes() {
        Chunks chunks = chunks();
        long wanted = (long) Math.floor(chunks.theta / ratio);
        int below = 0;
        int above = 0;
        long last = 0; // size
        while (last < chunks.weights) {
            long first = last + 1;
            long count = chunks.count(first);
            last = count == 1 ? chunks.weights : (chunks.weights - 1) / (count - 1); // with as many chunks
            long room = (wanted - chunks.trainable(first)) / chunks.perWeight; // for larger sizes than the first
            boolean some = chunks.trainable(first) <= wanted;
            long small = some ? Math.min(last, first + room) : first - 1;
            if (some && (below == 0 || chunks.trainable(small) > chunks.trainable(below))) {
                below = Math.toIntExact(small);
            }
            if (small < last && (above == 0 || chunks.trainable(small + 1) < chunks.trainable(above))) {
                above = Math.toIntExact(small + 1);
            }
        }
        return IntStream.of(below, above);
    }

    /** What three ledgers tell of all. */
    private Chunks chunks() {
        Ledger many = ledger(1); // a chunk for each weight
        long weights = many.generated();
        long one = ledger(Math.toIntExact(weights)).trainable();
        long perWeight = ledger(Math.toIntExact(weights + 1)).trainable() - one;
        long perChunk = weights == 1 ? 0 : (many.trainable() - one) / (weights - 1) + perWeight;
        return new Chunks(many.theta(), weights, one - perChunk - perWeight * weights, perChunk, perWeight);
    }

    /** The counts of a chunked generator. */
    private record Chunks(long theta, long weights, long fixed, long perChunk, long perWeight) {

        long count(long size) {
            return (weights + size - 1) / size;
        }

        long trainable(long size) {
            return fixed + perChunk * count(size) + perWeight * size;
        }
    }
}
