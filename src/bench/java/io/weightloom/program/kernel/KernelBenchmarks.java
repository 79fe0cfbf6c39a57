package io.weightloom.program.kernel;

import io.weightloom.program.ir.Operation;
import io.weightloom.program.ir.Operation.Function;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.nd4j.linalg.api.buffer.DataType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Our own kernels on a matrix of floats: the hidden layers of cells S, M and C. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public class KernelBenchmarks {

    /** Rows x columns. */
    @Param({"32x16", "64x32", "64x128"})
    public String shape;

    @Param({"ADD", "ADD_ROW", "MULTIPLY", "RELU", "RELU_DERIVATIVE", "TANH", "SIGMOID", "CROSS_ENTROPY", "SQUARED_ERROR"
    })
    public String kernel;

    private Arena arena;
    private Kernel bound;

    @Setup(Level.Trial)
    public void bind() {
        String[] extents = shape.split("x", -1);
        int columns = Integer.parseInt(extents[1]);
        int size = Integer.parseInt(extents[0]) * columns;
        arena = new Arena(DataType.FLOAT, 3 * size + columns + 1);
        Elements x = arena.elements(0, size);
        Elements y = arena.elements(size, size);
        Elements z = arena.elements(2 * size, size);
        Elements row = arena.elements(3 * size, columns);
        Elements scalar = arena.elements(3 * size + columns, 1);
        for (int i = 0; i < size; i++) {
            x.put(i, Math.sin(i));
            y.put(i, Math.cos(i));
        }
        bound = switch (kernel) {
            case "ADD" -> pieces(x, Source.all(y), z, pieces -> pieces.add(0, 1, 1));
            case "ADD_ROW" -> pieces(x, Source.rows(row, columns, size / columns), z, pieces -> pieces.add(0, 1, 1));
            case "MULTIPLY" -> pieces(x, Source.all(y), z, pieces -> pieces.multiply(0, 1, 1));
            case "RELU_DERIVATIVE" -> pieces(x, Source.all(y), z, pieces -> pieces.derivative(Function.RELU, 0, 1, 1));
            case "RELU", "TANH", "SIGMOID" ->
                pieces(x, Source.all(y), z, pieces -> pieces.map(Function.valueOf(kernel), 0, 1));
            case "CROSS_ENTROPY" -> Kernels.loss(Operation.Loss.Kind.CROSS_ENTROPY, x, y, columns, scalar, z);
            case "SQUARED_ERROR" -> Kernels.loss(Operation.Loss.Kind.SQUARED_ERROR, x, y, columns, scalar, z);
            default -> throw new IllegalArgumentException(kernel);
        };
    }

    /** Work that leaves in piece 1 what it makes of pieces 0 and 1. */
    private static Kernel pieces(Elements x, Source y, Elements z, Consumer<Pieces> work) {
        Pieces pieces = new Pieces(x.size(), new Pieces.Scratch());
        pieces.read(Source.all(x), 0);
        pieces.read(y, 1);
        work.accept(pieces);
        pieces.write(1, z);
        return pieces.kernel();
    }

    @TearDown(Level.Trial)
    public void free() {
        arena.close();
    }

    @Benchmark
    public void run() {
        bound.run();
    }
}
