package io.weightloom.program.compile;

import io.weightloom.program.ir.OpList;
import io.weightloom.program.ir.Value;
import io.weightloom.program.kernel.Arena;
import io.weightloom.program.kernel.Elements;
import io.weightloom.program.kernel.Kernel;
import io.weightloom.program.kernel.Outer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Kernels and the memory that they are bound to. Not thread-safe. Close it: it owns native memory. */
public final class Executable implements AutoCloseable {

    private final OpList list;
    private final BufferAllocation allocation;
    private final Arena arena;
    private final Map<String, INDArray> others = new HashMap<>();
    private final Map<String, Elements> elements = new HashMap<>();
    private final Kernel[] kernels;
    private final List<Outer> outers;
    private final List<int[]> constants;
    private final long bytes;
    private boolean closed;

    /**
     * Allocates all memory and moves the constants into it.
     *
     * @param list of one floating-point type, beside which there may be values of other types
     * @param named values that {@link #elements} can give although no node may read them; the first of them lie at the
     *     arena's begin
     */
    Executable(OpList list, DataType type, List<String> named) {
        this.list = list;
        this.allocation = BufferAllocation.of(list, type, named);
        this.arena = new Arena(type, allocation.size());
        this.constants = constants(list, allocation);
        Lowering.Lowered lowered = lowered();
        this.kernels = lowered.kernels();
        this.outers = lowered.outers();
        list.values().values().forEach(Executable::freeConstant);
        this.bytes = arena.bytes()
                + others.values().stream()
                        .mapToLong(array -> array.length() * array.dataType().width())
                        .sum();
    }

    /** Frees everything if that fails, because nobody else could. */
    private Lowering.Lowered lowered() {
        boolean complete = false;
        try {
            allocation.offsets().keySet().forEach(this::writeConstant);
            Lowering.Lowered lowered = Lowering.lower(list, allocation, arena, others);
            complete = true;
            return lowered;
        } finally {
            if (!complete) {
                close();
            }
        }
    }

    private void writeConstant(String name) {
        if (list.value(name).origin() instanceof Value.Constant constant) {
            Elements elements = elements(name);
            for (int i = 0; i < elements.size(); i++) {
                elements.put(i, constant.array().data().getDouble(i));
            }
        }
    }

    /** What a constant held has been copied. */
    private static void freeConstant(Value value) {
        if (value.origin() instanceof Value.Constant constant) {
            constant.array().close();
        }
    }

    /**
     * Runs all kernels, in order, on what lies in the memory.
     *
     * @throws IllegalStateException if it has been closed
     */
    public void run() {
        checkOpen();
        for (Kernel kernel : kernels) {
            kernel.run();
        }
    }

    /**
     * Forgets all that it was given and has computed, so that it is as it was when it was made: zeros but for
     * constants, which no kernel writes.
     */
    public void reset() {
        checkOpen();
        int from = 0;
        for (int[] constant : constants) {
            arena.clear(from, constant[0]);
            from = Math.max(from, constant[1]);
        }
        arena.clear(from, allocation.size());
    }

    /** Where constants lie, from begin to end, in ascending order. */
    private static List<int[]> constants(OpList list, BufferAllocation allocation) {
        return allocation.offsets().keySet().stream()
                .filter(name -> list.value(name).origin() instanceof Value.Constant)
                .map(name -> new int[] {
                    allocation.offset(name),
                    allocation.offset(name) + list.value(name).size()
                })
                .sorted(Comparator.comparingInt(place -> place[0]))
                .toList();
    }

    /**
     * The elements of a value of the program's type that lasts.
     *
     * @throws IllegalArgumentException if its place is another value's, too
     */
    public Elements elements(String name) {
        checkOpen();
        if (!allocation.lasting().contains(name)) {
            throw new IllegalArgumentException("Value '" + name + "' is not there behind a run");
        }
        return elements.computeIfAbsent(
                name,
                any -> arena.elements(allocation.offset(name), list.value(name).size()));
    }

    /** The shape of a value. */
    public long[] shape(String name) {
        return list.value(name).shape().clone();
    }

    /** Gradients that {@link #run} leaves to the updater. */
    public List<Outer> outers() {
        return outers;
    }

    /** How many kernels a run calls. */
    public int operations() {
        return kernels.length;
    }

    /** Whether there is such a value. */
    public boolean has(String name) {
        return allocation.offsets().containsKey(name);
    }

    /** Bytes of native memory that its values take. */
    public long bytes() {
        checkOpen();
        return bytes;
    }

    /**
     * Checks that it can be run.
     *
     * @throws IllegalStateException if it has been closed
     */
    public void checkOpen() {
        if (closed) {
            throw new IllegalStateException("The program has been closed");
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            others.values().forEach(INDArray::close);
            arena.close();
        }
    }
}
