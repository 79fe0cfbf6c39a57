package io.weightloom.network.init;

/** The ledger's column that a tensor is counted in. */
public enum LedgerColumn {
    GENERATOR,
    Z,
    SHARED,
    /** Held fixed: drawn again from the seed, neither trained nor stored. */
    FIXED
}
