package io.weightloom.verification;

import io.weightloom.layout.Slot;
import io.weightloom.network.Names;
import io.weightloom.network.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A plain network that is given the generated numbers as its own weights computes the same output and the same loss,
 * and the gradient of the loss with respect to them is the same: slot by slot, the gradient with respect to the flat
 * vector against the gradient with respect to the plain network's tensor.
 *
 * <p>Both run the same operations on the same numbers, so that they may differ by rounding only.
 */
final class Equivalence implements Proof {

    /** Largest relative error; rounding was seen to stay below 1e-13. */
    static final double TOLERANCE = 1e-10;

    @Override
    public Check check() {
        return Check.EQUIVALENCE;
    }

    @Override
    public List<Finding> findings(Specimen specimen) {
        if (!specimen.generated()) {
            return List.of(); // it is the plain network
        }
        double[] flat = specimen.compute(Names.FLAT);
        if (Numbers.nonFinite(flat) > 0) {
            return List.of(new Finding(
                    check(),
                    Names.FLAT,
                    Verdict.NON_FINITE,
                    Map.of(),
                    "%d of the %d generated weights are not finite, so there is nothing to compare."
                            .formatted(Numbers.nonFinite(flat), flat.length)));
        }
        try (Network plain = Network.plain(specimen.trial(), flat, DataType.DOUBLE)) {
            return compare(specimen, specimen.with(plain));
        }
    }

    private List<Finding> compare(Specimen generated, Specimen plain) {
        List<Finding> findings = new ArrayList<>();
        for (String name : List.of(Names.OUTPUT, Names.LOSS)) {
            findings.add(compared(name, "The " + name, generated.compute(name), plain.compute(name)));
        }
        double[] gradient = generated.firstGradients().get(Names.FLAT);
        if (gradient == null) {
            findings.add(new Finding(
                    check(),
                    Names.FLAT,
                    Verdict.DISCONNECTED,
                    Map.of(),
                    "The loss does not reach the flat vector: the generated weights have no gradient."));
            return findings;
        }
        Map<String, double[]> gradients = plain.gradients();
        for (Slot slot : generated.layout().slots()) {
            String tensor = Names.target(slot.name());
            double[] own =
                    gradients.getOrDefault(tensor, new double[(int) slot.shape().length()]);
            double[] cut = Arrays.copyOfRange(gradient, (int) slot.offset(), (int) slot.end());
            findings.add(compared(tensor, "The gradient with respect to tensor " + slot.name(), cut, own));
        }
        return findings;
    }

    private Finding compared(String subject, String what, double[] generated, double[] plain) {
        if (generated.length != plain.length) {
            return new Finding(
                    check(),
                    subject,
                    Verdict.MISMATCH,
                    Map.of(),
                    "%s has %d elements, but %d in a plain network of the same target."
                            .formatted(what, generated.length, plain.length));
        }
        double error = Numbers.relativeError(generated, plain);
        Map<String, Double> measures = new Measures()
                .with("relative-error", error)
                .with("largest", Numbers.largest(plain))
                .all();
        if (Double.isNaN(error)) {
            return new Finding(check(), subject, Verdict.NON_FINITE, measures, what + " is not finite.");
        }
        return error < TOLERANCE
                ? new Finding(
                        check(),
                        subject,
                        Verdict.OK,
                        measures,
                        "%s is that of a plain network with the same weights (relative error %s)."
                                .formatted(what, Numbers.text(error)))
                : new Finding(
                        check(),
                        subject,
                        Verdict.MISMATCH,
                        measures,
                        "%s differs from that of a plain network with the same weights: relative error %s, allowed is %s."
                                .formatted(what, Numbers.text(error), Numbers.text(TOLERANCE)));
    }
}
