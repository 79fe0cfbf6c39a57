package io.weightloom.program.kernel;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.indexer.DoubleIndexer;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.javacpp.indexer.Indexer;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One block of native memory for all values of a program that have its type, zeros at first; seen as {@link Elements}
 * by our own kernels, as pointers by BLAS and as arrays by ND4J.
 *
 * <p>The block is JavaCPP's and not ND4J's, because ND4J frees an array of which there are views only when a garbage
 * collector has found the views. Not thread-safe. Close it: what was made from it must not be used afterwards.
 */
public final class Arena implements AutoCloseable {

    /** Bytes of a cache line, on which the block begins. */
    private static final int LINE = 64;

    private final DataType type;
    private final Pointer block;
    private final Pointer first; // the first element on a cache line

    /**
     * A block of zeros.
     *
     * @param type FLOAT or DOUBLE
     * @param size in elements
     */
    public Arena(DataType type, int size) {
        this.type = type;
        long spare = LINE / type.width();
        this.block = type == DataType.FLOAT ? new FloatPointer(size + spare) : new DoublePointer(size + spare);
        Pointer.memset(block, 0, (size + spare) * type.width());
        long skipped = (LINE - block.address() % LINE) % LINE / type.width();
        this.first = block.getPointer(skipped);
        first.capacity(size);
    }

    /** A view of its own address, because a buffer over the whole block would end at 2 GiB. */
    public Elements elements(int offset, int size) {
        Pointer elements = pointer(offset).limit(size).capacity(size);
        return type == DataType.FLOAT
                ? new Elements.Floats(((FloatPointer) elements).asBuffer())
                : new Elements.Doubles(((DoublePointer) elements).asBuffer());
    }

    /** The address of an element, for BLAS. */
    public Pointer pointer(int offset) {
        return first.getPointer(offset);
    }

    /** Elements from {@code offset} on as an array in {@code c} order. */
    public INDArray view(int offset, long[] shape) {
        long size = 1;
        for (long extent : shape) {
            size *= extent;
        }
        Pointer elements = pointer(offset).limit(size).capacity(size);
        Indexer indexer = type == DataType.FLOAT
                ? FloatIndexer.create((FloatPointer) elements)
                : DoubleIndexer.create((DoublePointer) elements);
        DataBuffer buffer = Nd4j.createBuffer(elements, type, size, indexer);
        INDArray line = Nd4j.create(buffer, new long[] {size}, new long[] {1}, 0, 'c', type);
        return shape.length == 1 ? line : line.reshape('c', shape);
    }

    /** Sets elements {@code [from, to)} to zero. */
    public void clear(int from, int to) {
        if (to > from) {
            Pointer.memset(pointer(from), 0, (long) (to - from) * type.width());
        }
    }

    /** Bytes of the block. */
    public long bytes() {
        return block.capacity() * type.width();
    }

    /** Of all elements: FLOAT or DOUBLE. */
    public DataType type() {
        return type;
    }

    @Override
    public void close() {
        block.close();
    }
}
