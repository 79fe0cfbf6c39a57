package io.weightloom.layout;

/**
 * One tensor's place in the flat vector: elements {@code [offset, end())}, row-major.
 *
 * @param name of the tensor, unique in its layout
 * @param shape of the tensor
 * @param fanIn inputs that one of the layer's outputs sums over, at least 1
 * @param fanOut outputs that one of the layer's inputs goes to, at least 1
 * @param role what the tensor does in its layer
 * @param offset index of its first element
 */
public record Slot(String name, Shape shape, long fanIn, long fanOut, Role role, long offset) {

    /** What a tensor does in its layer. */
    public enum Role {
        WEIGHT,
        BIAS,
        /** What a norm multiplies by, less 1: so zero is where it starts and what leaves numbers as they are. */
        SCALE,
        /** What a norm adds. */
        SHIFT
    }

    /** Index after its last element. */
    public long end() {
        return offset + shape.length();
    }
}
