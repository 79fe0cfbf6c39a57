package io.weightloom.verification;

import io.weightloom.data.Dataset;
import io.weightloom.data.Examples;
import io.weightloom.network.Network;
import io.weightloom.network.Structures;
import io.weightloom.network.Trainable;
import io.weightloom.program.Work;
import io.weightloom.spec.TrialSpec;
import io.weightloom.training.Step;
import io.weightloom.training.Training;
import io.weightloom.verification.loop.UpdateLoops;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The training itself: its first steps, as they will be taken, on a training that is thrown away. What is seen there:
 *
 * <ul>
 *   <li>The first batch holds what it should: examples of the tasks that it is said to be of, each once; and the loss
 *       and the gradients that the program makes of it, in the size in which it trains, are those of SameDiff in double
 *       precision on these examples.
 *   <li>Gradients reach every trainable in the batches that train, and not only on the few examples that other checks
 *       look at: as many steps are taken as that needs, at most {@value #STEPS}. What the loss cannot see is not waited
 *       for: it is rounding that reaches it, or not.
 *   <li>The first two updates follow the optimiser's formula ({@link UpdateLoops}).
 *   <li>Evaluations compute what was verified ({@link EvaluationCheck}).
 * </ul>
 */
final class FirstSteps {

    /** A gradient may be absent from a few batches by chance. */
    private static final int STEPS = 32;

    private static final int UPDATES = 2;

    private static final String OVER =
            ": no gradient reaches it before others have moved, and the training ends before that, after %s steps.";

    private static final String GONE =
            ": the gradient is zero everywhere in each of the first %s batches that are trained, of %s examples, although it is not on those that are verified: what is computed from a whole batch may leave nothing of so few.";

    private final TrialSpec trial;
    private final Dataset data;
    private final Network network;
    private final Structures structures;
    private final Set<String> delayed;
    private final Set<String> invisible;
    private final List<Trainable> trainables;
    private final boolean[] arrived;
    private final Map<String, Finding> updates = new LinkedHashMap<>();
    private int taken;
    private boolean finite = true;

    private FirstSteps(TrialSpec trial, Dataset data, Network network, Structures structures, Verification verified) {
        this.trial = trial;
        this.data = data;
        this.network = network;
        this.structures = structures;
        this.delayed = verified.delayed();
        this.invisible = verified.invisible();
        this.trainables = network.trainables();
        this.arrived = new boolean[trainables.size()];
    }

    /**
     * What the first steps of a trial say.
     *
     * @param network in double precision, at its first values
     * @param structures where networks of the trial are built
     * @param verified what the proofs have found: no gradient can reach what is delayed before others have moved, and
     *     what reaches the invisible is rounding
     */
    static List<Finding> findings(
            TrialSpec trial, Dataset data, Network network, Structures structures, Verification verified) {
        return new FirstSteps(trial, data, network, structures, verified).findings();
    }

    private List<Finding> findings() {
        List<String> names = network.trainableNames();
        Step first;
        List<Finding> findings = new ArrayList<>();
        try (Training training = Training.of(trial, data, Optional.empty(), structures, Work.UNHEARD)) {
            findings.addAll(new EvaluationCheck(trial, data, network, structures).findings(training));
            first = training.next(names).orElseThrow();
            Optional<Step> step = Optional.of(first);
            while (step.isPresent()) {
                look(step.get());
                step = isEnough() ? Optional.empty() : training.next(names);
            }
        }
        findings.addAll(new BatchCheck(trial, data, network, structures).findings(first));
        findings.addAll(flow(first));
        findings.addAll(updates.values());
        return findings;
    }

    private boolean isEnough() {
        boolean all = IntStream.range(0, arrived.length).allMatch(i -> arrived[i]);
        return !finite || taken == STEPS || (all && taken >= UPDATES);
    }

    private void look(Step step) {
        finite = Double.isFinite(step.loss()) && Numbers.nonFinite(step.gradient()) == 0;
        for (int i = 0; i < arrived.length; i++) {
            arrived[i] |= invisible.contains(trainables.get(i).name()) || Numbers.zeros(part(step.gradient(), i)) < 1;
        }
        if (taken < UPDATES && finite) {
            for (Finding finding : new UpdateCheck(trial.training(), trainables, perEpoch()).findings(step)) {
                updates.merge(
                        finding.subject(),
                        finding,
                        (one, other) -> one.verdict().fault() ? one : other);
            }
        }
        taken++;
    }

    private double[] part(double[] all, int trainable) {
        return UpdateCheck.part(all, trainables, trainable);
    }

    /** Steps in an epoch: as many as there are whole batches in the smallest task, for as many tasks as there are. */
    private long perEpoch() {
        Examples all = data.train();
        int smallest = Arrays.stream(all.tasks()).map(all::size).min().orElseThrow();
        int turns = trial.training().order().sequential()
                ? 1
                : all.tasks().length / trial.training().tasksPerStep();
        return (long) (smallest / trial.training().batchSize()) * turns;
    }

    /** Trainables that no batch has moved. */
    private List<Finding> flow(Step first) {
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < arrived.length && finite; i++) {
            String name = trainables.get(i).name();
            if (!arrived[i]) {
                boolean over = taken < STEPS && delayed.contains(name);
                findings.add(new Finding(
                        CheckKind.BATCH,
                        name,
                        over ? Verdict.NOTED : Verdict.DEAD,
                        new Measures().with("steps", taken).all(),
                        over
                                ? name + OVER.formatted(taken)
                                : name + GONE.formatted(taken, first.batch().rows().length)));
            }
        }
        return findings;
    }
}
