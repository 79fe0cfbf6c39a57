package io.weightloom.training;

import io.weightloom.data.Dataset;
import io.weightloom.data.Examples;
import io.weightloom.network.Network;
import io.weightloom.spec.LabelKind;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.Optional;
import java.util.function.Function;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * What a given network answers, in the place of labels: of classes the one with the largest output, of numbers the
 * outputs. A score against them is agreement with that network.
 */
public final class GivenLabels {

    private GivenLabels() {}

    /** The data of a trial with labels: as they are if they have any, else with those of its given network. */
    public static Dataset of(TrialSpec trial, Dataset data) {
        if (data.isLabelled()) {
            return data;
        }
        int width = width(trial);
        Dataset blank = data.labelled(
                width, trial.data().standardise(), examples -> new float[Math.multiplyExact(examples.size(), width)]);
        return data.labelled(
                width,
                trial.data().standardise(),
                examples -> labels(trial, blank, examples.labelled(new float[examples.size() * width], width)));
    }

    /**
     * Examples of a trial's data with these labels in the place of their own.
     *
     * @param data whose training split gives statistics in the place of those of a batch, where the network has any
     */
    static Examples of(TrialSpec trial, Dataset data, Examples examples) {
        return examples.labelled(labels(trial, data, examples), width(trial));
    }

    /**
     * How good outputs are; beside a given network, where the data are one task, how often both say the same too.
     *
     * @param assess with the labels of these examples
     */
    static Assessment agreed(TrialSpec trial, Dataset data, Examples test, Function<Examples, Assessment> assess) {
        Assessment assessment = assess.apply(test);
        return trial.given().isEmpty() || data.tasks().all() > 1
                ? assessment
                : assessment.with(
                        Assessment.AGREEMENT,
                        assess.apply(of(trial, data, test)).score().score());
    }

    private static int width(TrialSpec trial) {
        return Math.toIntExact(trial.target().output().width());
    }

    private static float[] labels(TrialSpec trial, Dataset data, Examples examples) {
        float[] outputs = outputs(trial, data, examples);
        if (data.labelKind() == LabelKind.REGRESSION) {
            return outputs;
        }
        int width = examples.outputs();
        float[] oneHot = new float[outputs.length];
        for (int from = 0; from < outputs.length; from += width) {
            oneHot[from + LossAndScore.largest(outputs, from, width)] = 1;
        }
        return oneHot;
    }

    /**
     * The outputs of the given network, before any softmax.
     *
     * @param data whose training split gives statistics in the place of those of a batch, where the network has any
     * @return row-major {@code [size, outputs]}
     */
    static float[] outputs(TrialSpec trial, Dataset data, Examples examples) {
        TrialSpec given =
                trial.with(new WeightsSpec.Given()).with(trial.training().with(new TrainingSpec.Objective.Labels()));
        try (Network network = Network.given(given, DataType.FLOAT);
                Evaluation evaluation = Evaluation.of(network, given, data, Optional.empty(), examples)) {
            return evaluation.pass().outputs(examples, Optional.empty()).get(0);
        }
    }
}
