package io.weightloom.runner.store;

import io.weightloom.layout.Ledger;
import io.weightloom.spec.Control;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A trial to be planned.
 *
 * @param number in its run, counted from 1
 * @param hash SHA-256 of its canonical form
 * @param control which control it is; empty for a hypernetwork
 * @param plainHash hash of the plain network with the same seed, data, target and training, with which its score is
 *     compared; its own hash if it is that network; of another control, the same as of the hypernetwork that it is for
 * @param twins hashes of its other controls, with which its score is compared as well, by kind; none of a control
 * @param spec its canonical form, JSON
 * @param swept the swept parameters' values as text, in the order of the sweep
 * @param place where it stands in the search
 * @param epochs that it trains if nothing ends it before
 * @param ledger its counts
 * @param data fingerprint of its data; empty if nothing is known of them
 */
public record NewTrial(
        int number,
        String hash,
        Optional<Control> control,
        String plainHash,
        Map<Control, String> twins,
        String spec,
        Map<String, String> swept,
        SweepPlace place,
        long epochs,
        Ledger ledger,
        Optional<String> data) {

    /** The role of a trial that is no control. */
    public static final String HYPERNETWORK = "hypernetwork";

    /** Copies the maps; the swept parameters keep their order. */
    public NewTrial {
        twins = Map.copyOf(twins);
        swept = Collections.unmodifiableMap(new LinkedHashMap<>(swept));
    }

    /** The same trial with another number. */
    public NewTrial numbered(int other) {
        return new NewTrial(other, hash, control, plainHash, twins, spec, swept, place, epochs, ledger, data);
    }

    /** The same trial on data of this fingerprint. */
    public NewTrial on(Optional<String> fingerprint) {
        return new NewTrial(number, hash, control, plainHash, twins, spec, swept, place, epochs, ledger, fingerprint);
    }
}
