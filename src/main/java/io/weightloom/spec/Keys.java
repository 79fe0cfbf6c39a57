package io.weightloom.spec;

/** Sections and keys of the settings that records speak of, where one does not go with another. */
public final class Keys {

    /** From which all that is random is derived; in tables of trials too. */
    public static final String SEED = "seed";

    public static final String DATA = "data";
    public static final String SAMPLES = "samples";
    public static final String LABEL = "label";
    public static final String LABELS = "labels";
    public static final String TEST_IMAGES = "test-images";
    public static final String TEST_LABELS = "test-labels";
    public static final String FEATURES = "features";
    public static final String CATEGORICAL = "categorical";
    public static final String IGNORE = "ignore";
    public static final String MISSING = "missing.values";
    public static final String GAPS = "missing.as";
    public static final String CHANNELS = "channels";
    public static final String SHRINK = "shrink";
    public static final String HELD_OUT = "held-out";
    public static final String VALIDATION = "validation";

    public static final String TARGET = "target";
    public static final String KIND = "kind";
    public static final String LAYERS = "layers";
    public static final String INPUT = "input";
    public static final String WIDTH = "width";
    public static final String POOL = "pool";
    public static final String DENSE = "dense";
    public static final String OUTPUTS = "outputs";

    public static final String TRAINING = "training";
    public static final String BATCH_SIZE = "batch-size";

    private Keys() {}
}
