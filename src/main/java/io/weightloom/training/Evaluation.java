package io.weightloom.training;

import io.weightloom.data.Dataset;
import io.weightloom.data.Examples;
import io.weightloom.data.TaskMatrix;
import io.weightloom.network.LayerScale;
import io.weightloom.network.Network;
import io.weightloom.network.graph.Names;
import io.weightloom.program.InferenceProgram;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TrialSpec;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Runs a network over whole splits, a large batch at a time; where each task has weights of its own, of several tasks
 * at a time. Not thread-safe. Close it: it owns native memory.
 */
final class Evaluation implements AutoCloseable {

    private static final int LARGEST_BATCH = 1000;

    /** Numbers in all layers together for a batch: 80 MB, twice. */
    private static final long LARGEST_LAYERS = 20_000_000;

    private final InferenceProgram program;
    private final Optional<Calibration> calibration;
    private final Dataset data;
    private final Loss loss;
    /** What the condition knows each task by; empty if all tasks share their weights. */
    private final Optional<TaskMatrix> matrix;

    private final int tasks; // at the same time
    private final int batch; // of each task
    private final Optional<Noise> noise;

    /**
     * @param matrix what the condition knows each task by
     * @param largest the largest split that it will run over
     * @param calibration what takes the place of statistics of a batch, there if there are any; closed with this
     */
    Evaluation(
            Network network,
            TrialSpec trial,
            Dataset data,
            Optional<TaskMatrix> matrix,
            Examples largest,
            Optional<Calibration> calibration) {
        this.calibration = calibration;
        this.data = data;
        this.loss = trial.training().loss();
        this.matrix = matrix;
        this.tasks = network.ofTasks() ? trial.training().tasksPerStep() : 1;
        int examples = network.ofTasks()
                ? Arrays.stream(largest.tasks()).map(largest::size).max().orElse(1)
                : largest.size();
        this.batch = Math.min(Math.max(1, largestBatch(network) / tasks), examples);
        this.noise = Noise.of(network, trial);
        Map<String, long[]> inputs = new HashMap<>(network.shapes(tasks, batch));
        calibration.ifPresent(known -> network.statistics().forEach(name -> inputs.put(name, known.shape(name))));
        this.program =
                InferenceProgram.compile(network.graph(), network.trainableNames(), List.of(Names.OUTPUT), inputs);
    }

    private static int largestBatch(Network network) {
        long width = network.layers().stream().mapToLong(LayerScale::numbers).sum();
        return (int) Math.max(1, Math.min(LARGEST_BATCH, LARGEST_LAYERS / width));
    }

    /** @param parameters all trainables end to end */
    LossAndScore score(double[] parameters, Examples examples) {
        return assess(parameters, examples, matrix).score();
    }

    /**
     * @param parameters all trainables end to end
     * @param known what the condition takes each task for; there if it knows tasks
     */
    Assessment assess(double[] parameters, Examples examples, Optional<TaskMatrix> known) {
        programs().forEach(each -> each.parameters(parameters));
        return Assessment.of(
                IntStream.range(0, noise.map(Noise::samples).orElse(1))
                        .mapToObj(draw -> outputs(examples, draw, known))
                        .toList(),
                examples,
                data,
                loss);
    }

    private float[] outputs(Examples examples, int draw, Optional<TaskMatrix> known) {
        noise.ifPresent(drawn -> drawn.sample(
                draw,
                (z, width, rows, from, all) ->
                        programs().forEach(each -> each.load(Names.Z, z, width, rows, from, all))));
        return known.isPresent() ? ofTasks(examples, known.get()) : ofOne(examples);
    }

    /** All that compute with the same weights. */
    private Stream<InferenceProgram> programs() {
        return Stream.concat(Stream.of(program), calibration.map(Calibration::program).stream());
    }

    /** Puts statistics in place of those of a batch. */
    private void load(Map<String, float[]> statistics) {
        statistics.forEach((name, values) ->
                program.load(name, values, 1, IntStream.range(0, values.length).toArray(), 0, values.length));
    }

    private float[] ofOne(Examples examples) {
        calibration.map(Calibration::statistics).ifPresent(this::load);
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

    private float[] ofTasks(Examples examples, TaskMatrix matrix) {
        float[] outputs = new float[examples.size() * examples.outputs()];
        int[] all = examples.tasks();
        for (int first = 0; first < all.length; first += tasks) {
            int[] some = new int[tasks];
            for (int t = 0; t < tasks; t++) {
                some[t] = all[Math.min(first + t, all.length - 1)]; // the last one again where there are too few
            }
            programs().forEach(each -> each.load(Names.TASK, matrix.values(), matrix.width(), some, 0, tasks));
            calibration.map(calibrated -> calibrated.statistics(some)).ifPresent(this::load);
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
        calibration.ifPresent(Calibration::close);
        program.close();
    }
}
