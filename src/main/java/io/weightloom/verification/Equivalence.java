package io.weightloom.verification;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Slot;
import io.weightloom.network.Network;
import io.weightloom.network.graph.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A plain network that is given the generated numbers as its own weights computes the same output and the same loss,
 * and the gradient of the loss with respect to them is the same: slot by slot, the gradient with respect to the flat
 * vector against the gradient with respect to the plain network's tensor. Where each task has weights of its own, there
 * is a plain network for each: all of them in one pass compute what one after the other does.
 *
 * <p>Both run the same operations on the same numbers, so that they may differ by rounding only.
 */
final class Equivalence implements Check {

    /** Largest relative error; rounding was seen to stay below 1e-13. */
    static final double TOLERANCE = 1e-10;

    @Override
    public CheckKind kind() {
        return CheckKind.EQUIVALENCE;
    }

    @Override
    public List<Finding> findings(ProbedNetwork probed) {
        if (!probed.generated()) {
            return List.of(); // it is the plain network
        }
        double[] flat = probed.compute(Names.FLAT);
        if (Numbers.nonFinite(flat) > 0) {
            return List.of(new Finding(
                    kind(),
                    Names.FLAT,
                    Verdict.NON_FINITE,
                    Map.of(),
                    "%s of the %s generated weights are not finite, so there is nothing to compare."
                            .formatted(Numbers.nonFinite(flat), flat.length)));
        }
        return compare(probed, flat);
    }

    /** What plain networks compute, task by task. */
    private record Own(List<double[]> outputs, List<double[]> losses, Map<String, List<double[]>> gradients) {

        void add(ProbedNetwork plain, Layout layout) {
            outputs.add(plain.compute(Names.OUTPUT));
            losses.add(plain.compute(Names.LOSS));
            Map<String, double[]> all = plain.gradients();
            for (Slot slot : layout.slots()) {
                String tensor = Names.target(slot.name());
                double[] unreached = new double[(int) slot.shape().length()];
                gradients.computeIfAbsent(tensor, name -> new ArrayList<>()).add(all.getOrDefault(tensor, unreached));
            }
        }

        double[] gradient(String tensor) {
            return Numbers.joined(gradients.getOrDefault(tensor, List.of()));
        }
    }

    private List<Finding> compare(ProbedNetwork generated, double[] flat) {
        int tasks = generated.tasks();
        int theta = flat.length / tasks;
        Own own = new Own(new ArrayList<>(), new ArrayList<>(), new HashMap<>());
        for (int task = 0; task < tasks; task++) {
            double[] weights = Arrays.copyOfRange(flat, task * theta, (task + 1) * theta);
            try (Network plain = generated.structures().plain(generated.trial(), weights, DataType.DOUBLE);
                    ProbedNetwork probed = generated.ofTask(task, plain)) {
                own.add(probed, generated.layout());
            }
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(compared(
                Names.OUTPUT, "The " + Names.OUTPUT, generated.compute(Names.OUTPUT), Numbers.joined(own.outputs())));
        double loss = Arrays.stream(Numbers.joined(own.losses())).sum() / tasks;
        findings.add(compared(Names.LOSS, "The " + Names.LOSS, generated.compute(Names.LOSS), new double[] {loss}));
        double[] gradient = generated.firstGradients().get(Names.FLAT);
        double scale = gradient == null ? 0 : Numbers.largest(gradient);
        if (gradient == null) {
            findings.add(new Finding(
                    kind(),
                    Names.FLAT,
                    Verdict.DISCONNECTED,
                    Map.of(),
                    "The loss does not reach the flat vector: the generated weights have no gradient."));
            return findings;
        }
        for (Slot slot : generated.layout().slots()) {
            String tensor = Names.target(slot.name());
            List<double[]> cut = new ArrayList<>();
            for (int row = 0; row < gradient.length; row += theta) {
                double[] part = Arrays.copyOfRange(gradient, row + (int) slot.offset(), row + (int) slot.end());
                Arrays.setAll(part, i -> tasks * part[i]); // the loss is the mean over the tasks
                cut.add(part);
            }
            findings.add(compared(
                    tensor,
                    "The gradient with respect to tensor " + slot.name(),
                    Numbers.joined(cut),
                    own.gradient(tensor),
                    scale));
        }
        return findings;
    }

    private Finding compared(String subject, String what, double[] generated, double[] plain) {
        return compared(subject, what, generated, plain, 0);
    }

    /** @param scale of the numbers that add up to these */
    private Finding compared(String subject, String what, double[] generated, double[] plain, double scale) {
        if (generated.length != plain.length) {
            return new Finding(
                    kind(),
                    subject,
                    Verdict.MISMATCH,
                    Map.of(),
                    "%s has %s elements, but %s in a plain network of the same target."
                            .formatted(what, generated.length, plain.length));
        }
        boolean nothing = Numbers.isRounding(Math.max(Numbers.largest(generated), Numbers.largest(plain)), scale);
        double error = nothing ? 0 : Numbers.relativeError(generated, plain);
        Map<String, Double> measures = new Measures()
                .with("relative-error", error)
                .with("largest", Numbers.largest(plain))
                .all();
        if (Double.isNaN(error)) {
            return new Finding(kind(), subject, Verdict.NON_FINITE, measures, what + " is not finite.");
        }
        return error < TOLERANCE
                ? new Finding(
                        kind(),
                        subject,
                        Verdict.OK,
                        measures,
                        "%s is that of a plain network with the same weights (relative error %s)."
                                .formatted(what, Numbers.text(error)))
                : new Finding(
                        kind(),
                        subject,
                        Verdict.MISMATCH,
                        measures,
                        "%s differs from that of a plain network with the same weights: relative error %s, allowed is %s."
                                .formatted(what, Numbers.text(error), Numbers.text(TOLERANCE)));
    }
}
