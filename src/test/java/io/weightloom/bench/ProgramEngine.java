package io.weightloom.bench;

import io.weightloom.network.Network;
import io.weightloom.network.graph.Names;
import io.weightloom.program.TrainingProgram;
import io.weightloom.program.update.State;
import io.weightloom.program.update.Updater;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The compiled program, used as {@code Training} uses it: each step gathers its batch first. */
final class ProgramEngine implements Engine {

    private final Cell cell;
    private final TrainingProgram program;
    private final float[] x;
    private final float[] y;
    private final int[] rows;

    ProgramEngine(Cell cell) {
        this.cell = cell;
        this.x = cell.x();
        this.y = cell.y();
        this.rows = IntStream.range(0, cell.batch()).toArray();
        try (Network network = cell.network()) {
            this.program = TrainingProgram.compile(
                    network.graph(),
                    Names.LOSS,
                    network.trainableNames(),
                    Map.of(
                            Names.X, new long[] {cell.batch(), cell.inputs()},
                            Names.Y, new long[] {cell.batch(), cell.outputs()}),
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
        program.load(Names.X, x, cell.inputs(), rows, 0, cell.batch());
        program.load(Names.Y, y, cell.outputs(), rows, 0, cell.batch());
        return program.step(Cell.LEARNING_RATE);
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
