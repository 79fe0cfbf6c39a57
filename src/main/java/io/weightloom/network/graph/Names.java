package io.weightloom.network.graph;

/** The names of a graph's variables. They are an interface: findings, checkpoints and reports use them. */
public final class Names {

    /** Placeholder, {@code [batch, inputs]}, or {@code [tasks, batch, inputs]} where each task has its own weights. */
    public static final String X = "x";

    /** Placeholder, as long as {@link #X}, of {@code outputs}: one-hot rows for classes, numbers for regression. */
    public static final String Y = "y";

    /**
     * Placeholder, as long as {@link #OUTPUT}: what a given network gives, of classes their probabilities at the
     * temperature; only where a loss is taken against it.
     */
    public static final String GIVEN_OUTPUT = "given-output";

    /** Placeholder, {@code [tasks, width]}: what the condition knows tasks by; only where each has its own weights. */
    public static final String TASK = "task";

    /**
     * Placeholder, {@code [layers steps, batch, units]}: what a recurrent network's states are given anew is multiplied
     * by, zero where training leaves it out; only where it leaves out any.
     */
    public static final String DROPOUT = "dropout";

    /** All target weights end to end, {@code [theta]} or {@code [tasks, theta]}; only where a generator makes them. */
    public static final String FLAT = "flat";

    /** The target network's output before any softmax, as long as {@link #X}, of {@code outputs}. */
    public static final String OUTPUT = "output";

    /** What training minimises, a scalar. */
    public static final String LOSS = "loss";

    /**
     * The condition, {@code [rows, z-dim]}; a bank has a row for each task, {@code [tasks, rows z-dim]}. A placeholder
     * if it is drawn at each step.
     */
    public static final String Z = "z";

    /** The embeddings of the chunks, {@code [chunks, chunk-dim]}, beside a condition that they share. */
    public static final String CHUNKS = "chunks";

    /** Placeholder, {@code [tasks, theta]}: what the weights of tasks learned before shall stay near. */
    public static final String ANCHORS = "anchors";

    private static final String STATISTIC = "statistic/";

    /** The residual that is added to generated weights, {@code [generated]}. */
    public static final String THETA0 = "theta0";

    /**
     * The weights of the network that the user has, {@code [1, theta]}, a constant, to which generated ones are added.
     */
    public static final String BASE = "base";

    private static final String SHARED = "shared/";
    private static final String GENERATOR = "hyper/";
    private static final String TARGET = "target/";
    private static final String KEPT = "kept/";
    private static final String LEFT = "left/";
    private static final String RIGHT = "right/";
    private static final String FACTOR = "delta/";
    private static final String PRE_ACTIVATION = "pre/";
    private static final String GIVEN = "given/";

    private Names() {}

    /** A trainable of the generator. */
    public static String generator(String tensor) {
        return GENERATOR + tensor;
    }

    /** What a norm knows of a batch, {@code [1, channels, 1, 1]}. */
    public static String statistic(String norm) {
        return STATISTIC + norm;
    }

    /** A weight tensor of the target network that is trained directly, beside generated ones. */
    public static String shared(String tensor) {
        return SHARED + tensor;
    }

    /** A weight tensor of the target network, as cut out of the flat vector or owned. */
    public static String target(String tensor) {
        return TARGET + tensor;
    }

    /** A weight tensor of a network that was cut by magnitude, before the mask. */
    public static String kept(String tensor) {
        return KEPT + tensor;
    }

    /** The left factor of a weight tensor of a network that was cut in rank, {@code [rows, rank]}. */
    public static String left(String tensor) {
        return LEFT + tensor;
    }

    /** The right factor, {@code [rank, columns]}. */
    public static String right(String tensor) {
        return RIGHT + tensor;
    }

    /** A weight tensor of a given network, a constant. */
    public static String given(String tensor) {
        return GIVEN + tensor;
    }

    /** The left factor of what is added to a weight tensor, {@code [tasks, rows, rank]}. */
    public static String leftOfDelta(String tensor) {
        return FACTOR + LEFT + tensor;
    }

    /** The right factor, {@code [tasks, rank, columns]}. */
    public static String rightOfDelta(String tensor) {
        return FACTOR + RIGHT + tensor;
    }

    /**
     * What layer {@code layer} of the target network, counted from 1, computes before its activation, {@code [batch,
     * out]}.
     */
    public static String preActivation(int layer) {
        return PRE_ACTIVATION + layer;
    }

    /** The same of what is computed with a tensor of a cell. */
    public static String preActivation(String tensor) {
        return PRE_ACTIVATION + tensor;
    }
}
