package io.weightloom.layout;

/** Ledgers for tests. */
public final class SampleLedgers {

    private SampleLedgers() {}

    /** Of a plain network, which trains each of its weights. */
    public static Ledger plain(long theta, long largestLayer) {
        return new Ledger(theta, 0, theta, 0, 0, 1, largestLayer);
    }
}
