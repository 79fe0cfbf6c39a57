package io.weightloom.verification;

import io.weightloom.data.Dataset;
import io.weightloom.data.Examples;
import io.weightloom.data.TaskMatrix;
import io.weightloom.layout.Slot;
import io.weightloom.network.Footprint;
import io.weightloom.network.Network;
import io.weightloom.network.Structures;
import io.weightloom.network.Trainable;
import io.weightloom.network.graph.Names;
import io.weightloom.network.graph.NativeArrays;
import io.weightloom.program.Work;
import io.weightloom.random.RandomStream;
import io.weightloom.spec.GivenSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.RecurrentSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import io.weightloom.verification.loop.RoundingLoops;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Verifies a network before it is trained: the list of all checks, and their order. Without state. */
public final class Verifier {

    /** The checks of one group presume that those of the groups before found no fault. */
    private static final List<List<Check>> PROOFS = List.of(
            List.of(new Coverage()),
            List.of(new SlotReading(), new Coverage.GivenBase()),
            List.of(
                    new Interpretation(),
                    new Reordering(),
                    new Equivalence(),
                    new FiniteDifferences(),
                    new Regularisation(),
                    new GradientFlow(),
                    new Movement(),
                    new PieceFlow(),
                    new Scale(),
                    new Compilation()));

    /** Odd, so that the signs of absolute errors, whose sum is a bias's gradient, cannot cancel to zero. */
    private static final int SAMPLE = Footprint.VERIFIED_EXAMPLES;

    /** Of a sequence. */
    private static final int STEPS = 4;

    private Verifier() {}

    /** Tasks are as good as each other, and each makes all checks longer. */
    private static final int TASKS = Footprint.VERIFIED_TASKS;

    /**
     * Builds the network of a trial in double precision and verifies it on a few examples, drawn from the training
     * split by the trial's seed; where each task has weights of its own, of a few tasks.
     *
     * @return all findings; a broken network is a fault among them, never an exception
     */
    public static Verification verify(TrialSpec trial, Dataset data) {
        return verify(trial, data, Work.UNHEARD);
    }

    /** The same, telling how far it is. */
    public static Verification verify(TrialSpec trial, Dataset data, Work work) {
        return verify(trial, data, Structures.NONE, work);
    }

    /**
     * The same.
     *
     * @param structures where networks are built
     */
    public static Verification verify(TrialSpec trial, Dataset data, Structures structures, Work work) {
        return trial.target() instanceof RecurrentSpec recurrent && recurrent.length() > STEPS
                ? inPart(trial, recurrent, data, structures, work)
                : whole(trial, data, structures, work);
    }

    /** A recurrent network over a few steps, on which its weights do not depend; then its first steps over all. */
    private static Verification inPart(
            TrialSpec trial, RecurrentSpec recurrent, Dataset data, Structures structures, Work work) {
        int unscored = Math.min(recurrent.unscored(), Math.max(1, STEPS - recurrent.steps()));
        TrialSpec few = trial.with(recurrent.over(unscored, Math.min(STEPS - unscored, recurrent.steps())));
        List<Finding> findings = new ArrayList<>();
        Verification verification;
        try (Network network = structures.build(few, DataType.DOUBLE, work)) {
            Rounded rounded = Rounded.of(few, network);
            verification = verify(new ProbedNetwork(few, network, structures, probe(few, network, data, SAMPLE)), work);
            findings.addAll(verification.findings());
            findings.addAll(rounded.findings());
        }
        if (!verification.faults().isEmpty()) {
            return verification;
        }
        work.begins("verifying: first steps");
        try (Network network = structures.build(trial, DataType.DOUBLE, work)) {
            TrialSpec training = Rounded.of(trial, network).training();
            findings.addAll(FirstSteps.findings(training, data, network, structures, verification));
        }
        return new Verification(findings);
    }

    private static Verification whole(TrialSpec trial, Dataset data, Structures structures, Work work) {
        try (Network network = structures.build(trial, DataType.DOUBLE, work)) {
            Rounded rounded = Rounded.of(trial, network);
            Verification verification =
                    verify(new ProbedNetwork(trial, network, structures, probe(trial, network, data, SAMPLE)), work);
            if (!verification.faults().isEmpty()) {
                return verification;
            }
            List<Finding> findings = new ArrayList<>(verification.findings());
            work.begins("verifying: first steps");
            findings.addAll(rounded.findings());
            findings.addAll(FirstSteps.findings(rounded.training(), data, network, structures, verification));
            return new Verification(findings);
        }
    }

    /**
     * Examples of the training split, and what else the network is fed with.
     *
     * @param atMost examples, of each task if each task has weights of its own
     */
    static Probe probe(TrialSpec trial, Network network, Dataset data, int atMost) {
        if (!network.ofTasks()) {
            return Probe.of(trial, network, sample(trial, data.train(), atMost), Optional.empty());
        }
        Optional<TaskMatrix> matrix = trial.weights() instanceof HypernetSpec hypernet
                ? data.tasks().matrix(hypernet.condition())
                : Optional.empty();
        Probe probe = Probe.of(trial, network, sampleOfTasks(trial, data.train(), atMost), matrix);
        int[] before = before(data.train().tasks());
        return trial.training().order().sequential() && before.length > 0
                ? matrix.map(known -> probe.after(known, before)).orElse(probe)
                : probe;
    }

    /** A few of the tasks that have been learned when it is the last one's turn. */
    private static int[] before(int[] tasks) {
        return Arrays.copyOf(tasks, Math.min(TASKS, tasks.length - 1));
    }

    /** Of data of one task. */
    static Verification verify(TrialSpec trial, Examples train) {
        try (Network network = Network.build(trial, DataType.DOUBLE)) {
            return verify(trial, network, sample(trial, train, SAMPLE));
        }
    }

    /**
     * Verifies a network as it stands. Its trainables have the same values afterwards.
     *
     * @param network of this trial, in double precision; it stays open
     * @param sample the examples to look at, all of them
     * @return all findings; a broken network is a fault among them, never an exception
     * @throws IllegalArgumentException if the network is not in double precision
     */
    public static Verification verify(TrialSpec trial, Network network, Examples sample) {
        return verify(new ProbedNetwork(trial, network, sample));
    }

    /** @param probed closed at the end */
    static Verification verify(ProbedNetwork probed) {
        return verify(probed, Work.UNHEARD);
    }

    private static Verification verify(ProbedNetwork probed, Work work) {
        List<Finding> findings = new ArrayList<>();
        try (probed) {
            for (List<Check> group : PROOFS) {
                boolean sound =
                        findings.stream().noneMatch(finding -> finding.verdict().fault());
                for (Check check : group) {
                    work.begins("verifying: " + check.kind().words());
                    findings.addAll(sound ? proved(check, probed) : List.of(skipped(check)));
                }
            }
        }
        return new Verification(findings);
    }

    /** What one check finds; a graph that ND4J refuses is a fault. */
    static List<Finding> proved(Check check, ProbedNetwork probed) {
        try {
            return check.findings(probed);
        } catch (BrokenGraphException e) {
            return List.of(new Finding(check.kind(), "graph", Verdict.MISMATCH, Map.of(), e.sentence()));
        }
    }

    private static Finding skipped(Check check) {
        String message = "Not looked at, because of the faults in coverage.";
        return new Finding(check.kind(), "graph", Verdict.NOTED, Map.of(), message);
    }

    /** Equally many examples of each of some tasks. */
    private static Examples sampleOfTasks(TrialSpec trial, Examples train, int atMost) {
        SplittableRandom random = RandomStream.VERIFICATION.generator(trial.seed(), 0);
        int[] all = train.tasks();
        int smallest = Arrays.stream(all).map(train::size).min().orElse(0);
        int size = Math.min(atMost, (smallest - 1) | 1);
        int[] rows = random.ints(0, all.length)
                .distinct()
                .limit(Math.min(TASKS, trial.training().tasksPerStep()))
                .sorted()
                .map(i -> all[i])
                .flatMap(task ->
                        random.ints(0, train.size(task)).distinct().limit(size).map(row -> train.starts()[task] + row))
                .toArray();
        return train.some(rows);
    }

    /** So many examples or, if there are fewer, nearly all; drawn by the trial's seed. */
    private static Examples sample(TrialSpec trial, Examples train, int atMost) {
        SplittableRandom random = RandomStream.VERIFICATION.generator(trial.seed(), 0);
        int size = Math.min(atMost, (train.size() - 1) | 1); // odd as well
        int[] rows = random.ints(0, train.size()).distinct().limit(size).toArray();
        Examples sample = train.mixed(rows);
        return trial.target() instanceof RecurrentSpec recurrent
                ? sample.over(recurrent.unscored(), recurrent.steps())
                : sample;
    }

    /**
     * A network whose training computes with rounded numbers, at these: rounded by {@link RoundingLoops}, so that
     * whatever looks at the network afterwards looks at it where gradients are taken. There it is as smooth as any, and
     * central differences see its gradient with respect to the rounded numbers; rounding itself has none that they
     * could see, and training passes the gradient on unchanged.
     *
     * @param training the trial whose first steps are those of the rounded network
     * @param bits to which numbers are rounded; 32 if they are not
     * @param most by how much a number was moved
     */
    private record Rounded(TrialSpec training, int bits, double most) {

        /** Rounds what a network begins with, if its trial is to be rounded. */
        static Rounded of(TrialSpec trial, Network network) {
            int bits = bits(trial.weights());
            if (bits == Float.SIZE) {
                return new Rounded(trial, bits, 0);
            }
            Set<String> ofLayers = network.layout().slots().stream()
                    .filter(slot -> slot.role() == Slot.Role.WEIGHT)
                    .map(slot -> Names.target(slot.name()))
                    .collect(Collectors.toSet());
            TrialSpec training = trial.weights() instanceof WeightsSpec.Quantised ? atItsCut(trial, network) : trial;
            double most = 0;
            for (Trainable trainable : network.trainables()) {
                INDArray array = network.graph().getVariable(trainable.name()).getArr();
                double[] values = numbers(array);
                List<Long> extents = trainable.shape().extents();
                int columns = extents.isEmpty() ? 1 : Math.toIntExact(extents.get(extents.size() - 1));
                double[] rounded =
                        RoundingLoops.of(trial.weights(), values, columns, ofLayers.contains(trainable.name()));
                for (int i = 0; i < values.length; i++) {
                    most = Math.max(most, Math.abs(values[i] - rounded[i]));
                }
                try (INDArray copy = NativeArrays.of(rounded, array.dataType(), array.shape())) {
                    array.assign(copy);
                }
            }
            return new Rounded(training, bits, most);
        }

        private static int bits(WeightsSpec weights) {
            if (weights instanceof WeightsSpec.Quantised quantised) {
                return quantised.bits();
            }
            return weights instanceof HypernetSpec hypernet ? hypernet.bits() : Float.SIZE;
        }

        /** The trial as it goes on after the cut, from the weights with which it begins before. */
        private static TrialSpec atItsCut(TrialSpec trial, Network network) {
            if (trial.given().isPresent()) {
                return trial;
            }
            Map<String, double[]> weights = new LinkedHashMap<>();
            network.layout()
                    .slots()
                    .forEach(slot -> weights.put(
                            slot.name(),
                            numbers(network.graph()
                                    .getVariable(Names.target(slot.name()))
                                    .getArr())));
            return trial.withGiven(Optional.of(new GivenSpec("", "", GivenSpec.Order.GIVEN, weights, weights)));
        }

        private static double[] numbers(INDArray array) {
            try (INDArray rows = array.dup('c')) {
                return rows.data().asDouble();
            }
        }

        /** What is told of it. */
        List<Finding> findings() {
            return bits == Float.SIZE
                    ? List.of()
                    : List.of(new Finding(
                            CheckKind.UPDATE,
                            "rounding",
                            Verdict.OK,
                            new Measures()
                                    .with("bits", bits)
                                    .with("largest-move", most)
                                    .all(),
                            "rounding: numbers are rounded to %s bits, which moves none by more than %s; gradients are taken at the rounded numbers, where all else was looked at, and move those before rounding as if they were the same (straight-through)."
                                    .formatted(bits, Numbers.text(most))));
        }
    }
}
