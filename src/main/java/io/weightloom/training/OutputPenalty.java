package io.weightloom.training;

import io.weightloom.data.TaskMatrix;
import io.weightloom.network.OutputRegulariser;
import io.weightloom.network.graph.Names;
import io.weightloom.program.GradientProgram;
import io.weightloom.program.InferenceProgram;
import io.weightloom.program.TrainingProgram;
import io.weightloom.spec.OrderSpec;
import io.weightloom.spec.TrialSpec;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The output regulariser of one phase, compiled: what the phases before have learned holds the weights that are
 * generated for their tasks. All of it follows from the parameters that the phase began with. Not thread-safe. Close
 * it: it owns native memory.
 *
 * @param penalty its program, of the trainables of the phase's network; all that it reads is loaded
 * @param lookAhead where its gradients are taken
 */
record OutputPenalty(GradientProgram penalty, OrderSpec.LookAhead lookAhead) implements AutoCloseable {

    /**
     * Compiles it.
     *
     * @param learned the parameters that the phase begins with
     * @param before numbers of the tasks learned before, at least one
     * @param matrix what the condition knows each task by
     */
    static OutputPenalty of(
            TrialSpec trial, OrderSpec.Sequential order, double[] learned, List<Integer> before, TaskMatrix matrix) {
        int[] tasks = before.stream().mapToInt(Integer::intValue).toArray();
        try (OutputRegulariser regulariser =
                OutputRegulariser.of(trial, order.regulariser(), learned, tasks.length, DataType.FLOAT)) {
            float[] anchors = anchors(regulariser, matrix, tasks);
            GradientProgram penalty = GradientProgram.compile(
                    regulariser.graph(), Names.LOSS, regulariser.trainables(), regulariser.shapes());
            try (Unfinished unfinished = new Unfinished(penalty::close)) {
                penalty.load(Names.TASK, matrix.values(), matrix.width(), tasks, 0, tasks.length);
                penalty.load(
                        Names.ANCHORS,
                        anchors,
                        anchors.length / tasks.length,
                        IntStream.range(0, tasks.length).toArray(),
                        0,
                        tasks.length);
                unfinished.finished();
                return new OutputPenalty(penalty, order.lookAhead());
            }
        }
    }

    /** The weights that are generated for the tasks now. */
    private static float[] anchors(OutputRegulariser regulariser, TaskMatrix matrix, int[] tasks) {
        Map<String, long[]> inputs = Map.of(Names.TASK, new long[] {tasks.length, matrix.width()});
        try (InferenceProgram program =
                InferenceProgram.compile(regulariser.graph(), regulariser.trainables(), List.of(Names.FLAT), inputs)) {
            program.load(Names.TASK, matrix.values(), matrix.width(), tasks, 0, tasks.length);
            program.run();
            float[] flat = new float[Math.toIntExact(tasks.length * regulariser.theta())];
            program.read(Names.FLAT, flat);
            return flat;
        }
    }

    /** One update by the loss of a program and this, together. */
    double step(TrainingProgram program, double learningRate) {
        return switch (lookAhead) {
            case NONE -> program.step(learningRate, penalty);
            case STEP -> program.stepLookingAhead(learningRate, penalty);
        };
    }

    @Override
    public void close() {
        penalty.close();
    }
}
