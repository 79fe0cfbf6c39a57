package io.weightloom.verification;

import io.weightloom.layout.Slot;
import io.weightloom.network.graph.Names;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.RecurrentSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.verification.loop.ObjectiveLoops;
import io.weightloom.verification.loop.TargetLoops;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The target network is the one that the spec describes: its output and its loss are those of {@link TargetLoops},
 * which have no code in common with the graph, on a few examples. {@link Equivalence} compares with a plain network
 * that the same code builds, and so cannot see a fault in that code.
 *
 * <p>All trainables are displaced by random numbers, because tensors that start at zero, such as biases and the scales
 * of norms, would hide what is done with them. Where so much is made of so little that rounding could look like a
 * fault, the first values are looked at instead; how much is made of it is seen by moving the weights a little.
 */
final class Interpretation implements Check {

    /** Largest relative error where rounding is not made larger. */
    private static final double TOLERANCE = 1e-9;

    /** By how much of itself each weight is moved: some hundred roundings. */
    private static final double NUDGE = 1e-13;

    /** Where weights that are moved so little move the output more than this, agreement would prove little. */
    private static final double SENSITIVE = 1e-5;

    private static final int EXAMPLES = 5;
    private static final int FEW = 3;

    /** Products for one example, at most, for which {@value #EXAMPLES} are not too many. */
    private static final double MANY = 1e8;

    @Override
    public CheckKind kind() {
        return CheckKind.TARGET;
    }

    @Override
    public List<Finding> findings(ProbedNetwork probed) {
        SplittableRandom random = probed.random(kind());
        int examples = products(probed) < MANY ? EXAMPLES : FEW;
        try (ProbedNetwork few = probed.few(examples)) {
            Told displaced =
                    few.displaced(random, () -> told(few, random, "with all trainables displaced at random, "));
            Told best = displaced.isSensitive() ? told(few, random, "") : displaced;
            return best.findings();
        } catch (IllegalArgumentException e) { // thrown by the loops alone: more or fewer weights than they read
            return List.of(new Finding(
                    kind(),
                    "layout",
                    Verdict.MISMATCH,
                    Map.of(),
                    "The layout is not that of the target network: by the spec, %s.".formatted(e.getMessage())));
        }
    }

    /** About how many products an example takes. */
    private static double products(ProbedNetwork probed) {
        TargetSpec target = probed.trial().target();
        boolean pictures = target instanceof TargetSpec.Conv || target instanceof TargetSpec.Residual;
        return probed.layout().size() * (pictures ? (double) target.input().width() : 1);
    }

    /** Both at the trainables' present values. */
    private Told told(ProbedNetwork few, SplittableRandom random, String circumstance) {
        List<double[]> weights = weights(few);
        Tensors graph = few.compute(List.of(Names.OUTPUT, Names.LOSS));
        Loops loops = Loops.of(few, weights);
        weights.forEach(theta -> Arrays.setAll(theta, i -> theta[i] * (1 + (random.nextBoolean() ? NUDGE : -NUDGE))));
        Loops moved = Loops.of(few, weights);
        return new Told(
                circumstance,
                new Agreement(Names.OUTPUT, graph.values(Names.OUTPUT), loops.output(), moved.output(), 0),
                new Agreement(
                        Names.LOSS,
                        graph.values(Names.LOSS),
                        new double[] {loops.loss()},
                        new double[] {moved.loss()},
                        Numbers.largest(loops.output())));
    }

    /** The target weights end to end, of each task whose weights are made at the same time. */
    private static List<double[]> weights(ProbedNetwork few) {
        if (few.generated()) {
            double[] flat = few.compute(Names.FLAT);
            int theta = flat.length / few.tasks();
            List<double[]> weights = new ArrayList<>();
            for (int task = 0; task < few.tasks(); task++) {
                weights.add(Arrays.copyOfRange(flat, task * theta, (task + 1) * theta));
            }
            return weights;
        }
        List<String> tensors = few.isMadeAnew()
                ? few.network().trainableNames()
                : few.layout().slots().stream()
                        .map(Slot::name)
                        .map(Names::target)
                        .toList();
        Tensors owned = few.compute(tensors);
        return List.of(tensors.stream()
                .flatMapToDouble(name -> Arrays.stream(owned.values(name)))
                .toArray());
    }

    /**
     * What loops say of a batch.
     *
     * @param output of all tasks, one after the other
     * @param loss decay included, as a mean over the tasks
     */
    private record Loops(double[] output, double loss) {

        static Loops of(ProbedNetwork few, List<double[]> weights) {
            TrialSpec trial = few.trial();
            double[] x = few.input();
            double[] y = few.tensor(Names.Y).values();
            double[] answers = trial.training().objective().outputs() > 0
                    ? few.tensor(Names.GIVEN_OUTPUT).values()
                    : new double[0];
            int tasks = weights.size();
            int batch = x.length / tasks / numbers(trial.target());
            double[] dropout =
                    few.has(Names.DROPOUT) ? few.tensor(Names.DROPOUT).values() : new double[0];
            double[] output = new double[y.length];
            double loss = 0;
            for (int task = 0; task < tasks; task++) {
                double[] own = output(trial, weights.get(task), part(x, task, tasks), batch, dropout);
                double[] wanted = part(y, task, tasks);
                System.arraycopy(own, 0, output, task * own.length, own.length);
                int rows = trial.target() instanceof RecurrentSpec recurrent ? batch * recurrent.steps() : batch;
                double[] theta = Arrays.copyOf(
                        weights.get(task), Math.toIntExact(few.layout().size()));
                loss += ObjectiveLoops.loss(trial, own, wanted, part(answers, task, tasks), theta, rows) / tasks;
                for (double w : theta) {
                    loss += trial.training().generatedDecay() / 2 * w * w / tasks;
                }
            }
            return new Loops(output, loss);
        }

        private static int numbers(TargetSpec target) {
            int steps = target instanceof RecurrentSpec recurrent ? recurrent.length() : 1;
            return steps * Math.toIntExact(target.input().width());
        }

        private static double[] output(TrialSpec trial, double[] weights, double[] x, int batch, double[] dropout) {
            return trial.target() instanceof RecurrentSpec recurrent
                            && trial.weights() instanceof HypernetSpec hypernet
                            && hypernet.condition() instanceof ConditionSpec.Recurrent
                    ? TargetLoops.dynamic(recurrent, hypernet, weights, x, batch, dropout)
                    : TargetLoops.output(trial.target(), weights, x, batch, dropout);
        }

        private static double[] part(double[] all, int task, int tasks) {
            int length = all.length / tasks;
            return Arrays.copyOfRange(all, task * length, (task + 1) * length);
        }
    }

    /**
     * One variable in both.
     *
     * @param moved what loops give if weights move by {@value #NUDGE} of themselves
     * @param scale of the numbers that it is a difference of
     */
    private record Agreement(String subject, double[] graph, double[] loops, double[] moved, double scale) {

        /** Of numbers that are not finite nothing can be told. */
        boolean isSensitive() {
            return !(distance(moved) < SENSITIVE);
        }

        /** NaN if they have different lengths, or a number is not finite. */
        double error() {
            return distance(graph);
        }

        double allowed() {
            return Math.max(TOLERANCE, distance(moved));
        }

        /** Relative to the largest number. */
        private double distance(double[] others) {
            if (others.length != loops.length) {
                return Double.NaN;
            }
            double[] difference = new double[loops.length];
            Arrays.setAll(difference, i -> others[i] - loops[i]);
            double largest = Numbers.largest(difference);
            double size = Math.max(scale, Math.max(Numbers.largest(loops), Numbers.largest(others)));
            return largest == 0 ? 0 : largest / size;
        }
    }

    /** @param circumstance at which values of the trainables, to stand before a verb's subject */
    private record Told(String circumstance, Agreement output, Agreement loss) {

        boolean isSensitive() {
            return output.isSensitive() || loss.isSensitive();
        }

        List<Finding> findings() {
            return List.of(finding(output), finding(loss));
        }

        private Finding finding(Agreement of) {
            double error = of.error();
            Map<String, Double> measures = new Measures()
                    .with("relative-error", error)
                    .with("allowed", of.allowed())
                    .with("largest", Numbers.largest(of.loops()))
                    .all();
            String where = "%s: %s".formatted(of.subject(), circumstance);
            if (of.graph().length != of.loops().length) {
                return new Finding(
                        CheckKind.TARGET,
                        of.subject(),
                        Verdict.MISMATCH,
                        measures,
                        "%sthe graph gives %s numbers, but loops over the spec's layers give %s."
                                .formatted(where, of.graph().length, of.loops().length));
            } else if (of.isSensitive()) {
                return new Finding(
                        CheckKind.TARGET,
                        of.subject(),
                        Verdict.NOTED,
                        measures,
                        where + "rounding is made so much larger that a comparison with loops over the spec's layers"
                                + " proves nothing.");
            }
            return error < of.allowed()
                    ? new Finding(
                            CheckKind.TARGET,
                            of.subject(),
                            Verdict.OK,
                            measures,
                            "%sit is what loops over the spec's layers give (relative error %s)."
                                    .formatted(where, Numbers.text(error)))
                    : new Finding(
                            CheckKind.TARGET,
                            of.subject(),
                            Verdict.MISMATCH,
                            measures,
                            "%sit differs from what loops over the spec's layers give: relative error %s, allowed is %s."
                                    .formatted(where, Numbers.text(error), Numbers.text(of.allowed())));
        }
    }
}
