package io.weightloom.search;

import io.weightloom.search.Pruner.Curve;
import io.weightloom.search.Pruner.Rung;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The rungs of a pruning.
 *
 * @param epochs after which they are, ascending, at least one
 */
record Rungs(List<Integer> epochs) {

    /** By how much fewer points go on from the only rung there is. */
    private static final int FACTOR_OF_ONE = 3;

    /** All of them, in order. */
    List<Rung> all() {
        return from(1);
    }

    /** Those from a number on, in order. */
    List<Rung> from(int number) {
        return IntStream.rangeClosed(number, epochs.size())
                .mapToObj(n -> new Rung(n, epochs.get(n - 1)))
                .toList();
    }

    /** Where a trial pauses that goes on from a rung; empty if it trains to its end. */
    OptionalInt after(Rung rung) {
        return rung.number() == epochs.size() ? OptionalInt.empty() : OptionalInt.of(epochs.get(rung.number()));
    }

    /**
     * How many of {@code points} go on from a rung: as many as make the stretch to the next rung cost what the one
     * before it did, if each point trained to this rung from the start. What follows the last rung is as much longer as
     * what follows the one before it.
     */
    int share(Rung rung, int points) {
        Factor factor = factor(rung);
        return Math.toIntExact((long) points * factor.of / factor.to);
    }

    /** By how much a trial is longer at the next rung than at this one: {@code to} over {@code of}. */
    record Factor(int of, int to) {}

    /** By how much it is; at the last rung, by how much it was before it. */
    Factor factor(Rung rung) {
        if (epochs.size() == 1) {
            return new Factor(1, FACTOR_OF_ONE);
        }
        int number = Math.min(rung.number(), epochs.size() - 1);
        return new Factor(epochs.get(number - 1), epochs.get(number));
    }

    /** The number of the rung at which a trial has paused: of the last one that it has come to, or the first of all. */
    int number(int paused) {
        return Math.max(
                1,
                Math.toIntExact(epochs.stream().filter(epoch -> epoch <= paused).count()));
    }

    /** Whether a trial has paused at a rung. */
    boolean isAt(Rung rung, Curve curve) {
        return curve.paused().isPresent() && number(curve.paused().getAsInt()) == rung.number();
    }

    /** Whether a trial has come to a rung, and perhaps beyond. */
    boolean hasReached(Rung rung, Curve curve) {
        return curve.scores().size() >= rung.epoch() || isAt(rung, curve);
    }
}
