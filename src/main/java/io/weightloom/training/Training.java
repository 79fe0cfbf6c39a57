package io.weightloom.training;

import io.weightloom.data.Dataset;
import io.weightloom.data.Examples;
import io.weightloom.data.Minibatches;
import io.weightloom.data.TaskMatrix;
import io.weightloom.network.Names;
import io.weightloom.network.Network;
import io.weightloom.program.TrainingProgram;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.RandomStream;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The training of one network, hypernetwork or plain, in single precision: epochs of minibatches, each followed by an
 * evaluation on the validation split. It can pause after any step and go on, in this process or another, with the same
 * bits as if it had not. Not thread-safe. Close it: it owns native memory.
 */
public final class Training implements AutoCloseable {

    private final TrainingSpec spec;
    private final Dataset data;
    private final Minibatches minibatches;
    private final Optional<TaskMatrix> matrix;
    private final Optional<long[]> noise;
    private final long seed;
    private final Examples test;
    private final LearningRate learningRate;
    private final TrainingProgram program;
    private final Evaluation evaluation;
    private Position position = Position.START;
    private double[] bestParameters;
    private Minibatches.Order order = new Minibatches.Order(new int[0], new int[0]);

    private Training(
            TrialSpec trial,
            Dataset data,
            Minibatches minibatches,
            Optional<TaskMatrix> matrix,
            Optional<long[]> noise,
            TrainingProgram program,
            Evaluation evaluation) {
        this.spec = trial.training();
        this.seed = trial.seed();
        this.matrix = matrix;
        this.noise = noise;
        this.test = test(trial, data);
        this.data = data;
        this.minibatches = minibatches;
        long perEpoch = minibatches.perEpoch();
        this.learningRate = new LearningRate(spec.learningRate(), spec.schedule(), perEpoch, perEpoch * spec.epochs());
        this.program = program;
        this.evaluation = evaluation;
        this.bestParameters = program.state().parameters();
    }

    /**
     * Builds and compiles the network of a trial, at its first weights or at those of a checkpoint.
     *
     * @throws io.weightloom.data.InvalidDataException if there are too few examples for a batch
     * @throws IllegalArgumentException if the checkpoint is damaged or of another network
     */
    public static Training of(TrialSpec trial, Dataset data, Optional<Checkpoint> from) {
        TrainingSpec spec = trial.training();
        Minibatches minibatches = new Minibatches(trial.seed(), data.train(), spec.batchSize(), spec.tasksPerStep());
        Optional<TaskMatrix> matrix = trial.weights() instanceof HypernetSpec hypernet
                ? data.tasks().matrix(hypernet.condition())
                : Optional.empty();
        Optional<CheckpointFormat.Content> content = from.map(CheckpointFormat::read);
        try (Unfinished made = new Unfinished();
                Network network = Network.build(trial, DataType.FLOAT)) {
            TrainingProgram program = TrainingProgram.compile(
                    network.graph(),
                    Names.LOSS,
                    network.trainableNames(),
                    network.ofTasks()
                            ? network.shapes(spec.tasksPerStep(), spec.batchSize())
                            : network.shapes(1, minibatches.perStep()),
                    Updaters.of(spec));
            made.closing(program::close);
            Evaluation evaluation = new Evaluation(network, trial, data, matrix, largest(trial, data));
            made.closing(evaluation::close);
            Training training = new Training(trial, data, minibatches, matrix, network.noise(), program, evaluation);
            content.ifPresent(training::restore);
            made.finished();
            return training;
        }
    }

    /** Closes what has been made so far, unless all of it was made. */
    private static final class Unfinished implements AutoCloseable {

        private final List<Runnable> closings = new ArrayList<>();

        void closing(Runnable close) {
            closings.add(close);
        }

        void finished() {
            closings.clear();
        }

        @Override
        public void close() {
            closings.forEach(Runnable::run);
        }
    }

    /**
     * Trains until {@code enough} says so after a step, or to the end.
     *
     * @param enough asked after every step
     * @param listener hears of epochs and steps
     */
    public Progress advance(BooleanSupplier enough, TrainingListener listener) {
        while (true) {
            Optional<Progress> stopped = steps(enough, listener);
            if (stopped.isPresent()) {
                return stopped.get();
            }
            EpochMetrics metrics = evaluate();
            listener.epoch(metrics);
            if (!Double.isFinite(metrics.validationLoss())) {
                return new Progress.Diverged(position.epoch(), metrics.steps());
            }
            keepIfBest(metrics);
            if (position.epoch() == spec.epochs() || patienceIsOver()) {
                return new Progress.Finished(finalScores(metrics));
            }
            position = position.nextEpoch();
        }
    }

    /** All that is needed to go on from here. */
    public Checkpoint checkpoint() {
        return CheckpointFormat.write(new CheckpointFormat.Content(position, program.state(), bestParameters));
    }

    @Override
    public void close() {
        evaluation.close();
        program.close();
    }

    /** Trains what is left of the epoch; present if it did not come to its end. */
    private Optional<Progress> steps(BooleanSupplier enough, TrainingListener listener) {
        order = minibatches.order(position.epoch());
        long first = step();
        long start = System.nanoTime();
        long before = position.nanos();
        try {
            while (position.batch() < minibatches.perEpoch()) {
                double loss = step(position.batch());
                if (!Double.isFinite(loss)) {
                    return Optional.of(new Progress.Diverged(position.epoch(), step() + 1));
                }
                position = position.afterStep(loss, before + System.nanoTime() - start);
                if (enough.getAsBoolean() && !atEnd()) {
                    return Optional.of(new Progress.Paused());
                }
            }
            return Optional.empty();
        } finally {
            listener.steps(step() - first, (System.nanoTime() - start) / 1e9);
        }
    }

    private double step(int batch) {
        int count = minibatches.perStep();
        program.load(Names.X, data.train().features(), data.inputs(), order.rows(), batch * count, count);
        program.load(Names.Y, data.train().labels(), data.outputs(), order.rows(), batch * count, count);
        int tasks = minibatches.tasksPerStep();
        matrix.ifPresent(
                known -> program.load(Names.TASK, known.values(), known.width(), order.tasks(), batch * tasks, tasks));
        noise.ifPresent(shape -> draw(Math.toIntExact(shape[0]), Math.toIntExact(shape[1])));
        return program.step(learningRate.at(step()));
    }

    /** The condition of this step: a pure function of seed and step, so that a checkpoint needs no more. */
    private void draw(int vectors, int width) {
        float[] z = RandomStream.NOISE.gaussians(seed, step(), vectors * width);
        program.load(Names.Z, z, width, IntStream.range(0, vectors).toArray(), 0, vectors);
    }

    /** Steps done so far. */
    private long step() {
        return (position.epoch() - 1L) * minibatches.perEpoch() + position.batch();
    }

    private boolean atEnd() {
        return position.epoch() == spec.epochs() && position.batch() == minibatches.perEpoch();
    }

    private EpochMetrics evaluate() {
        long start = System.nanoTime();
        Score validation = evaluation.score(program.state().parameters(), data.validation());
        return new EpochMetrics(
                position.epoch(),
                position.lossSum() / minibatches.perEpoch(),
                validation.loss(),
                validation.score(),
                learningRate.at(step() - 1),
                step(),
                (position.nanos() + System.nanoTime() - start) / 1e9);
    }

    /** Without early stopping, the last weights are the ones that count. */
    private void keepIfBest(EpochMetrics metrics) {
        if (spec.patience() == 0 || metrics.validationScore() > position.bestScore()) {
            position = position.withBest(metrics.validationScore());
            bestParameters = program.state().parameters();
        }
    }

    private boolean patienceIsOver() {
        return spec.patience() > 0 && position.epoch() - position.bestEpoch() >= spec.patience();
    }

    private Scores finalScores(EpochMetrics last) {
        Assessment assessment = evaluation.assess(bestParameters, test);
        return new Scores(
                last.epoch(),
                position.bestEpoch(),
                position.bestScore(),
                assessment.score().score(),
                assessment.score().loss(),
                assessment.measures(),
                assessment.tasks());
    }

    private void restore(CheckpointFormat.Content content) {
        program.restore(content.state());
        position = content.position();
        bestParameters = content.bestParameters();
    }

    /** Held-out tasks, if there are any; but a bank of z knows the tasks alone that it was trained on. */
    private static Examples test(TrialSpec trial, Dataset data) {
        boolean bank = trial.weights() instanceof HypernetSpec hypernet
                && hypernet.condition() instanceof ConditionSpec.PerTask;
        return bank ? data.test() : data.heldOut().orElse(data.test());
    }

    private static Examples largest(TrialSpec trial, Dataset data) {
        Examples test = test(trial, data);
        return data.validation().size() > test.size() ? data.validation() : test;
    }
}
