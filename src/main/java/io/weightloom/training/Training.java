package io.weightloom.training;

import io.weightloom.data.Dataset;
import io.weightloom.data.Examples;
import io.weightloom.data.Minibatches;
import io.weightloom.network.Network;
import io.weightloom.network.Structures;
import io.weightloom.program.TrainingProgram;
import io.weightloom.program.Work;
import io.weightloom.program.update.State;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The training of one network, hypernetwork or plain, in single precision: epochs of minibatches, each followed by an
 * evaluation on the validation split. It can pause after any step or epoch and go on, in this process or another, with
 * the same bits as if it had not. Not thread-safe. Close it: it owns native memory.
 */
public final class Training implements AutoCloseable {

    private final TrialSpec trial;
    private final TrainingSpec spec;
    private final Examples validation;
    private final Examples test;
    private final List<Phase> phases;
    private final int perEpoch;
    private final List<List<TaskScore>> judged;
    private double[] learned;
    private Dataset data;
    private Minibatches minibatches;
    private Position position;
    private LearningRate learningRate;
    private CompiledPhase compiled;
    private double[] bestParameters;
    private Minibatches.Order order = Minibatches.Order.NONE;

    private Training(
            TrialSpec trial,
            Dataset all,
            Position position,
            double[] learned,
            List<List<TaskScore>> judged,
            Structures structures,
            Work work) {
        this.trial = trial;
        this.spec = trial.training();
        this.validation = all.validation();
        this.test = Phases.test(trial, all);
        this.phases = Phases.of(trial, all, structures);
        Minibatches whole = minibatches(all);
        this.perEpoch = spec.order().sequential() ? whole.rounds() : whole.perEpoch();
        this.judged = new ArrayList<>(judged);
        if (position.phase() >= phases.size()) {
            throw new IllegalArgumentException("The checkpoint is of phase %s, but the training has %s"
                    .formatted(position.phase() + 1, phases.size()));
        }
        this.position = position;
        this.learned = learned;
        this.data = phase().data().get();
        this.minibatches = minibatches(data);
        this.learningRate = learningRate();
        this.compiled = compile(work);
        this.bestParameters = compiled.program().state().parameters();
    }

    /**
     * Builds and compiles the network of a trial, at its first weights or at those of a checkpoint.
     *
     * @throws io.weightloom.data.raw.InvalidDataException if there are too few examples for a batch
     * @throws IllegalArgumentException if the checkpoint is damaged or of another network
     */
    public static Training of(TrialSpec trial, Dataset data, Optional<Checkpoint> from) {
        return of(trial, data, from, Structures.NONE, Work.UNHEARD);
    }

    /**
     * The same, telling how far it is.
     *
     * @param structures where its networks are built, open until it is closed
     */
    public static Training of(
            TrialSpec trial, Dataset data, Optional<Checkpoint> from, Structures structures, Work work) {
        if (from.isEmpty()) {
            return new Training(trial, data, Position.START, new double[0], List.of(), structures, work);
        }
        CheckpointFormat.Content content = CheckpointFormat.read(from.get().bytes());
        Training training =
                new Training(trial, data, content.position(), content.learned(), content.judged(), structures, work);
        try (Unfinished unfinished = new Unfinished(training::close)) {
            training.restore(content);
            unfinished.finished();
        }
        return training;
    }

    /**
     * Trains to a point where it has to pause, or to the end.
     *
     * @param until where it pauses
     * @param listener hears of epochs and steps, and of what is done between them
     */
    public Progress advance(PausePoint until, TrainingListener listener) {
        if (trial.weights() instanceof WeightsSpec.Given) {
            listener.begins("judging the given network");
            return new Progress.Finished(finalScores(0), Optional.empty());
        }
        while (true) {
            Optional<Progress> stopped = steps(until, listener);
            if (stopped.isPresent()) {
                return stopped.get();
            }
            EpochMetrics metrics = evaluate();
            listener.epoch(metrics);
            if (!Double.isFinite(metrics.validationLoss())) {
                return new Progress.Diverged(position.epoch(), metrics.steps());
            }
            keepIfBest(metrics);
            if (!phaseIsOver()) {
                position = position.nextEpoch();
            } else if (isLastPhase()) {
                listener.begins("judging what has been learned");
                return new Progress.Finished(finalScores(metrics.epoch()), probes());
            } else {
                beginNextPhase(listener);
            }
            if (until.afterEpoch(metrics.epoch())) {
                return new Progress.Paused();
            }
        }
    }

    /** What it has learned so far, as it would be tested. */
    public Learned learned() {
        ForwardPass pass = compiled.evaluation().pass();
        double[] counted = compiled.counted(bestParameters);
        pass.parameters(counted);
        return new Learned(
                compiled.byName(counted), pass.statistics(test, ForwardPass.known(trial, data)), pass.batch());
    }

    /** All that is needed to go on from here. */
    public Checkpoint checkpoint() {
        return new Checkpoint(CheckpointFormat.write(new CheckpointFormat.Content(
                position, learned, judged, compiled.program().state(), bestParameters)));
    }

    @Override
    public void close() {
        compiled.close();
    }

    /** Trains what is left of the epoch; present if it did not come to its end. */
    private Optional<Progress> steps(PausePoint until, TrainingListener listener) {
        order = minibatches.order(position.epoch());
        long first = step();
        long start = System.nanoTime();
        long before = position.nanos();
        try {
            while (position.batch() < perEpoch) {
                double loss = step(position.batch());
                if (!Double.isFinite(loss)) {
                    return Optional.of(new Progress.Diverged(position.epoch(), step() + 1));
                }
                position = position.afterStep(loss, before + System.nanoTime() - start);
                if (!atEnd() && until.afterStep()) {
                    return Optional.of(new Progress.Paused());
                }
            }
            return Optional.empty();
        } finally {
            listener.steps(step() - first, (System.nanoTime() - start) / 1e9);
        }
    }

    private double step(int batch) {
        compiled.load(minibatches, order, batch, step());
        double least = compiled.least(minibatches, order, batch);
        return compiled.step(learningRate.at(stepOfPhase())) - least;
    }

    /**
     * Takes the next step of the first phase, as {@link #advance} does, but without evaluations, and tells all about
     * it.
     *
     * @param trainables names of the network's trainables, in order
     * @return the step; empty if the phase has no more
     */
    public Optional<Step> next(List<String> trainables) {
        if (position.batch() == perEpoch) {
            if (isLastEpochOfPhase()) {
                return Optional.empty();
            }
            position = position.nextEpoch();
        }
        order = minibatches.order(position.epoch());
        int batch = position.batch();
        compiled.load(minibatches, order, batch, step());
        TrainingProgram program = compiled.program();
        State before = program.state();
        program.gradients();
        double[] gradient = program.gradients(trainables);
        double rate = learningRate.at(stepOfPhase());
        double loss = compiled.step(rate);
        position = position.afterStep(loss, 0);
        return Optional.of(new Step(order.of(batch, minibatches), loss, rate, gradient, before, program.state()));
    }

    /** Steps done so far. */
    private long step() {
        return (position.epoch() - 1L) * perEpoch + position.batch();
    }

    /** Steps done so far in the phase. */
    private long stepOfPhase() {
        return (position.epochOfPhase() - 1L) * perEpoch + position.batch();
    }

    private boolean atEnd() {
        return isLastPhase() && isLastEpochOfPhase() && position.batch() == perEpoch;
    }

    private boolean isLastPhase() {
        return position.phase() == phases.size() - 1;
    }

    private boolean isLastEpochOfPhase() {
        return position.epochOfPhase() == phase().epochs();
    }

    private boolean phaseIsOver() {
        return isLastEpochOfPhase() || patienceIsOver();
    }

    private Phase phase() {
        return phases.get(position.phase());
    }

    private void beginNextPhase(Work work) {
        if (spec.order().sequential()) {
            judged.add(assessment(test).tasks());
        }
        learned = bestParameters;
        position = position.nextPhase();
        data = phase().data().get();
        minibatches = minibatches(data);
        learningRate = learningRate();
        CompiledPhase before = compiled;
        compiled = compile(work);
        before.close();
        bestParameters = compiled.program().state().parameters();
    }

    /** The phase's network, at its first values. */
    private CompiledPhase compile(Work work) {
        return CompiledPhase.of(phase(), learned, trial, data, test, work);
    }

    /** The learning rate of the phase. */
    private LearningRate learningRate() {
        return new LearningRate(spec.learningRate(), spec.schedule(), perEpoch, (long) perEpoch * phase().epochs());
    }

    private EpochMetrics evaluate() {
        long start = System.nanoTime();
        LossAndScore validation = score(data.validation());
        return new EpochMetrics(
                position.epoch(),
                position.lossSum() / perEpoch,
                validation.loss(),
                validation.score(),
                learningRate.at(stepOfPhase() - 1),
                step(),
                (position.nanos() + System.nanoTime() - start) / 1e9);
    }

    private LossAndScore score(Examples examples) {
        return compiled.score(compiled.program().state().parameters(), examples);
    }

    /** The mean loss of the present weights on the validation split, as at the end of an epoch; for who checks it. */
    public double validationLoss() {
        return score(data.validation()).loss();
    }

    /** The same on other examples, at least one. */
    public double loss(Examples examples) {
        return score(examples).loss();
    }

    /** Without early stopping, the last weights are the ones that count. */
    private void keepIfBest(EpochMetrics metrics) {
        if (spec.patience() == 0 || metrics.validationScore() > position.bestScore()) {
            position = position.withBest(metrics.validationScore());
            bestParameters = compiled.program().state().parameters();
        }
    }

    private boolean patienceIsOver() {
        return spec.patience() > 0 && position.epoch() - position.bestEpoch() >= spec.patience();
    }

    /** Of the best weights. */
    private Assessment assessment(Examples examples) {
        return compiled.evaluation().assess(compiled.counted(bestParameters), examples, ForwardPass.known(trial, data));
    }

    private TrainingResult finalScores(int epochs) {
        Assessment assessment = GivenLabels.agreed(trial, data, test, this::assessment);
        // of all tasks, as the test is: where they came one after the other, that of the last epoch is of one alone
        LossAndScore validated = compiled.score(bestParameters, validation);
        return TrainingResult.of(epochs, position.bestEpoch(), validated.score(), assessment, forgetting(assessment));
    }

    private Optional<Forgetting> forgetting(Assessment last) {
        if (!spec.order().sequential()) {
            return Optional.empty();
        }
        List<List<TaskScore>> rows = new ArrayList<>(judged);
        rows.add(last.tasks());
        return Optional.of(new Forgetting(rows));
    }

    private Minibatches minibatches(Dataset of) {
        return new Minibatches(trial.seed(), of.train(), spec.batchSize(), spec.tasksPerStep());
    }

    private Optional<Probes> probes() {
        if (!(trial.weights() instanceof HypernetSpec)) {
            return Optional.empty();
        }
        try (Network network = phase().network().build(learned, Work.UNHEARD)) {
            return Probing.of(
                    network, compiled.counted(bestParameters), trial.seed(), compiled.matrix(), compiled.noise());
        }
    }

    private void restore(CheckpointFormat.Content content) {
        compiled.program().restore(content.state());
        bestParameters = content.bestParameters();
    }
}
