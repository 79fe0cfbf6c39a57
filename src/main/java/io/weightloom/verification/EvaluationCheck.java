package io.weightloom.verification;

import io.weightloom.data.Dataset;
import io.weightloom.data.Examples;
import io.weightloom.data.TaskMatrix;
import io.weightloom.network.LayerScale;
import io.weightloom.network.Network;
import io.weightloom.network.Structures;
import io.weightloom.network.graph.Names;
import io.weightloom.program.Work;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.training.Training;
import io.weightloom.verification.loop.TargetLoops;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An evaluation at the first weights. Without statistics of a batch it computes the validation loss that SameDiff's
 * outputs in double precision have. With them these are replaced, so that two things must hold: an example's output
 * depends on no other example that is evaluated with it, nor on the examples of the validation split, but on those that
 * are trained on. Where z is drawn at each step, an evaluation is a mean over draws, and nothing is said.
 *
 * @param network in double precision, at its first values
 * @param structures where networks of the trial are built
 */
record EvaluationCheck(TrialSpec trial, Dataset data, Network network, Structures structures) {

    EvaluationCheck(TrialSpec trial, Dataset data, Network network) {
        this(trial, data, network, Structures.NONE);
    }

    private static final String SUBJECT = "validation-loss";
    private static final int EXAMPLES = 3;

    /** Numbers in the layers for one example, at most, for which evaluations with statistics are no long work. */
    private static final double MANY = 50_000;

    /** @param training before its first step */
    List<Finding> findings(Training training) {
        Dataset first =
                trial.training().order().sequential() ? data.only(data.train().tasks()[0]) : data;
        Examples validation = first.validation();
        if (network.noise().isPresent() || validation.size() == 0) {
            return List.of();
        }
        Examples few = few(validation);
        if (network.statistics().isEmpty()) {
            boolean whole = !network.ofTasks() && numbers() * validation.size() <= BatchCheck.NUMBERS;
            return List.of(whole ? compared(training.validationLoss(), validation) : compared(training.loss(few), few));
        }
        return numbers() <= MANY ? List.of(alone(training, few), elsewhere(training, few)) : List.of();
    }

    private double numbers() {
        return network.layers().stream().mapToDouble(LayerScale::numbers).sum();
    }

    /** Of the first task that has any. */
    private static Examples few(Examples validation) {
        return validation.some(Arrays.stream(validation.rows(validation.tasks()[0]))
                .limit(EXAMPLES)
                .toArray());
    }

    /** With SameDiff's outputs and the formula of the loss. */
    private Finding compared(double own, Examples examples) {
        Optional<TaskMatrix> matrix = trial.weights() instanceof HypernetSpec hypernet
                ? data.tasks().matrix(hypernet.condition())
                : Optional.empty();
        try (ProbedNetwork probed = new ProbedNetwork(
                trial,
                network,
                structures,
                Probe.of(trial, network, examples, matrix).evaluated())) {
            double wanted = loss(probed, examples);
            String others = probed.computed().compiles() ? "double precision's" : "SameDiff's";
            double error = BatchCheck.distance(own, wanted);
            boolean agrees = error < BatchCheck.LOSS_TOLERANCE;
            boolean sensitive = !agrees
                    && !(10 * BatchCheck.distance(BatchCheck.nudged(probed, s -> loss(s, examples)), wanted) < error);
            return finding(
                    SUBJECT,
                    agrees ? Verdict.OK : sensitive ? Verdict.NOTED : Verdict.MISMATCH,
                    error,
                    agrees
                            ? "an evaluation computes it as %s outputs have it".formatted(others)
                            : sensitive
                                    ? "it cannot be compared, because rounding alone moves it as much"
                                    : "an evaluation gives %s, but %s outputs have %s"
                                            .formatted(Numbers.text(own), others, Numbers.text(wanted)));
        }
    }

    private double loss(ProbedNetwork probed, Examples examples) {
        float[] wanted = examples.allLabels();
        double[] labels = new double[wanted.length];
        Arrays.setAll(labels, i -> wanted[i]);
        return TargetLoops.loss(trial.training().loss(), probed.compute(Names.OUTPUT), labels, examples.predictions());
    }

    /** Each by itself, and all together. */
    private Finding alone(Training training, Examples few) {
        double sum = 0;
        for (int row = 0; row < few.size(); row++) {
            sum += training.loss(few.some(row)) / few.size();
        }
        return same(
                "statistics",
                training.loss(few),
                sum,
                "an example's evaluation depends on no other example",
                "examples that are evaluated together have a loss of %s, each by itself one of %s: statistics of the batch are used");
    }

    /** With another validation split. */
    @SuppressWarnings("ArgumentSelectionDefectChecker") // the splits change places on purpose
    private Finding elsewhere(Training training, Examples few) {
        Dataset swapped = new Dataset(
                data.labelKind(),
                data.train(),
                data.test(),
                data.validation(),
                data.heldOut(),
                data.fingerprint(),
                data.preprocessing());
        try (Training other = Training.of(trial, swapped, Optional.empty(), structures, Work.UNHEARD)) {
            return same(
                    "calibration",
                    training.loss(few),
                    other.loss(few),
                    "statistics depend on no example of the validation split",
                    "the same examples have a loss of %s, with another validation split one of %s: statistics are not those of the training split");
        }
    }

    private static Finding same(String subject, double one, double other, String agreement, String difference) {
        double error = BatchCheck.distance(one, other);
        boolean agrees = error < BatchCheck.LOSS_TOLERANCE;
        return finding(
                subject,
                agrees ? Verdict.OK : Verdict.MISMATCH,
                error,
                agrees ? agreement : difference.formatted(Numbers.text(one), Numbers.text(other)));
    }

    private static Finding finding(String subject, Verdict verdict, double error, String words) {
        Map<String, Double> measures =
                new Measures().with("relative-error", error).all();
        return new Finding(CheckKind.EVALUATION, subject, verdict, measures, "%s: %s.".formatted(subject, words));
    }
}
