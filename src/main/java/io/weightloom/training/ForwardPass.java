package io.weightloom.training;

import io.weightloom.data.Dataset;
import io.weightloom.data.Examples;
import io.weightloom.data.Preprocessing;
import io.weightloom.data.TaskMatrix;
import io.weightloom.network.Network;
import io.weightloom.network.graph.Names;
import io.weightloom.program.InferenceProgram;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.LabelKind;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TrialSpec;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Runs a network over any number of examples, a batch at a time; where each task has weights of its own, of several
 * tasks at a time. What it gives for an example depends on no other one, and on the batch's size in the last bits
 * alone. Not thread-safe. Close it: it owns native memory.
 */
public final class ForwardPass implements AutoCloseable {

    private final InferenceProgram program;
    private final Optional<? extends Statistics> statistics;
    private final int tasks; // at the same time
    private final int batch; // of each task
    private final Optional<Noise> noise;

    /**
     * Of a network at its present weights.
     *
     * @param batch examples of each task at a time
     * @param statistics there if the network computes any of a batch; closed with this
     */
    ForwardPass(Network network, TrialSpec trial, int batch, Optional<? extends Statistics> statistics) {
        this.statistics = statistics;
        this.tasks = tasks(network, trial);
        this.batch = batch;
        this.noise = Noise.of(network, trial);
        Map<String, long[]> inputs = new HashMap<>(network.shapes(tasks, batch));
        statistics.ifPresent(known -> network.statistics().forEach(name -> inputs.put(name, known.shape(name))));
        this.program = network.home()
                .programs()
                .inference(network.graph(), network.trainableNames(), List.of(Names.OUTPUT), inputs);
        Dropout.none(network, batch, program::load);
    }

    /** Of a network as training has left it. */
    public static ForwardPass of(Network network, TrialSpec trial, Learned learned) {
        return new ForwardPass(
                network,
                trial,
                learned.batch(),
                network.statistics().isEmpty() ? Optional.empty() : Optional.of(learned.statistics()));
    }

    /** Draws of the condition that evaluations average over. */
    private int draws() {
        return noise.map(Noise::samples).orElse(1);
    }

    /** Tasks that run at the same time. */
    static int tasks(Network network, TrialSpec trial) {
        return network.ofTasks() ? trial.training().tasksPerStep() : 1;
    }

    /**
     * Sets all trainables.
     *
     * @param parameters end to end
     */
    public void parameters(double[] parameters) {
        programs().forEach(each -> each.parameters(parameters));
    }

    /** Examples of each task at a time. */
    int batch() {
        return batch;
    }

    /**
     * The outputs under each draw of the condition that evaluations average over; under one, if it is not drawn.
     *
     * @param known what the condition takes each task for; there if it knows tasks
     * @return row-major {@code [size, outputs]}, before any softmax; of sequences {@code [size, steps, outputs]}, of
     *     their scored steps
     */
    public List<float[]> outputs(Examples examples, Optional<TaskMatrix> known) {
        return IntStream.range(0, draws())
                .mapToObj(draw -> {
                    noise.ifPresent(drawn -> drawn.sample(draw, this::loadZ));
                    return known.isPresent() ? ofTasks(examples, known.get()) : ofOne(examples, draw);
                })
                .toList();
    }

    /**
     * The outputs under one z, of a condition that is drawn anew.
     *
     * @param z row-major {@code [vectors, z-dim]}
     * @throws IllegalArgumentException if the condition is another one, or of another width
     */
    public float[] outputs(Examples examples, float[] z) {
        Noise drawn = noise.orElseThrow(() -> new IllegalArgumentException("The condition is not drawn"));
        drawn.load(z, this::loadZ);
        return ofOne(examples, 0);
    }

    /** The first z that evaluations average over; empty if the condition is not drawn anew. */
    public Optional<float[]> firstDraw() {
        return noise.map(drawn -> drawn.sampled(0));
    }

    /** How good the parameters are on the test split of a trial's data. */
    public Assessment test(TrialSpec trial, Dataset data) {
        return assess(
                Phases.test(trial, data),
                known(trial, data),
                data.preprocessing(),
                trial.training().loss());
    }

    /**
     * How good the parameters are on some examples.
     *
     * @param known what the condition takes each task for; there if it knows tasks
     */
    Assessment assess(Examples examples, Optional<TaskMatrix> known, Preprocessing data, Loss loss) {
        if (examples.windows().isEmpty()) {
            return Assessment.of(outputs(examples, known), examples, data, loss);
        } else if (data.predicted().kind() == LabelKind.CLASSIFICATION) {
            return Assessment.ofText(drawn(examples, () -> new TextScore(examples), score -> score::add));
        }
        double[] deviations = data.predicted().scale().deviations();
        return Assessment.ofSeries(
                drawn(examples, () -> new SeriesScore(examples, loss, deviations), score -> score::add));
    }

    /** The scores of sequences under each draw. */
    private <S> List<S> drawn(Examples examples, Supplier<S> nothing, Function<S, Pieces> adding) {
        return IntStream.range(0, draws())
                .mapToObj(draw -> {
                    draw(draw);
                    S score = nothing.get();
                    ofSequences(examples, adding.apply(score));
                    return score;
                })
                .toList();
    }

    /** What the condition takes each task for in the test. */
    static Optional<TaskMatrix> known(TrialSpec trial, Dataset data) {
        return trial.weights() instanceof HypernetSpec hypernet
                ? data.tasks().tested(hypernet, trial.seed())
                : Optional.empty();
    }

    /** Bytes of native memory that its values take: what all layers make of a batch is among them. */
    public long bytes() {
        return programs().mapToLong(InferenceProgram::bytes).sum();
    }

    /**
     * The statistics that it runs with over these examples.
     *
     * @param known what the condition takes each task for; there if it knows tasks
     */
    KeptStatistics statistics(Examples examples, Optional<TaskMatrix> known) {
        if (statistics.isEmpty()) {
            return KeptStatistics.NONE;
        }
        Statistics live = statistics.get();
        Map<String, KeptStatistics.Values> kept = new LinkedHashMap<>();
        if (known.isEmpty()) {
            for (int draw = 0; draw < draws(); draw++) {
                keep(live, draw, kept);
            }
            return new KeptStatistics(List.of(), kept);
        }
        int[] all = examples.tasks();
        for (int first = 0; first < all.length; first += tasks) {
            int from = first;
            int count = Math.min(tasks, all.length - first);
            loadTasks(known.get(), some(all, first));
            live.of(some(all, first)).forEach((name, rows) -> {
                int width = rows.length / tasks;
                float[] whole = kept.computeIfAbsent(
                                name,
                                absent -> new KeptStatistics.Values(live.shape(name), new float[all.length * width]))
                        .rows();
                System.arraycopy(rows, 0, whole, from * width, (count - 1) * width);
                // of the last task, which is there several times where there are too few, the last outputs are read
                System.arraycopy(rows, (tasks - 1) * width, whole, (from + count - 1) * width, width);
            });
        }
        return new KeptStatistics(Arrays.stream(all).boxed().toList(), kept);
    }

    /** Keeps the statistics of a draw. */
    private void keep(Statistics live, int draw, Map<String, KeptStatistics.Values> kept) {
        noise.ifPresent(drawn -> drawn.sample(draw, this::loadZ));
        live.ofAll(draw).forEach((name, row) -> {
            float[] rows = kept.computeIfAbsent(
                            name,
                            absent -> new KeptStatistics.Values(live.shape(name), new float[draws() * row.length]))
                    .rows();
            System.arraycopy(row, 0, rows, draw * row.length, row.length);
        });
    }

    private void loadZ(float[] z, int width, int[] rows, int from, int count) {
        programs().forEach(each -> each.load(Names.Z, z, width, rows, from, count));
    }

    private void loadTasks(TaskMatrix matrix, int[] some) {
        programs().forEach(each -> each.load(Names.TASK, matrix.values(), matrix.width(), some, 0, tasks));
    }

    /** All that compute with the same weights. */
    private Stream<InferenceProgram> programs() {
        return Stream.concat(Stream.of(program), statistics.stream().flatMap(Statistics::programs));
    }

    /** The tasks that run from a place in their list on; the last one again where there are too few. */
    private int[] some(int[] all, int first) {
        int[] some = new int[tasks];
        Arrays.setAll(some, t -> all[Math.min(first + t, all.length - 1)]);
        return some;
    }

    /** Puts statistics in place of those of a batch. */
    private void load(Map<String, float[]> values) {
        values.forEach((name, row) ->
                program.load(name, row, 1, IntStream.range(0, row.length).toArray(), 0, row.length));
    }

    /** Lets a condition that is drawn be as in this draw. */
    private void draw(int draw) {
        noise.ifPresent(drawn -> drawn.sample(draw, this::loadZ));
        statistics.map(known -> known.ofAll(draw)).ifPresent(this::load);
    }

    private float[] ofOne(Examples examples, int draw) {
        statistics.map(known -> known.ofAll(draw)).ifPresent(this::load);
        if (examples.windows().isPresent()) {
            int width = examples.outputs();
            float[] all = new float[Math.multiplyExact(examples.predictions(), width)];
            ofSequences(
                    examples,
                    (outputs, first, count) -> System.arraycopy(outputs, 0, all, first * width, count * width));
            return all;
        }
        int[] rows = IntStream.range(0, examples.size()).toArray();
        float[] outputs = new float[examples.size() * examples.outputs()];
        for (int from = 0; from < rows.length; from += batch) {
            int count = Math.min(batch, rows.length - from);
            float[] some = new float[count * examples.outputs()];
            program.load(Names.X, examples.features(), examples.inputs(), rows, from, count);
            program.run();
            program.read(Names.OUTPUT, some);
            System.arraycopy(some, 0, outputs, from * examples.outputs(), some.length);
        }
        return outputs;
    }

    /** Takes the outputs of some predictions after the other. */
    private interface Pieces {

        /**
         * @param outputs row-major {@code [count, outputs]}, perhaps with more behind; overwritten by those that follow
         * @param first number of the first prediction
         */
        void take(float[] outputs, int first, int count);
    }

    /** A whole batch at a time, the last example again where there are too few: a step of all lies side by side. */
    private void ofSequences(Examples examples, Pieces pieces) {
        int steps = examples.windows().orElseThrow().steps();
        int width = examples.outputs();
        float[] outputs = new float[steps * batch * width]; // [batch, steps, width]
        float[] read = new float[steps * batch * width]; // [steps, batch, width]
        int[] some = new int[batch];
        for (int from = 0; from < examples.size(); from += batch) {
            int first = from;
            Arrays.setAll(some, i -> Math.min(first + i, examples.size() - 1));
            examples.readFeatures(
                    some,
                    0,
                    batch,
                    (table, inputs, rows, at, count) -> program.load(Names.X, table, inputs, rows, at, count));
            program.run();
            program.read(Names.OUTPUT, read);
            int count = Math.min(batch, examples.size() - from);
            for (int i = 0; i < count; i++) {
                for (int t = 0; t < steps; t++) {
                    System.arraycopy(read, (t * batch + i) * width, outputs, (i * steps + t) * width, width);
                }
            }
            pieces.take(outputs, from * steps, count * steps);
        }
    }

    private float[] ofTasks(Examples examples, TaskMatrix matrix) {
        float[] outputs = new float[examples.size() * examples.outputs()];
        int[] all = examples.tasks();
        for (int first = 0; first < all.length; first += tasks) {
            int[] some = some(all, first);
            loadTasks(matrix, some);
            statistics.map(known -> known.of(some)).ifPresent(this::load);
            int longest = Arrays.stream(some).map(examples::size).max().orElse(0);
            for (int from = 0; from < longest; from += batch) {
                ofTasks(examples, some, from, outputs);
            }
        }
        return outputs;
    }

    /** The examples of some tasks from their number {@code from} on; the last one again where a task has too few. */
    private void ofTasks(Examples examples, int[] some, int from, float[] outputs) {
        int[] rows = new int[tasks * batch];
        for (int i = 0; i < rows.length; i++) {
            int task = some[i / batch];
            rows[i] = examples.starts()[task] + Math.min(from + i % batch, examples.size(task) - 1);
        }
        float[] read = new float[rows.length * examples.outputs()];
        program.load(Names.X, examples.features(), examples.inputs(), rows, 0, rows.length);
        program.run();
        program.read(Names.OUTPUT, read);
        int width = examples.outputs();
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(read, i * width, outputs, rows[i] * width, width);
        }
    }

    @Override
    public void close() {
        statistics.ifPresent(Statistics::close);
        program.close();
    }
}
