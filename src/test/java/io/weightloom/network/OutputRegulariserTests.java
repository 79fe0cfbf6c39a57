package io.weightloom.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.network.graph.Names;
import io.weightloom.program.GradientProgram;
import io.weightloom.program.InferenceProgram;
import io.weightloom.program.Work;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.ConditionSpec.Encoding;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.OptimizerSpec;
import io.weightloom.spec.ScheduleSpec;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.VerifySpec;
import io.weightloom.spec.WeightsSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

class OutputRegulariserTests {

    private static final double BETA = 0.3;

    /** Tasks 0 and 2 of four were learned before; rows of a bank, or descriptions. */
    private static final int[] BEFORE = {0, 2};

    private static final float[] ONE_HOT = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
    private static final float[] DESCRIBED = {0.5f, -1, 1.5f, 0.25f, -0.75f, 0.5f, 1, 1};

    static Stream<WeightsSpec> weights() {
        ConditionSpec bank = new ConditionSpec.PerTask(2, 4);
        return Stream.of(
                hypernet(new GeneratorSpec.Full(), bank),
                hypernet(new GeneratorSpec.Chunked(7, 3), bank),
                hypernet(new GeneratorSpec.Chunked(7, 0), bank),
                hypernet(new GeneratorSpec.Full(), new ConditionSpec.Descriptor(2, Encoding.NONE, 4)));
    }

    @ParameterizedTest
    @MethodSource("weights")
    void itsValueIsTheMeanOverTasksOfTheSquaredDistanceOfTheWeights(WeightsSpec weights) {
        TrialSpec trial = trial(weights);
        double[] learned = learned(trial);
        try (OutputRegulariser regulariser = OutputRegulariser.of(trial, BETA, learned, 2, DataType.DOUBLE);
                GradientProgram program = program(regulariser, trial)) {
            float[] anchors = anchors(regulariser);
            double[] moved = moved(learned);
            program.parameters(moved);

            double value = program.gradients();

            // z stays as it was learned, wherever the trainables are
            double[] flat = flat(trial, withZ(regulariser, trial, moved, learned));
            double sum = 0;
            for (int i = 0; i < flat.length; i++) {
                sum += (flat[i] - anchors[i]) * (flat[i] - anchors[i]);
            }
            assertThat(value).isCloseTo(BETA / 2 * sum, within(1e-9 * sum));
        }
    }

    /** Central differences of step 1e-5 in double precision are exact to about 1e-9. */
    @ParameterizedTest
    @MethodSource("weights")
    void itsGradientIsThatOfCentralDifferencesAndThatOfABankIsZero(WeightsSpec weights) {
        TrialSpec trial = trial(weights);
        double[] learned = learned(trial);
        try (OutputRegulariser regulariser = OutputRegulariser.of(trial, BETA, learned, 2, DataType.DOUBLE);
                GradientProgram program = program(regulariser, trial)) {
            int first = 0;
            for (String name : regulariser.trainables()) {
                program.parameters(learned);
                program.gradients();
                double[] gradient = program.gradient(name);

                boolean frozen = name.equals(Names.Z);
                assertThat(Arrays.stream(gradient).allMatch(g -> g == 0))
                        .as(name)
                        .isEqualTo(frozen);
                for (int i = 0; i < gradient.length; i += 1 + gradient.length / 7) {
                    double slope =
                            (at(program, learned, first + i, 1e-5) - at(program, learned, first + i, -1e-5)) / 2e-5;
                    assertThat(gradient[i]).as("%s[%s]", name, i).isCloseTo(slope, within(1e-6));
                }
                first += gradient.length;
            }
        }
    }

    @Test
    void refusesWeightsThatAreTheSameForAllTasksAndValuesThatDoNotFit() {
        TrialSpec one = trial(Trials.full(Initialisation.HYPERFAN_IN, 2, 5));
        TrialSpec bank = trial(hypernet(new GeneratorSpec.Full(), new ConditionSpec.PerTask(2, 4)));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> OutputRegulariser.of(one, BETA, learned(one), 2, DataType.DOUBLE))
                .withMessage("All tasks have the same weights");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OutputRegulariser.of(bank, BETA, new double[3], 2, DataType.DOUBLE))
                .withMessageStartingWith("3 numbers do not fit a network of ");
    }

    private static double at(GradientProgram program, double[] learned, int index, double step) {
        double[] moved = learned.clone();
        moved[index] += step;
        program.parameters(moved);
        return program.gradients();
    }

    private static GradientProgram program(OutputRegulariser regulariser, TrialSpec trial) {
        GradientProgram program = GradientProgram.compile(
                regulariser.graph(), Names.LOSS, regulariser.trainables(), regulariser.shapes());
        program.load(Names.TASK, known(trial), width(trial), BEFORE, 0, 2);
        float[] anchors = anchors(regulariser);
        program.load(Names.ANCHORS, anchors, anchors.length / 2, new int[] {0, 1}, 0, 2);
        return program;
    }

    private static float[] anchors(OutputRegulariser regulariser) {
        Random random = new Random(5);
        float[] anchors = new float[Math.toIntExact(2 * regulariser.theta())];
        for (int i = 0; i < anchors.length; i++) {
            anchors[i] = (float) random.nextGaussian();
        }
        return anchors;
    }

    /** What the trial's own network generates for the tasks. */
    private static double[] flat(TrialSpec trial, double[] parameters) {
        try (Network network = Network.build(trial, parameters, DataType.DOUBLE, Work.UNHEARD);
                InferenceProgram program = InferenceProgram.compile(
                        network.graph(), network.trainableNames(), List.of(Names.FLAT), Map.of(Names.TASK, new long[] {
                            2, width(trial)
                        }))) {
            program.load(Names.TASK, known(trial), width(trial), BEFORE, 0, 2);
            program.run();
            return program.values(Names.FLAT);
        }
    }

    private static double[] moved(double[] learned) {
        Random random = new Random(9);
        return Arrays.stream(learned)
                .map(value -> value + 0.1 * random.nextGaussian())
                .toArray();
    }

    /** The z of one set of parameters in another; the z come first. */
    private static double[] withZ(OutputRegulariser regulariser, TrialSpec trial, double[] parameters, double[] other) {
        double[] all = parameters.clone();
        if (regulariser.trainables().get(0).equals(Names.Z)) {
            try (Network network = Network.build(trial, DataType.DOUBLE)) {
                int length = Math.toIntExact(network.trainables().get(0).shape().length());
                System.arraycopy(other, 0, all, 0, length);
            }
        }
        return all;
    }

    private static double[] learned(TrialSpec trial) {
        try (Network network = Network.build(trial, DataType.DOUBLE)) {
            long length = network.trainables().stream()
                    .mapToLong(trainable -> trainable.shape().length())
                    .sum();
            Random random = new Random(3);
            return IntStream.range(0, Math.toIntExact(length))
                    .mapToDouble(i -> 0.5 * random.nextGaussian())
                    .toArray();
        }
    }

    private static float[] known(TrialSpec trial) {
        return width(trial) == 4 ? ONE_HOT : DESCRIBED;
    }

    private static int width(TrialSpec trial) {
        return ((HypernetSpec) trial.weights()).condition() instanceof ConditionSpec.PerTask ? 4 : 2;
    }

    private static WeightsSpec hypernet(GeneratorSpec generator, ConditionSpec condition) {
        return Trials.hypernet(generator, condition, Initialisation.HYPERFAN_IN, 5);
    }

    private static TrialSpec trial(WeightsSpec weights) {
        return new TrialSpec(
                1,
                new DataSpec(new SourceSpec.SineFamily(4, 1, 30), 0.2, 0.2),
                new TargetSpec.Mlp(List.of(1, 4, 1), Activation.TANH),
                weights,
                new TrainingSpec(
                        1,
                        5,
                        new OptimizerSpec.Adam(0.9, 0.999, 1e-8, 0),
                        1e-2,
                        new ScheduleSpec.Constant(0),
                        Loss.MSE,
                        0,
                        0,
                        0),
                new VerifySpec(VerifySpec.OnFault.REJECT, 8));
    }
}
