package io.weightloom.trial;

import io.weightloom.data.Dataset;
import io.weightloom.data.Datasets;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.settings.Canonical;
import io.weightloom.text.Sha256;
import io.weightloom.training.EpochMetrics;
import io.weightloom.training.PausePoint;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A tiny training whose numbers tell machines apart: where two make the same ones, bit for bit, from layers that use
 * each kind of product, they are taken to make the same ones of any trial.
 */
public final class TrainingProbe {

    private static final String SPEC = """
            {"data":{"noise":0.1,"samples":160,"source":"moons","test":0.1,"validation":0.1},
            "hypernet":{"activation":"relu","chunk-dim":4,"chunk-size":96,"condition":"learned","generator":"chunked",
            "hidden":[64],"init":"hyperfan-in","z-dim":8},"seed":1,
            "target":{"activation":"tanh","kind":"mlp","layers":[2,96,64,2]},
            "training":{"batch-size":32,"beta1":0.9,"beta2":0.999,"clip":0.0,"epochs":2,"epsilon":1.0E-8,
            "generated-decay":0.0,"learning-rate":0.01,"loss":"cross-entropy","optimizer":"adam","patience":0,
            "schedule":"constant","warm-up":0,"weight-decay":0.0},"verify":{"on-fault":"reject","samples":1}}
            """;

    private TrainingProbe() {}

    /**
     * SHA-256 of the numbers that the training makes in this process, in hexadecimal; takes a second or two.
     *
     * @throws IllegalStateException if the training does not come to its end
     */
    public static String hash() {
        TrialSpec spec = Canonical.trial(SPEC);
        Dataset data = new Datasets().load(spec.data(), spec.seed());
        try (TrialRun run = TrialRun.open(spec, data)) {
            SegmentResult result = run.segment(PausePoint.NONE);
            Optional<TrialOutcome> outcome = result.outcome();
            if (outcome.isPresent() && outcome.get() instanceof TrialOutcome.Completed completed) {
                return Sha256.of(
                        result.epochs().stream().map(TrainingProbe::bits).collect(Collectors.joining(" ")) + " "
                                + Double.toHexString(completed.result().testLoss()));
            }
            throw new IllegalStateException("The probe of this machine's numbers ended otherwise: " + outcome);
        }
    }

    private static String bits(EpochMetrics epoch) {
        return Double.toHexString(epoch.trainLoss()) + " " + Double.toHexString(epoch.validationLoss());
    }
}
