package io.weightloom.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * One cell with all engines, each in a JVM of its own, one at a time. First they must agree: the losses of the first
 * steps, from the same weights on the same data.
 */
final class CellBenchmark {

    private static final int COMPARED = 20;

    private final Settings settings;
    private final Jvm jvm;

    CellBenchmark(Settings settings, Jvm jvm) {
        this.settings = settings;
        this.jvm = jvm;
    }

    /** @throws IllegalStateException if two engines do not train the same network in the same way */
    CellResult run(Cell cell) {
        Map<Kind, WorkerProcess> workers = new EnumMap<>(Kind.class);
        try {
            for (Kind kind : Kind.values()) {
                workers.put(kind, new WorkerProcess(jvm, kind, cell));
            }
            compare(cell, workers);
            return measure(cell, workers);
        } finally {
            workers.values().forEach(WorkerProcess::close);
        }
    }

    private static void compare(Cell cell, Map<Kind, WorkerProcess> workers) {
        Map<Kind, double[]> losses = new EnumMap<>(Kind.class);
        workers.forEach((kind, worker) -> losses.put(kind, worker.losses(COMPARED)));
        double[] expected = losses.get(Kind.LIBTORCH);
        losses.forEach((kind, actual) -> {
            for (int step = 0; step < COMPARED; step++) {
                double difference = Math.abs(actual[step] - expected[step]);
                if (!(difference <= cell.tolerance() * expected[step])) {
                    throw new IllegalStateException(
                            "Cell %s, step %s: the loss of %s is %s, but LibTorch's is %s, so they do not train the same network"
                                    .formatted(cell, step + 1, kind.label(), actual[step], expected[step]));
                }
            }
        });
    }

    private CellResult measure(Cell cell, Map<Kind, WorkerProcess> workers) {
        Map<Kind, CellResult.Allocation> early = new EnumMap<>(Kind.class);
        Map<Kind, Integer> steps = new EnumMap<>(Kind.class);
        Map<Kind, List<Worker.Ran>> rounds = new EnumMap<>(Kind.class);
        workers.forEach((kind, worker) -> {
            boolean recurrent = cell.design().steps() > 1; // a step of which takes as long as many of the others
            int counted = kind == Kind.SAMEDIFF ? 100 : 1000;
            counted = recurrent ? counted / 10 : counted;
            worker.run(100 - COMPARED);
            early.put(kind, CellResult.Allocation.of(List.of(worker.run(counted)), counted));
            worker.warm(warmUp(kind, cell));
            steps.put(kind, steps(worker.pace().bestMicros()));
            rounds.put(kind, new ArrayList<>());
        });
        Floor floor = Floor.of(cell);
        double bandwidth = 0;
        double gemmRate = 0;
        for (int round = 0; round < settings.rounds(); round++) {
            workers.forEach((kind, worker) -> rounds.get(kind).add(worker.run(steps.get(kind))));
            if (round % 3 == 0) { // the machine's best counts, and it is not always at its best
                WorkerProcess program = workers.get(Kind.PROGRAM);
                bandwidth = Math.max(bandwidth, program.bandwidth(floor.workingSet()));
                gemmRate = Math.max(
                        gemmRate,
                        Math.max(program.gemmRate(), workers.get(Kind.LIBTORCH).gemmRate()));
            }
        }
        Map<Kind, CellResult.Measured> engines = new EnumMap<>(Kind.class);
        workers.forEach((kind, worker) -> engines.put(
                kind,
                new CellResult.Measured(
                        rounds.get(kind).stream()
                                .map(ran -> ran.nanos() / 1e3 / steps.get(kind))
                                .toList(),
                        rounds.get(kind).stream()
                                .map(ran -> ran.cpu() / 1e3 / steps.get(kind))
                                .toList(),
                        early.get(kind),
                        CellResult.Allocation.of(rounds.get(kind), steps.get(kind)),
                        worker.pace())));
        return new CellResult(cell, floor, bandwidth, gemmRate, engines);
    }

    /** SameDiff has many more classes to compile; LibTorch is compiled. Seconds. */
    private double warmUp(Kind kind, Cell cell) {
        double scale = settings.seconds() / 0.7;
        return scale
                * switch (kind) {
                    case PROGRAM -> 4;
                    case LIBTORCH, LIBTORCH_FUSED -> 1.5;
                    case SAMEDIFF -> cell == Cell.S ? 15 : 5;
                };
    }

    private int steps(double micros) {
        return Math.max(1, (int) (settings.seconds() * 1e6 / micros / Pace.BLOCK)) * Pace.BLOCK;
    }
}
