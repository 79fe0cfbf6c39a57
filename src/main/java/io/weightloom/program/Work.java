package io.weightloom.program;

/**
 * Hears what is being done to a network while it does not train, so that a person can be told: what is deep may take
 * long to be built, differentiated, verified and compiled. Called on the thread that does it; returns at once, or
 * throws to have no more of it.
 */
@FunctionalInterface
public interface Work {

    /** Nobody hears. */
    Work UNHEARD = what -> {};

    /** Something begins, and what was told before has ended; in words such as "differentiating the network". */
    void begins(String what);
}
