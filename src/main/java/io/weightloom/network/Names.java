package io.weightloom.network;

/** The names of a graph's variables. They are an interface: findings, checkpoints and reports use them. */
public final class Names {

    /** Placeholder, {@code [batch, inputs]}. */
    public static final String X = "x";

    /** Placeholder, {@code [batch, outputs]}: one-hot rows for classes, numbers for regression. */
    public static final String Y = "y";

    /** All target weights end to end, {@code [theta]}; only where a generator makes them. */
    public static final String FLAT = "flat";

    /** The target network's output before any softmax, {@code [batch, outputs]}. */
    public static final String OUTPUT = "output";

    /** What training minimises, a scalar. */
    public static final String LOSS = "loss";

    /** The condition, {@code [rows, z-dim]}. */
    public static final String Z = "z";

    /** The embeddings of the chunks, {@code [chunks, chunk-dim]}, beside a condition that they share. */
    public static final String CHUNKS = "chunks";

    /** The residual that is added to generated weights, {@code [generated]}. */
    public static final String THETA0 = "theta0";

    private static final String SHARED = "shared/";
    private static final String GENERATOR = "hyper/";
    private static final String TARGET = "target/";
    private static final String PRE_ACTIVATION = "pre/";

    private Names() {}

    /** A trainable of the generator. */
    static String generator(String tensor) {
        return GENERATOR + tensor;
    }

    /** A weight tensor of the target network that is trained directly, beside generated ones. */
    static String shared(String tensor) {
        return SHARED + tensor;
    }

    /** A weight tensor of the target network, as cut out of the flat vector or owned. */
    public static String target(String tensor) {
        return TARGET + tensor;
    }

    /**
     * What layer {@code layer} of the target network, counted from 1, computes before its activation, {@code [batch,
     * out]}.
     */
    static String preActivation(int layer) {
        return PRE_ACTIVATION + layer;
    }
}
