package io.weightloom.layout;

import java.util.List;

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

    /** Of a tensor of kernels, {@code [height, width, in, out]}. */
    private static final int KERNEL_AXES = 4;

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

    /** Whether it belongs to a norm. */
    public boolean isNorm() {
        return role == Role.SCALE || role == Role.SHIFT;
    }

    /** Whether it holds the weights of a layer that can be seen as one matrix: of two or more axes. */
    public boolean isMatrix() {
        return role == Role.WEIGHT && shape.extents().size() >= 2;
    }

    /** Numbers of each kernel {@code [height, width]} between two channels; 1 if it holds no kernels. */
    public long taps() {
        List<Long> extents = shape.extents();
        return extents.size() == KERNEL_AXES ? extents.get(0) * extents.get(1) : 1;
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
