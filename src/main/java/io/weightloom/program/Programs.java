package io.weightloom.program;

import io.weightloom.program.compile.Compiler;
import io.weightloom.program.compile.Executable;
import io.weightloom.program.update.Updater;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The programs of one graph, which are compiled once and used again: a program that is closed waits here for the next
 * one who asks for the like of it, and gets it as if it had just been compiled, at the trainables' values in the graph.
 * What the graph holds as constants must not change meanwhile. Not thread-safe. Close it: it owns native memory; what
 * is in use then is freed when it is closed.
 */
public final class Programs implements AutoCloseable {

    /** Keeps nothing, for any graph. */
    public static final Programs NONE = new Programs(false);

    private final boolean keeping;
    private final Map<List<Object>, Deque<Executable>> idle = new HashMap<>();
    private final Set<List<Object>> proved = new HashSet<>();
    private final Map<String, Object> facts = new HashMap<>();
    private boolean closed;

    private Programs(boolean keeping) {
        this.keeping = keeping;
    }

    /** Of one graph. */
    public static Programs keeping() {
        return new Programs(true);
    }

    /** Whether anything is kept. */
    public boolean keeps() {
        return keeping;
    }

    /** As {@link InferenceProgram#compile}. */
    public InferenceProgram inference(
            SameDiff graph, List<String> trainables, List<String> outputs, Map<String, long[]> inputShapes) {
        Compiler compiler = InferenceProgram.compiler(graph, trainables, outputs, inputShapes);
        return new InferenceProgram(
                compiler,
                lent(key("inference", trainables, outputs, inputShapes), () -> compiler.inference(outputs)),
                outputs,
                inputShapes);
    }

    /** As {@link GradientProgram#compile}. */
    public GradientProgram gradients(
            SameDiff graph, String loss, List<String> trainables, Map<String, long[]> inputShapes) {
        return gradients(graph, loss, trainables, List.of(), inputShapes);
    }

    /**
     * The same that also computes gradients of variables that are computed themselves.
     *
     * @param also their names
     */
    public GradientProgram gradients(
            SameDiff graph, String loss, List<String> trainables, List<String> also, Map<String, long[]> inputShapes) {
        Compiler compiler = GradientProgram.compiler(graph, loss, trainables, inputShapes);
        return gradients(compiler, loss, trainables, also, inputShapes);
    }

    private GradientProgram gradients(
            Compiler compiler,
            String loss,
            List<String> trainables,
            List<String> also,
            Map<String, long[]> inputShapes) {
        List<String> wanted = new ArrayList<>(List.of(loss));
        wanted.addAll(also);
        return new GradientProgram(
                compiler,
                lent(key("gradients", trainables, wanted, inputShapes), () -> compiler.training(loss, also)),
                loss,
                inputShapes);
    }

    /** As {@link TrainingProgram#compile}. */
    public TrainingProgram training(
            SameDiff graph,
            String loss,
            List<String> trainables,
            Map<String, long[]> inputShapes,
            Updater updater,
            Optional<Consumer<float[]>> rounding) {
        Compiler compiler = TrainingProgram.compiler(graph, loss, trainables, inputShapes);
        return new TrainingProgram(gradients(compiler, loss, trainables, List.of(), inputShapes), updater, rounding);
    }

    /**
     * Whether it has been noted of something that is kept here that it was proved.
     *
     * @param what of the graph
     * @param shapes of its inputs
     */
    public boolean isProved(List<String> what, Map<String, long[]> shapes) {
        return proved.contains(key("proof", List.of(), what, shapes));
    }

    /** Notes that something was proved, for as long as this is kept. */
    public void prove(List<String> what, Map<String, long[]> shapes) {
        if (keeping) {
            proved.add(key("proof", List.of(), what, shapes));
        }
    }

    /**
     * What follows from the graph alone, found out once for as long as this is kept.
     *
     * @param what is asked, of one type
     */
    @SuppressWarnings("unchecked") // one kind of question has one type of answer
    public <T> T fact(String what, Supplier<T> found) {
        return keeping ? (T) facts.computeIfAbsent(what, any -> found.get()) : found.get();
    }

    /** Bytes of native memory of the programs that wait here. */
    public long bytes() {
        return idle.values().stream()
                .flatMap(Deque::stream)
                .mapToLong(Executable::bytes)
                .sum();
    }

    private static List<Object> key(
            String kind, List<String> trainables, List<String> wanted, Map<String, long[]> shapes) {
        Map<String, List<Long>> inputs = new TreeMap<>();
        shapes.forEach((name, shape) -> {
            List<Long> extents = new ArrayList<>();
            for (long extent : shape) {
                extents.add(extent);
            }
            inputs.put(name, extents);
        });
        return List.of(kind, List.copyOf(trainables), List.copyOf(wanted), inputs);
    }

    private Lent lent(List<Object> key, Supplier<Executable> compiled) {
        if (!keeping) {
            return new Lent(compiled.get(), Executable::close);
        }
        Executable waiting = idle.getOrDefault(key, new ArrayDeque<>()).poll();
        if (waiting != null) {
            waiting.reset();
        }
        return new Lent(waiting == null ? compiled.get() : waiting, executable -> take(key, executable));
    }

    private void take(List<Object> key, Executable executable) {
        if (closed) {
            executable.close();
        } else {
            idle.computeIfAbsent(key, any -> new ArrayDeque<>()).push(executable);
        }
    }

    @Override
    public void close() {
        if (keeping) {
            closed = true;
            idle.values().forEach(waiting -> waiting.forEach(Executable::close));
            idle.clear();
        }
    }
}
