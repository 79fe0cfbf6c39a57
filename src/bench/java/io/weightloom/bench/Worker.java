package io.weightloom.bench;

import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Pointer;

/**
 * A process that trains one cell with one engine and does what it is told, line by line, while the others wait:
 *
 * <pre>
 * losses STEPS    -> the loss of each step
 * run STEPS       -> nanoseconds, and what is told of {@link Ran}
 * warm SECONDS    -> steps done
 * pace            -> best microseconds, steps and seconds to full speed
 * gemm            -> operations per second
 * bandwidth BYTES -> bytes per second
 * </pre>
 *
 * <p>Arguments: engine, cell. Both are made when the first command comes.
 */
public final class Worker {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Kind kind;
    private final Engine engine;
    private final Pace pace = new Pace();

    private Worker(Kind kind, Cell cell) {
        this.kind = kind;
        this.engine = kind.create(cell);
    }

    /**
     * What a stretch of steps cost.
     *
     * @param nanos that it took
     * @param cpu nanoseconds that the thread was given by a core
     * @param heap bytes that the thread allocated on the Java heap
     * @param held bytes of native memory that JavaCPP counts as held, at its end less at its begin
     * @param resident bytes of the process in memory, at its end less at its begin
     */
    record Ran(long nanos, long cpu, long heap, long held, long resident) {}

    public static void main(String[] args) throws IOException {
        PrintStream answers = System.out;
        System.setOut(System.err); // for whoever prints
        Worker worker = new Worker(Kind.valueOf(args[0]), Cell.valueOf(args[1]));
        answers.println("ready");
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            answers.println(worker.answer(line.split(" ", -1)));
        }
        worker.engine.close();
    }

    private String answer(String[] words) {
        return switch (words[0]) {
            case "losses" -> losses(Integer.parseInt(words[1]));
            case "run" -> {
                Ran ran = run(Integer.parseInt(words[1]));
                yield ran.nanos() + " " + ran.cpu() + " " + ran.heap() + " " + ran.held() + " " + ran.resident();
            }
            case "warm" -> String.valueOf(warm(Double.parseDouble(words[1])));
            case "pace" -> {
                Pace.FullSpeed speed = pace.fullSpeed();
                yield speed.bestMicros() + " " + speed.steps() + " " + speed.seconds();
            }
            case "gemm" -> String.valueOf(kind.gemmRate());
            case "bandwidth" -> String.valueOf(Bandwidth.of(Long.parseLong(words[1])));
            default -> throw new IllegalArgumentException("No command " + Arrays.toString(words));
        };
    }

    private String losses(int steps) {
        double[] losses = new double[steps];
        for (int from = 0; from < steps; from += Pace.BLOCK) {
            long start = System.nanoTime();
            for (int i = from; i < from + Pace.BLOCK; i++) {
                losses[i] = engine.step();
            }
            pace.add(System.nanoTime() - start);
        }
        return Arrays.stream(losses)
                .mapToObj(loss -> String.format(Locale.ROOT, "%.9g", loss))
                .collect(Collectors.joining(" "));
    }

    private Ran run(int steps) {
        long resident = Pointer.physicalBytes();
        long held = Pointer.totalBytes();
        long heap = THREADS.getCurrentThreadAllocatedBytes();
        long cpu = THREADS.getCurrentThreadCpuTime();
        long nanos = 0;
        for (int i = 0; i < steps; i += Pace.BLOCK) {
            nanos += block();
        }
        return new Ran(
                nanos,
                THREADS.getCurrentThreadCpuTime() - cpu,
                THREADS.getCurrentThreadAllocatedBytes() - heap,
                Pointer.totalBytes() - held,
                Pointer.physicalBytes() - resident);
    }

    private long warm(double seconds) {
        long steps = 0;
        for (long left = (long) (seconds * 1e9); left > 0; left -= block()) {
            steps += Pace.BLOCK;
        }
        return steps;
    }

    private long block() {
        long start = System.nanoTime();
        engine.run(Pace.BLOCK);
        long nanos = System.nanoTime() - start;
        pace.add(nanos);
        return nanos;
    }
}
