package io.weightloom.spec;

/** Keys of settings that records speak of, where one does not go with another. */
public final class Keys {

    /** From which all that is random is derived; in tables of trials too. */
    public static final String SEED = "seed";

    public static final String LAYERS = "layers";
    public static final String INPUT = "input";
    public static final String POOL = "pool";
    public static final String DENSE = "dense";
    public static final String OUTPUTS = "outputs";

    private Keys() {}
}
