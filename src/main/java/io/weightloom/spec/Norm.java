package io.weightloom.spec;

/** How the layers of a generator's trunk are normalised. */
public enum Norm {
    NONE,
    /** Before its activation, a layer has mean 0 and variance 1 over its units (Ba, Kiros, Hinton 2016). */
    LAYER,
    /** A layer's matrix is divided by its largest singular value (Miyato et al. 2018). */
    SPECTRAL
}
