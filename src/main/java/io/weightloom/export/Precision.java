package io.weightloom.export;

/** How the numbers of a network are stored in a file. */
public enum Precision {
    /** As they were trained. */
    FLOAT32,
    /** 16 bits each; tensors with a number that these cannot hold stay as they are. */
    FLOAT16,
    /**
     * 8 bits each, as multiples of a scale: one for the tensor, or one for each row or column where that is nearer and
     * costs little. Small tensors stay as they are.
     */
    INT8
}
