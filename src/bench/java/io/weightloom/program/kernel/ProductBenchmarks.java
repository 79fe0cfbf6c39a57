package io.weightloom.program.kernel;

import io.weightloom.program.ir.Operation.Order;
import io.weightloom.program.natives.NativeThreads;
import io.weightloom.program.natives.Natives;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
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

/** The products of cells S, M and C: rows of the result x columns x inner extent, and how the operands are stored. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public class ProductBenchmarks {

    @Param({
        "1x82x64 PLAIN PLAIN",
        "32x16x2 PLAIN PLAIN",
        "32x2x16 PLAIN PLAIN",
        "1x25450x64 PLAIN PLAIN",
        "1x64x25450 PLAIN TRANSPOSED",
        "64x32x784 PLAIN PLAIN",
        "784x32x64 TRANSPOSED PLAIN",
        "199x512x64 PLAIN PLAIN",
        "64x512x199 TRANSPOSED PLAIN",
        "199x64x512 PLAIN TRANSPOSED",
        "64x128x784 PLAIN PLAIN",
        "784x128x64 TRANSPOSED PLAIN"
    })
    public String product;

    private Arena arena;
    private Kernel bound;

    @Setup(Level.Trial)
    public void bind() {
        Natives.choose();
        NativeThreads.one();
        String[] words = product.split(" ", -1);
        int[] extents = Arrays.stream(words[0].split("x", -1))
                .mapToInt(Integer::parseInt)
                .toArray();
        int m = extents[0];
        int n = extents[1];
        int k = extents[2];
        arena = new Arena(DataType.FLOAT, m * k + k * n + m * n);
        Products.Sizes sizes = new Products.Sizes(m, n, k, Order.valueOf(words[1]), Order.valueOf(words[2]));
        bound = Products.product(
                sizes,
                Products.Packing.COPIES,
                arena.pointer(0),
                arena.pointer(m * k),
                0,
                arena.pointer(m * k + k * n));
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
