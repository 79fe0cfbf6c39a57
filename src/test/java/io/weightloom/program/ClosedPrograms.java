package io.weightloom.program;

import io.weightloom.program.update.Updater;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Compiles, steps and closes 100 programs after 40 to warm up (classes, compiled code, what libraries keep), and prints
 * by how many bytes the process has grown. Each has parameters and gradients of 9.6 MB together, and stays reachable,
 * so that no garbage collector frees them.
 */
final class ClosedPrograms {

    private ClosedPrograms() {}

    public static void main(String[] arguments) {
        Graphs.Example example = Graphs.mlp(
                Graphs.Weights.OWN,
                Graphs.Function.RELU,
                Graphs.Loss.MSE,
                DataType.FLOAT,
                new int[] {2000, 600, 2},
                4,
                0,
                1);
        List<TrainingProgram> closed = new ArrayList<>(compileAndClose(example, 40));
        long before = Pointer.physicalBytes();
        closed.addAll(compileAndClose(example, 100));
        long after = Pointer.physicalBytes();
        if (closed.size() != 140) {
            throw new IllegalStateException("The programs are not reachable any more");
        }
        System.out.println(after - before);
    }

    private static List<TrainingProgram> compileAndClose(Graphs.Example example, int times) {
        List<TrainingProgram> programs = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            try (TrainingProgram program = example.compile(new Updater.Sgd(0, 0, 0))) {
                program.step(0.001);
                programs.add(program);
            }
        }
        System.gc();
        return programs;
    }
}
