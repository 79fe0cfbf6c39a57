package io.weightloom.bench;

import io.weightloom.network.Network;
import io.weightloom.network.Trials;
import io.weightloom.network.graph.Names;
import io.weightloom.program.TrainingProgram;
import io.weightloom.program.update.State;
import io.weightloom.program.update.Updater;
import io.weightloom.spec.TrainingSpec;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;

/** The compiled program, used as {@code Training} uses it: each step gathers its batch first. */
final class ProgramEngine implements Engine {

    private final Cell cell;
    private final TrainingProgram program;
    private final Cell.Rows x;
    private final Cell.Rows y;
    private final Cell.Rows answers;

    ProgramEngine(Cell cell) {
        this(cell, new TrainingSpec.Objective.Labels());
    }

    /** @param objective against a given network that finds all classes equally likely */
    ProgramEngine(Cell cell, TrainingSpec.Objective objective) {
        this.cell = cell;
        float[] alike = new float[cell.outputs()];
        Arrays.fill(alike, 1f / cell.outputs());
        this.answers = new Cell.Rows(alike, new int[cell.rows()]);
        this.x = cell.read();
        this.y = cell.answered();
        try (Network network = Network.build(Trials.against(cell.trial(), objective), DataType.FLOAT)) {
            this.program = TrainingProgram.compile(
                    network.graph(),
                    Names.LOSS,
                    network.trainableNames(),
                    network.shapes(1, cell.batch()),
                    new Updater.Adam(0.9, 0.999, 1e-8, 0, 0));
        }
        program.restore(start());
    }

    private State start() {
        double[] parameters = new double[cell.design().trainable()];
        int at = 0;
        for (float[] tensor : cell.start()) {
            for (float value : tensor) {
                parameters[at++] = value;
            }
        }
        return new State(0, parameters, List.of(new double[at], new double[at]));
    }

    @Override
    public double step() {
        load(Names.X, x, cell.inputs());
        load(Names.Y, y, cell.outputs());
        load(Names.GIVEN_OUTPUT, answers, cell.outputs());
        return program.step(Cell.LEARNING_RATE);
    }

    private void load(String input, Cell.Rows values, int width) {
        if (program.inputs().contains(input)) {
            program.load(input, values.table(), width, values.rows(), 0, values.rows().length);
        }
    }

    @Override
    public void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
        }
    }

    @Override
    public void close() {
        program.close();
    }
}
