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
        BIAS
    }

    /** Index after its last element. */
    public long end() {
        return offset + shape.length();
    }

    /** Whether it holds the weights of a layer that can be seen as one matrix: of two or more axes. */
    public boolean isMatrix() {
        return role == Role.WEIGHT && shape.extents().size() >= 2;
    }

    /** Columns of the matrix: the layer's outputs. */
    public long columns() {
        return shape.extents().get(shape.extents().size() - 1);
    }

    /** Rows of the matrix: the layer's inputs, for a kernel those of its receptive field. */
    public long rows() {
        return shape.length() / columns();
    }
}
