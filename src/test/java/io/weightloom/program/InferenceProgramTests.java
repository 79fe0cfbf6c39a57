package io.weightloom.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightloom.program.update.Updater;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class InferenceProgramTests {

    @ParameterizedTest
    @EnumSource(Graphs.Weights.class)
    void outputsEqualThoseOfSameDiffWithTheGivenParameters(Graphs.Weights weights) {
        Graphs.Example example = Graphs.mlp(
                weights, Graphs.Function.GELU, Graphs.Loss.MSE, DataType.FLOAT, new int[] {4, 8, 3}, 5, 0, 1);
        Random random = new Random(2);
        float[] x = example.rows("x", random);

        try (TrainingProgram training = example.compile(new Updater.Sgd(0.9, 0, 0));
                InferenceProgram program = InferenceProgram.compile(
                        example.graph(), example.trainables(), List.of("output"), Map.of("x", new long[] {5, 4}))) {
            float[] y = example.rows("y", random);
            example.load(training, x, y);
            training.step(0.1);
            program.parameters(training.state().parameters());
            program.load("x", x, 4, new int[] {0, 1, 2, 3, 4}, 0, 5);
            program.run();
            float[] output = new float[15];
            program.read("output", output);

            example.reference(training::value, x, y); // gives the graph the program's parameters
            INDArray expected = example.graph()
                    .outputSingle(Map.of("x", Nd4j.createFromArray(x).reshape(5, 4)), "output");
            assertThat(output).containsExactly(expected.reshape(-1).toFloatVector(), Offset.offset(1e-5f));
        }
    }

    @ParameterizedTest
    @EnumSource(Graphs.Weights.class)
    void anOddLastBatchNeedsNoProgramOfItsOwn(Graphs.Weights weights) {
        Graphs.Example example = Graphs.mlp(
                weights, Graphs.Function.SILU, Graphs.Loss.MSE, DataType.DOUBLE, new int[] {4, 8, 3}, 5, 0, 1);
        float[] x = example.rows("x", new Random(2));

        try (InferenceProgram program = InferenceProgram.compile(
                example.graph(), example.trainables(), List.of("output"), Map.of("x", new long[] {5, 4}))) {
            program.load("x", x, 4, new int[] {0, 1, 2, 3, 4}, 0, 5);
            program.run();
            float[] all = new float[15];
            program.read("output", all);
            program.load("x", x, 4, new int[] {3, 4}, 0, 2);
            program.run();
            float[] two = new float[6];
            program.read("output", two);

            assertThat(two).isEqualTo(java.util.Arrays.copyOfRange(all, 9, 15));
            assertThatThrownBy(() -> program.load("x", x, 4, new int[6], 0, 6))
                    .hasMessage("Input 'x' takes 1 to 5 rows, not 6");
            assertThatThrownBy(() -> program.read("output", new float[16]))
                    .hasMessage("Output 'output' has 15 elements, not 16");
            assertThatThrownBy(() -> program.parameters(new double[3])).hasMessageContaining("parameters, not 3");
        }
    }
}
