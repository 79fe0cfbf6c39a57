package io.weightloom.training;

import io.weightloom.data.Dataset;
import io.weightloom.data.Examples;
import io.weightloom.data.Minibatches;
import io.weightloom.data.TaskMatrix;
import io.weightloom.network.Network;
import io.weightloom.network.Rounding;
import io.weightloom.network.Trainable;
import io.weightloom.network.graph.Names;
import io.weightloom.program.TrainingProgram;
import io.weightloom.program.Work;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.OrderSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The network of a phase, compiled. Not thread-safe. Close it: it owns native memory.
 *
 * @param trainables what training changes, in the order of the program's parameters
 * @param program trains it
 * @param evaluation runs it over whole splits
 * @param matrix what the condition knows each task by; empty if all tasks share their weights
 * @param penalty what the phases before hold it to; empty if they do not
 * @param noise what is drawn anew at each step; empty if nothing is
 * @param given what a given network answers to the examples; empty if no loss is taken against it
 * @param dropout what is left out of states at each step; empty if nothing is
 * @param pictures changes those that are trained on; empty if they stay as they are
 * @param rounding what parameters are rounded to where the network computes with them
 */
record CompiledPhase(
        List<Trainable> trainables,
        TrainingProgram program,
        Evaluation evaluation,
        Optional<TaskMatrix> matrix,
        Optional<OutputPenalty> penalty,
        Optional<Noise> noise,
        Optional<Dropout> dropout,
        Optional<GivenOutputs> given,
        Optional<Pictures> pictures,
        Rounding rounding)
        implements AutoCloseable {

    /**
     * Compiles the network of a phase.
     *
     * @param learned what the phase before has learned
     * @param data of the phase
     * @param test examples that it will be judged by
     * @param work hears how far it is
     */
    static CompiledPhase of(Phase phase, double[] learned, TrialSpec trial, Dataset data, Examples test, Work work) {
        TrainingSpec spec = trial.training();
        Optional<TaskMatrix> matrix = trial.weights() instanceof HypernetSpec hypernet
                ? data.tasks().matrix(hypernet.condition())
                : Optional.empty();
        if (spec.objective().outputs() > 0) {
            work.begins("asking the given network");
        }
        Optional<GivenOutputs> given = GivenOutputs.of(trial, data, data.train());
        try (Network network = phase.network().build(learned, work)) {
            Rounding rounding = phase.rounded()
                    ? Rounding.of(trial.target(), trial.weights(), network.trainables())
                    : Rounding.NONE;
            work.begins("compiling the network to train");
            TrainingProgram program = network.home()
                    .programs()
                    .training(
                            network.graph(),
                            Names.LOSS,
                            network.trainableNames(),
                            network.ofTasks()
                                    ? network.shapes(spec.tasksPerStep(), spec.batchSize())
                                    : network.shapes(1, spec.batchSize() * spec.tasksPerStep()),
                            Updaters.of(spec),
                            rounding.rounds() ? Optional.of(rounding::round) : Optional.empty());
            try (Unfinished unfinished = new Unfinished(program::close)) {
                work.begins("compiling the network to be evaluated");
                Evaluation evaluation = Evaluation.of(network, trial, data, matrix, test);
                try (Unfinished both = new Unfinished(evaluation::close)) {
                    Optional<OutputPenalty> penalty = matrix.flatMap(known -> penalty(phase, learned, trial, known));
                    both.finished();
                    unfinished.finished();
                    return new CompiledPhase(
                            network.trainables(),
                            program,
                            evaluation,
                            matrix,
                            penalty,
                            Noise.of(network, trial),
                            Dropout.of(network, trial),
                            given,
                            Pictures.of(trial, data),
                            rounding);
                }
            }
        }
    }

    /** What the network computes with where training stands at these parameters. */
    double[] counted(double[] parameters) {
        return rounding.of(parameters);
    }

    /** How good these parameters are on some examples, as they are after training. */
    LossAndScore score(double[] parameters, Examples examples) {
        return evaluation.score(counted(parameters), examples);
    }

    /** Parameters end to end as arrays, by the names of the trainables, in their order, each row by row. */
    Map<String, float[]> byName(double[] parameters) {
        Map<String, float[]> weights = new LinkedHashMap<>();
        int at = 0;
        for (Trainable trainable : trainables) {
            float[] values = new float[Math.toIntExact(trainable.shape().length())];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) parameters[at++]; // nothing is lost: it is a widened float
            }
            weights.put(trainable.name(), values);
        }
        return weights;
    }

    private static Optional<OutputPenalty> penalty(Phase phase, double[] learned, TrialSpec trial, TaskMatrix matrix) {
        return trial.training().order() instanceof OrderSpec.Sequential order
                        && !phase.before().isEmpty()
                ? Optional.of(OutputPenalty.of(trial, order, learned, phase.before(), matrix))
                : Optional.empty();
    }

    /**
     * Loads what a step is taken on.
     *
     * @param order of an epoch
     * @param batch number of the step within it
     * @param step number of the step within the training, which is what noise is drawn by
     */
    void load(Minibatches minibatches, Minibatches.Order order, int batch, long step) {
        Examples train = minibatches.examples();
        int count = minibatches.perStep();
        Set<String> read = program.inputs(); // a loss against weights alone reads neither examples nor labels
        if (read.contains(Names.X) && pictures.isPresent()) {
            pictures.get().load(program, train, order, batch * count);
        } else if (read.contains(Names.X)) {
            train.readFeatures(
                    order.rows(),
                    batch * count,
                    count,
                    (table, width, rows, from, all) -> program.load(Names.X, table, width, rows, from, all));
        }
        if (read.contains(Names.Y)) {
            train.readLabels(
                    order.rows(),
                    batch * count,
                    count,
                    (table, width, rows, from, all) -> program.load(Names.Y, table, width, rows, from, all));
        }
        given.ifPresent(answers -> answers.load(program, order.rows(), batch * count, count));
        int tasks = minibatches.tasksPerStep();
        matrix.ifPresent(
                known -> program.load(Names.TASK, known.values(), known.width(), order.tasks(), batch * tasks, tasks));
        noise.ifPresent(drawn ->
                drawn.draw(step, (z, width, rows, from, all) -> program.load(Names.Z, z, width, rows, from, all)));
        dropout.ifPresent(left -> {
            float[] factors = left.factors(order.rows(), batch * count, count, order.epoch());
            int width = left.shape().stretch();
            int[] all = IntStream.range(0, factors.length / width).toArray();
            program.load(Names.DROPOUT, factors, width, all, 0, all.length);
        });
    }

    /**
     * What the loss of a step cannot fall below, because a given network's answers to its examples are no certainties;
     * 0 without one.
     */
    double least(Minibatches minibatches, Minibatches.Order order, int batch) {
        int count = minibatches.perStep();
        return given.map(answers -> answers.least(order.rows(), batch * count, count))
                .orElse(0.0);
    }

    /** One update on the loaded inputs; what was minimised, before it. */
    double step(double learningRate) {
        return penalty.isPresent() ? penalty.get().step(program, learningRate) : program.step(learningRate);
    }

    @Override
    public void close() {
        penalty.ifPresent(OutputPenalty::close);
        evaluation.close();
        program.close();
    }
}
