package io.weightloom.data.raw;

/** Which numbers share one mean and one standard deviation, if any. */
public enum Scaling {
    /** Each column has its own: columns measure different things in different units. */
    EACH_COLUMN,
    /**
     * All columns share theirs: the pixels of pictures measure one thing in one unit. Were each pixel scaled on its
     * own, a pixel at the rim that is lit in one of 8,000 pictures would reach 89 there, and a few such inputs would
     * rule the network. What initialisation counts on, {@code E[x^2] = 1}, is a mean over the inputs of a neuron (its
     * output has the variance {@code fanIn * var(w) * mean of E[x_j^2]}), and that mean is 1 either way.
     */
    ALL_COLUMNS,
    /** Numbers stay as they are, because their scale has a meaning of its own, such as coordinates within a picture. */
    NONE
}
