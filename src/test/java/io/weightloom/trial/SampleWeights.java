package io.weightloom.trial;

import io.weightloom.data.Preprocessing;
import io.weightloom.data.Tasks;
import io.weightloom.network.Network;
import io.weightloom.spec.LabelKind;
import io.weightloom.spec.TrialSpec;
import io.weightloom.training.KeptStatistics;
import io.weightloom.training.Learned;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Weights that nobody has trained. */
public final class SampleWeights {

    private SampleWeights() {}

    /** Of a trial of two inputs and two classes, all of whose weights are the same. */
    public static TrainedWeights of(TrialSpec spec, float weight) {
        Map<String, float[]> values = new LinkedHashMap<>();
        Network.trainables(spec).forEach(each -> {
            float[] numbers = new float[Math.toIntExact(each.shape().length())];
            Arrays.fill(numbers, weight);
            values.put(each.name(), numbers);
        });
        return new TrainedWeights(new WeightsContent(
                spec,
                Preprocessing.none(2, LabelKind.CLASSIFICATION, 2, Tasks.ONE),
                new Learned(values, KeptStatistics.NONE, 1),
                new Provenance("test", "unknown", "jdk", "os", "cpu", "none", "d4e5")));
    }
}
