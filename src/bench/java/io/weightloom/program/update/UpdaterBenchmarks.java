package io.weightloom.program.update;

import io.weightloom.program.kernel.Arena;
import io.weightloom.program.kernel.Elements;
import java.util.List;
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

/** One update of as many floats as cells S, C and M train. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public class UpdaterBenchmarks {

    @Param({"5914", "35448", "1654834"})
    public int size;

    @Param({"SGD", "MOMENTUM", "ADAM", "ADAM_CLIPPED", "ADAMW"})
    public String updater;

    private Arena arena;
    private FloatDescent descent;

    @Setup(Level.Trial)
    public void bind() {
        arena = new Arena(DataType.FLOAT, 2 * size);
        Elements.Floats parameters = (Elements.Floats) arena.elements(0, size);
        Elements gradients = arena.elements(size, size);
        for (int i = 0; i < size; i++) {
            parameters.put(i, Math.sin(i));
            gradients.put(i, Math.cos(i));
        }
        descent = new FloatDescent(
                switch (updater) {
                    case "SGD" -> new Updater.Sgd(0, 0, 0);
                    case "MOMENTUM" -> new Updater.Sgd(0.9, 0, 0);
                    case "ADAM" -> new Updater.Adam(0.9, 0.999, 1e-8, 0, 0);
                    case "ADAM_CLIPPED" -> new Updater.Adam(0.9, 0.999, 1e-8, 0, 1);
                    case "ADAMW" -> new Updater.AdamW(0.9, 0.999, 1e-8, 0.01, 0);
                    default -> throw new IllegalArgumentException(updater);
                },
                parameters,
                new Gradients(gradients, List.of()));
    }

    @TearDown(Level.Trial)
    public void free() {
        arena.close();
    }

    @Benchmark
    public void step() {
        descent.step(1e-3, List.of());
    }
}
