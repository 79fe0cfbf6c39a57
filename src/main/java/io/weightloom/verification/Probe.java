package io.weightloom.verification;

import io.weightloom.data.Examples;
import io.weightloom.data.Minibatches;
import io.weightloom.data.TaskMatrix;
import io.weightloom.layout.ExampleShape;
import io.weightloom.network.Network;
import io.weightloom.network.graph.Names;
import io.weightloom.network.graph.NativeArrays;
import io.weightloom.program.Session;
import io.weightloom.random.RandomStream;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TrialSpec;
import io.weightloom.training.Dropout;
import io.weightloom.training.GivenOutputs;
import io.weightloom.training.Step;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a network is looked at with: values for all of its placeholders. Immutable by agreement: nobody writes into the
 * arrays.
 *
 * @param tasks whose weights are made at the same time
 * @param batch examples of each
 * @param inputs by name
 * @param before what the condition knows tasks by that might have been learned before, {@code [tasks, width]}; empty if
 *     tasks are not learned one after the other
 */
record Probe(int tasks, int batch, Map<String, Input> inputs, Optional<Input> before) {

    /** Placeholders that have a row for each example. */
    private static final List<String> OF_EXAMPLES = List.of(Names.X, Names.Y, Names.GIVEN_OUTPUT, Names.DROPOUT);

    /** Of all that is learned at the same time. */
    Probe(int tasks, int batch, Map<String, Input> inputs) {
        this(tasks, batch, inputs, Optional.empty());
    }

    /**
     * The values of a placeholder, row-major.
     *
     * @param counts extents of the axes that count its rows; of sequences, those that count examples
     * @param row what one of them is, an example or what describes a task
     */
    record Input(float[] values, long[] counts, ExampleShape row) {

        /** Of a placeholder of a network. */
        static Input of(Network network, String name, float[] values, long... shape) {
            ExampleShape row = network.example(name);
            return new Input(values, row.counts(shape), row);
        }

        /** Other values in the same shape. */
        Input with(float[] others) {
            return new Input(others, counts, row);
        }

        long[] shape() {
            return row.batch(counts);
        }

        /** The values in double precision. */
        double[] widened() {
            double[] widened = new double[values.length];
            Arrays.setAll(widened, i -> values[i]);
            return widened;
        }

        /** Numbers that lie side by side: those of a row, or of a step of a sequence. */
        int width() {
            return row.stretch();
        }

        /** Numbers of all stretches of so many numbers. */
        int[] rows() {
            return IntStream.range(0, values.length / width()).toArray();
        }
    }

    /**
     * Of examples, all of them.
     *
     * @param sample of equally many examples of each task, if each task has weights of its own
     * @param matrix what the condition knows each task by
     */
    static Probe of(TrialSpec trial, Network network, Examples sample, Optional<TaskMatrix> matrix) {
        int[] all = sample.tasks();
        int tasks = network.ofTasks() ? all.length : 1;
        int batch = sample.size() / tasks;
        Map<String, Input> inputs = new LinkedHashMap<>();
        network.shapes(tasks, batch).forEach((name, shape) -> {
            float[] values = switch (name) {
                case Names.X -> sample.allFeatures();
                case Names.Y -> sample.allLabels();
                case Names.GIVEN_OUTPUT -> given(trial, sample);
                case Names.TASK -> rows(matrix.orElseThrow(), all);
                case Names.DROPOUT -> dropout(trial, network, sample.size());
                default -> RandomStream.NOISE.gaussians(trial.seed(), -1, Math.toIntExact(shape[0] * shape[1]));
            };
            inputs.put(name, Input.of(network, name, values, shape));
        });
        return new Probe(tasks, batch, inputs);
    }

    /** As if the sample were the first examples of an epoch before the first. */
    private static float[] dropout(TrialSpec trial, Network network, int examples) {
        int[] rows = IntStream.range(0, examples).toArray();
        return Dropout.of(network, trial).orElseThrow().factors(rows, 0, examples, 0);
    }

    /** What the given network answers, by SameDiff; its statistics, if it has any, are those of the sample. */
    private static float[] given(TrialSpec trial, Examples sample) {
        double[] features = new double[sample.features().length];
        Arrays.setAll(features, i -> sample.features()[i]);
        float[] rounded = new float[sample.labels().length];
        try (Network network = Network.given(trial, DataType.DOUBLE);
                INDArray x = NativeArrays.of(
                        features, DataType.DOUBLE, network.example(Names.X).batch(sample.size()))) {
            Session.output(network.graph(), Map.of(Names.X, x), List.of(Names.OUTPUT), output -> {
                double[] answers = output.dup('c').data().asDouble();
                boolean classes = trial.training().loss() == Loss.CROSS_ENTROPY;
                for (int i = 0; i < rounded.length; i++) {
                    rounded[i] = (float) (classes ? probability(trial, answers, i, sample.outputs()) : answers[i]);
                }
                return rounded;
            });
        }
        return rounded;
    }

    /** One over the sum of how many times as likely each class of the row is. */
    private static double probability(TrialSpec trial, double[] answers, int at, int classes) {
        double sum = 0;
        int row = at / classes * classes;
        for (int j = row; j < row + classes; j++) {
            sum += Math.exp(
                    (answers[j] - answers[at]) / trial.training().objective().temperature());
        }
        return 1 / sum;
    }

    /** The same for a network that is evaluated: nothing is left out of its states. */
    Probe evaluated() {
        Map<String, Input> whole = new LinkedHashMap<>(inputs);
        whole.computeIfPresent(Names.DROPOUT, (name, factors) -> {
            float[] ones = new float[factors.values().length];
            Arrays.fill(ones, 1);
            return factors.with(ones);
        });
        return new Probe(tasks, batch, whole, before);
    }

    /** The same with other answers of the given network, if it is asked. */
    Probe answered(GivenOutputs given) {
        Map<String, Input> answered = new LinkedHashMap<>(inputs);
        answered.computeIfPresent(Names.GIVEN_OUTPUT, (name, input) -> input.with(given.values()));
        return new Probe(tasks, batch, answered, before);
    }

    private static float[] rows(TaskMatrix matrix, int[] tasks) {
        float[] rows = new float[tasks.length * matrix.width()];
        for (int i = 0; i < tasks.length; i++) {
            System.arraycopy(matrix.values(), tasks[i] * matrix.width(), rows, i * matrix.width(), matrix.width());
        }
        return rows;
    }

    /**
     * The same, as if some tasks had been learned before.
     *
     * @param tasks at least one
     */
    Probe after(TaskMatrix matrix, int[] tasks) {
        Input known =
                new Input(rows(matrix, tasks), new long[] {tasks.length}, new ExampleShape.Vector(matrix.width()));
        return new Probe(this.tasks, batch, inputs, Optional.of(known));
    }

    /** The examples of one task alone, for a network of one task. */
    Probe of(int task) {
        Map<String, Input> own = new LinkedHashMap<>();
        inputs.forEach((name, input) -> {
            if (OF_EXAMPLES.contains(name)) {
                int size = batch * Math.toIntExact(input.row().numbers()); // of sequences there is one task
                float[] values = new float[size];
                System.arraycopy(input.values(), task * size, values, 0, size);
                own.put(name, new Input(values, new long[] {batch}, input.row()));
            }
        });
        return new Probe(1, batch, own);
    }

    /**
     * The same with what is drawn for a step of the training: noise, where the condition is drawn anew, and what is
     * left out of states.
     *
     * @param network of this trial
     */
    Probe ofStep(TrialSpec trial, Network network, Step step) {
        Map<String, Input> drawn = new LinkedHashMap<>(inputs);
        drawn.computeIfPresent(
                Names.Z,
                (name, z) -> z.with(RandomStream.NOISE.gaussians(trial.seed(), step.number(), z.values().length)));
        Minibatches.Order order = step.batch();
        Dropout.of(network, trial)
                .ifPresent(left -> drawn.computeIfPresent(
                        Names.DROPOUT,
                        (name, factors) ->
                                factors.with(left.factors(order.rows(), 0, order.rows().length, order.epoch()))));
        return new Probe(tasks, batch, drawn, before);
    }

    /** The same with the first examples of each task only, if there are more. */
    Probe first(int examples) {
        int few = Math.min(examples, batch);
        Map<String, Input> cut = new LinkedHashMap<>(inputs);
        for (String name : OF_EXAMPLES) {
            Input input = inputs.get(name);
            if (input == null) {
                continue;
            }
            int width = input.width();
            int groups = input.row().stretches() * tasks; // of the examples of a task, or a step of them
            float[] values = new float[groups * few * width];
            for (int group = 0; group < groups; group++) {
                System.arraycopy(input.values(), group * batch * width, values, group * few * width, few * width);
            }
            long[] counts = input.counts().clone();
            counts[counts.length - 1] = few;
            cut.put(name, new Input(values, counts, input.row()));
        }
        return new Probe(tasks, few, cut, before);
    }

    Input input(String name) {
        Input input = inputs.get(name);
        if (input == null) {
            throw new IllegalArgumentException("No input '%s' in %s".formatted(name, inputs.keySet()));
        }
        return input;
    }

    /** Hands the values over of those placeholders that are read, one after the other. */
    void load(Set<String> read, BiConsumer<String, Input> into) {
        inputs.forEach((name, input) -> {
            if (read.contains(name)) {
                into.accept(name, input);
            }
        });
    }

    /** The shapes of all placeholders. */
    Map<String, long[]> shapes() {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        inputs.forEach((name, input) -> shapes.put(name, input.shape()));
        return shapes;
    }
}
