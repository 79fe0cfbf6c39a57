package io.weightloom.network;

import io.weightloom.network.target.Targets;
import io.weightloom.spec.TargetSpec;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A plain network of as nearly as many numbers as are wanted: the hidden layers of another one, all scaled alike. The
 * widest hidden layer is made one unit wider or narrower at a time, and the others keep their proportion to it, so that
 * the numbers never become fewer as it grows; of the two sizes that lie around the wanted number the nearer one is
 * taken, of two as near the smaller one.
 *
 * @param target the network
 * @param numbers in it
 * @param wanted in it
 */
public record Matching(TargetSpec target, long numbers, long wanted) {

    /** Widest layer that a spec can ask for. */
    private static final int WIDEST = 1_000_000;

    /** Matches a network; empty if it has no hidden layers to scale. */
    public static Optional<Matching> of(TargetSpec target, long wanted) {
        if (target.widest() == 0) {
            return Optional.empty();
        }
        int below = 0; // too narrow, or just right
        int above = WIDEST + 1; // too wide
        while (above - below > 1) {
            int middle = below + (above - below) / 2;
            if (scaled(target, middle, wanted).numbers <= wanted) {
                below = middle;
            } else {
                above = middle;
            }
        }
        return IntStream.of(below, above)
                .filter(widest -> widest >= 1 && widest <= WIDEST)
                .mapToObj(widest -> scaled(target, widest, wanted))
                .reduce((one, other) -> other.miss() < one.miss() ? other : one);
    }

    /** By how many numbers it misses what is wanted, as a share of that; at least 0. */
    public double miss() {
        return Math.abs(numbers - wanted) / (double) wanted;
    }

    private static Matching scaled(TargetSpec target, int widest, long wanted) {
        TargetSpec scaled = target.scaled(widest);
        return new Matching(scaled, Targets.layout(scaled).size(), wanted);
    }
}
