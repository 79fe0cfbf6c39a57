package io.weightloom.job;

import io.weightloom.layout.Ledger;
import io.weightloom.network.Ledgers;
import io.weightloom.spec.TrialSpec;
import java.util.Locale;
import java.util.Optional;

/** Whether a network can be held at all, told from its counts. Others may still be too large for the memory. */
final class Capacity {

    /** Weights, gradients and two moments in single precision; or weights and gradients in double, to verify them. */
    private static final long BYTES_OF_A_TRAINABLE = 4L * Float.BYTES;

    private Capacity() {}

    /**
     * What keeps a trial's network from being held; the message is to stand after {@code hypernet}.
     *
     * @param memory bytes that the process may use
     */
    static Optional<String> fault(TrialSpec trial, long memory) {
        Ledger ledger;
        try {
            ledger = Ledgers.of(trial.target(), trial.weights());
        } catch (ArithmeticException e) { // beyond the largest whole number
            return Optional.of("makes a network with more weights than can be counted; smaller layers are needed");
        }
        String network = String.format(
                Locale.ROOT,
                "makes a network of %,d trained numbers for %,d target weights",
                ledger.trainable(),
                ledger.theta());
        if (Math.max(ledger.theta(), ledger.trainable()) > Integer.MAX_VALUE) {
            return Optional.of(
                    String.format(Locale.ROOT, "%s; at most %,d of each are possible", network, Integer.MAX_VALUE));
        }
        long needed = BYTES_OF_A_TRAINABLE * ledger.trainable() + Float.BYTES * ledger.theta();
        return needed <= memory
                ? Optional.empty()
                : Optional.of(
                        "%s, which take at least %s of memory, but this process may use %s (more with java -Xmx...)"
                                .formatted(network, megabytes(needed), megabytes(memory)));
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%,d MB", bytes / 1_000_000);
    }
}
