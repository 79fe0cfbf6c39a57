package io.weightloom.spec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A network that a user has, as the file of it says. The values travel with the spec, so that a network is a function
 * of its trial's spec alone; but which network it is, the SHA-256 of the file's bytes and the order say, and nothing
 * else.
 *
 * @param file its path as the spec gives it
 * @param sha256 of the file's bytes, in hexadecimal
 * @param order of the hidden units
 * @param weights by the name of the target's slot, each row by row; nobody writes into the arrays. None where a spec
 *     was made of its text: the file has to be read again
 * @param asFiled the same in the order of the file
 */
public record GivenSpec(
        String file, String sha256, Order order, Map<String, double[]> weights, Map<String, double[]> asFiled) {

    /** Copies the maps, but not the arrays. */
    public GivenSpec {
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
        asFiled = Collections.unmodifiableMap(new LinkedHashMap<>(asFiled));
    }

    /** A network as a spec's text names it, not read yet. */
    public GivenSpec(String file, String sha256, Order order) {
        this(file, sha256, order, Map.of(), Map.of());
    }

    /** How hidden units stand in their layers, which changes nothing that the network computes. */
    public enum Order {
        /** As in the file. */
        GIVEN,
        /** So that neighbours are alike. */
        SMOOTH
    }

    /** Reads what a spec asks for; the side of the files does. */
    public interface Reader {

        /**
         * The network with its weights; throws if the file cannot be used, naming it.
         *
         * @param asked with the file's name, and its SHA-256 if that is known
         * @param target whose weights they are
         */
        GivenSpec read(GivenSpec asked, TargetSpec target);

        /** Why it cannot be read; empty if it can. */
        Optional<String> fault(GivenSpec asked, TargetSpec target);

        /** What a file says of its network; throws if it cannot be used, or tells no layers, naming it. */
        Found found(String file);

        /** Why that cannot be said; empty if it can. */
        Optional<String> fault(String file);
    }

    /**
     * What a file says of its network.
     *
     * @param target its layers
     * @param standardise what it scales its inputs and outputs by; empty if it does not
     * @param notes for people, what of it was left out
     */
    public record Found(TargetSpec target, Optional<DataSpec.Standardise> standardise, List<String> notes) {

        /** Copies the list. */
        public Found {
            notes = List.copyOf(notes);
        }
    }

    /** Whether the weights are here. */
    public boolean isRead() {
        return !weights.isEmpty();
    }

    /** All weights end to end, in the order in which the map has them, which is the layout's. */
    public double[] flat() {
        return flat(weights);
    }

    /** The same in the order of the file. */
    public double[] flatAsFiled() {
        return flat(asFiled);
    }

    private static double[] flat(Map<String, double[]> weights) {
        List<double[]> parts = new ArrayList<>(weights.values());
        double[] flat = new double[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (double[] part : parts) {
            System.arraycopy(part, 0, flat, at, part.length);
            at += part.length;
        }
        return flat;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GivenSpec given && given.sha256.equals(sha256) && given.order == order;
    }

    @Override
    public int hashCode() {
        return sha256.hashCode();
    }

    @Override
    public String toString() {
        return "%s of SHA-256 %s%s".formatted(file, sha256, order == Order.SMOOTH ? ", smooth" : "");
    }
}
