package io.weightloom.verification;

import io.weightloom.data.Augmentation;
import io.weightloom.data.Dataset;
import io.weightloom.data.Examples;
import io.weightloom.data.TaskMatrix;
import io.weightloom.network.LayerScale;
import io.weightloom.network.Network;
import io.weightloom.network.Structures;
import io.weightloom.network.Trainable;
import io.weightloom.network.graph.Names;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.training.GivenOutputs;
import io.weightloom.training.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The first batch that is trained: whether it holds examples of the tasks that it is said to be of, each once; and
 * whether the loss and the gradients that the program makes of it are those of SameDiff in double precision on these
 * examples.
 *
 * @param network in double precision, at its first values
 * @param structures where networks of the trial are built
 */
record BatchCheck(TrialSpec trial, Dataset data, Network network, Structures structures) {

    BatchCheck(TrialSpec trial, Dataset data, Network network) {
        this(trial, data, network, Structures.NONE);
    }

    /** Of a gradient, relative to its norm: single precision may put an example on the other side of a ReLU's kink. */
    private static final double TOLERANCE = 0.01;

    /** Of the loss, which has no jumps: one example of a thousand in the place of another shows. */
    static final double LOSS_TOLERANCE = 1e-4;

    /** A loss is compared relative to this, at least. */
    private static final double SMALL_LOSS = 1e-3;

    /** About a rounding of single precision. */
    private static final double NUDGE = 1e-6;

    /** Numbers in the layers for a whole batch, at most, of which SameDiff is asked as well. */
    static final double NUMBERS = 2e6;

    /** The first batch, and what the program makes of it. */
    List<Finding> findings(Step step) {
        int[] rows = step.batch().rows();
        Optional<String> fault = misplaced(step);
        if (fault.isPresent()) {
            return List.of(new Finding(CheckKind.BATCH, "rows", Verdict.MISMATCH, Map.of(), fault.get()));
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(new Finding(
                CheckKind.BATCH,
                "rows",
                Verdict.OK,
                new Measures().with("examples", rows.length).all(),
                "rows: the first batch that is trained holds %s examples, each once.".formatted(rows.length)));
        double layers =
                network.layers().stream().mapToDouble(LayerScale::numbers).sum();
        if (layers * rows.length <= NUMBERS
                && Double.isFinite(step.loss())
                && Numbers.nonFinite(step.gradient()) == 0) {
            findings.addAll(compared(step));
        }
        return findings;
    }

    /** What is wrong with a step's choice of examples. */
    private Optional<String> misplaced(Step step) {
        int size = trial.training().batchSize();
        int wanted = trial.training().tasksPerStep();
        int[] rows = step.batch().rows();
        int[] tasks = step.batch().tasks();
        if (tasks.length != wanted || rows.length != wanted * size) {
            return Optional.of(
                    "rows: the first step takes %s examples of %s tasks, but is meant to take %s of each of %s."
                            .formatted(rows.length, tasks.length, size, wanted));
        }
        int[] starts = train().starts();
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < rows.length; i++) {
            int task = tasks[i / size];
            if (!seen.add(rows[i])) {
                return Optional.of("rows: the first batch that is trained holds example %s twice.".formatted(rows[i]));
            } else if (rows[i] < starts[task] || rows[i] >= starts[task + 1]) {
                return Optional.of(
                        "rows: the first batch that is trained holds example %s as one of task %s, which it is not."
                                .formatted(rows[i], task));
            }
        }
        return Optional.empty();
    }

    /** What the first phase learns from. */
    private Examples train() {
        return trial.training().order().sequential()
                ? data.only(data.train().tasks()[0]).train()
                : data.train();
    }

    /** The loss and the gradients of the batch in both. */
    private List<Finding> compared(Step step) {
        Optional<TaskMatrix> matrix = trial.weights() instanceof HypernetSpec hypernet
                ? data.tasks().matrix(hypernet.condition())
                : Optional.empty();
        Examples examples = examples(step);
        Probe asked = Probe.of(trial, network, examples, matrix).ofStep(trial, network, step);
        Probe probe = network.statistics().isEmpty()
                ? asked
                : GivenOutputs.of(trial, data, examples).map(asked::answered).orElse(asked); // not those of the batch
        try (ProbedNetwork probed = new ProbedNetwork(trial, network, structures, probe)) {
            double loss = probed.compute(Names.LOSS)[0];
            Map<String, double[]> gradients = probed.gradients();
            List<Finding> findings = new ArrayList<>();
            findings.add(finding(
                    Names.LOSS,
                    LOSS_TOLERANCE,
                    distance(step.loss(), loss),
                    probed.computed().compiles(),
                    () -> distance(nudged(probed, s -> s.compute(Names.LOSS)[0]), loss)));
            double scale =
                    gradients.values().stream().mapToDouble(Numbers::norm).max().orElse(0);
            List<Trainable> trainables = network.trainables();
            for (int i = 0; i < trainables.size(); i++) {
                String name = trainables.get(i).name();
                double[] own = UpdateCheck.part(step.gradient(), trainables, i);
                double[] unreached = new double[own.length];
                double[] wanted = gradients.getOrDefault(name, unreached);
                findings.add(finding(
                        name,
                        TOLERANCE,
                        distance(own, wanted, scale),
                        probed.computed().compiles(),
                        () -> distance(
                                nudged(probed, ProbedNetwork::gradients).getOrDefault(name, unreached),
                                wanted,
                                scale)));
            }
            return findings;
        }
    }

    /** The examples of a step: of several tasks in the order of the tasks, of which the loss is a mean. */
    private Examples examples(Step step) {
        int[] rows = step.batch().rows();
        int[] tasks = step.batch().tasks();
        int size = trial.training().batchSize();
        int[] picked = network.ofTasks()
                ? IntStream.range(0, tasks.length)
                        .boxed()
                        .sorted((a, b) -> Integer.compare(tasks[a], tasks[b]))
                        .flatMapToInt(i -> Arrays.stream(rows, i * size, (i + 1) * size))
                        .toArray()
                : rows;
        Examples examples = network.ofTasks() ? train().some(picked) : train().mixed(picked);
        Augmentation.of(trial, data)
                .ifPresent(asked -> asked.apply(
                        train(), picked, 0, picked.length, step.batch().epoch(), examples.features()));
        return examples;
    }

    /** Looks while all trainables are a rounding away from their values. */
    static <T> T nudged(ProbedNetwork probed, Function<ProbedNetwork, T> look) {
        SplittableRandom random = probed.random(CheckKind.BATCH);
        Map<String, double[]> values = probed.values();
        values.forEach((name, value) -> probed.set(
                name,
                Arrays.stream(value)
                        .map(number -> number * (1 + (random.nextBoolean() ? NUDGE : -NUDGE)))
                        .toArray()));
        try {
            return look.apply(probed);
        } finally {
            probed.restore(values);
        }
    }

    static double distance(double one, double other) {
        return one == other ? 0 : Math.abs(one - other) / Math.max(SMALL_LOSS, Math.abs(other));
    }

    /** Relative to the norm, of which a hundredth of the largest there is counts as nothing. */
    private static double distance(double[] one, double[] other, double scale) {
        double[] difference = new double[one.length];
        Arrays.setAll(difference, i -> one[i] - other[i]);
        double distance = Numbers.norm(difference);
        return distance == 0 ? 0 : distance / Math.max(Numbers.norm(other), TOLERANCE * scale);
    }

    /**
     * @param compiled whether it was compared with a program in double precision
     * @param rounding asked for only if they differ: by how much a rounding of all trainables would move it
     */
    private static Finding finding(
            String subject, double allowed, double error, boolean compiled, DoubleSupplier rounding) {
        String others = compiled ? "that of double precision" : "SameDiff's";
        boolean agree = error < allowed;
        boolean sensitive = !agree && !(10 * rounding.getAsDouble() < error);
        String what = subject.equals(Names.LOSS) ? "the loss" : "the gradient";
        String words = agree
                ? "is %s (relative error %s)".formatted(others, Numbers.text(error))
                : sensitive
                        ? "cannot be compared with %s, because rounding alone moves it as much".formatted(others)
                        : "differs from %s: relative error %s, allowed is %s"
                                .formatted(others, Numbers.text(error), Numbers.text(allowed));
        return new Finding(
                CheckKind.BATCH,
                subject,
                agree ? Verdict.OK : sensitive ? Verdict.NOTED : Verdict.MISMATCH,
                new Measures().with("relative-error", error).all(),
                "%s: %s of the first batch that is trained %s.".formatted(subject, what, words));
    }
}
