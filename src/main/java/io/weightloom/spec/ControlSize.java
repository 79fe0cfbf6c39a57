package io.weightloom.spec;

/** In what a control that can be of any size equals the hypernetwork beside which it stands. */
public enum ControlSize {
    /** As many numbers, of whatever width; where those are that a cut leaves is not counted, as papers do. */
    NUMBERS,
    /** No more bytes, as exports count them: numbers at their width, and where they are. */
    BYTES
}
