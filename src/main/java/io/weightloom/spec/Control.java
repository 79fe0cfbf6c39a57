package io.weightloom.spec;

/** A network that is no hypernetwork, trained for comparison. */
public enum Control {
    /** The target network with weights of its own. */
    PLAIN
}
