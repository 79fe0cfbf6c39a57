package io.weightloom.verification;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.InferenceSession;
import org.nd4j.autodiff.samediff.internal.memory.AbstractMemoryMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The memory of what SameDiff computes: everything that a call allocates is freed after the call. Left to itself,
 * SameDiff leaves most of it to the garbage collector: 28 MB of native memory for a network of 20,000 weights. Not
 * thread-safe. Close it after each call, when its outputs have been read; it can be used again.
 */
final class Scratch extends AbstractMemoryMgr {

    private final List<INDArray> arrays = new ArrayList<>();

    /** Has the graph, on this thread, allocate here from now on. */
    void serve(SameDiff graph) {
        graph.getSessions()
                .computeIfAbsent(Thread.currentThread().getId(), thread -> new InferenceSession(graph))
                .setMmgr(this);
    }

    @Override
    public INDArray allocate(boolean detached, DataType type, long... shape) {
        return kept(Nd4j.createUninitialized(type, shape));
    }

    @Override
    public INDArray allocate(boolean detached, LongShapeDescriptor shape) {
        return kept(Nd4j.create(shape));
    }

    private INDArray kept(INDArray array) {
        arrays.add(array);
        return array;
    }

    /** Nothing: a view of it may still be read. */
    @Override
    public void release(INDArray array) {}

    @Override
    public void close() {
        arrays.stream().filter(array -> array.closeable() && !array.wasClosed()).forEach(INDArray::close);
        arrays.clear();
    }
}
