package io.weightloom.bench;

import io.weightloom.program.natives.Natives;
import io.weightloom.spec.TrainingSpec.Objective;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * What a step costs against a given network, beside one against labels: two programs of the same cell in one JVM, which
 * take turns, a block of steps each. What a block costs is the time that a core gave to the thread, so that a busy
 * machine lengthens both alike; what is told is the median over the turns of their quotient.
 */
final class ObjectiveBenchmark {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static final int STEPS = 20;
    private static final int WARM = 40; // blocks

    private final Cell cell;
    private final int turns;

    /** @param turns counted, at least 1 */
    ObjectiveBenchmark(Cell cell, int turns) {
        this.cell = cell;
        this.turns = turns;
    }

    /** Microseconds of a step, and what it costs of one against labels. */
    record Cost(Objective objective, double labels, double micros, double quotient) {

        String line() {
            return String.format(Locale.ROOT, "%-60s %9.1f us %9.1f us %6.3f", objective, labels, micros, quotient);
        }
    }

    /** For each objective that needs a given network. */
    List<Cost> run() {
        Natives.choose();
        return List.of(
                        new Objective.Outputs(1),
                        new Objective.Outputs(4),
                        new Objective.Weights(),
                        new Objective.Mix(0.5, 0.5, 0, 4))
                .stream()
                .map(this::cost)
                .toList();
    }

    private Cost cost(Objective objective) {
        try (Engine labels = new ProgramEngine(cell);
                Engine other = new ProgramEngine(cell, objective)) {
            List<Double> before = new ArrayList<>();
            List<Double> after = new ArrayList<>();
            List<Double> quotients = new ArrayList<>();
            for (int turn = -WARM; turn < turns; turn++) {
                double one = micros(labels);
                double two = micros(other);
                if (turn >= 0) {
                    before.add(one);
                    after.add(two);
                    quotients.add(two / one);
                }
            }
            return new Cost(objective, median(before), median(after), median(quotients));
        }
    }

    private static double micros(Engine engine) {
        long start = THREADS.getCurrentThreadCpuTime();
        engine.run(STEPS);
        return (THREADS.getCurrentThreadCpuTime() - start) / 1e3 / STEPS;
    }

    private static double median(List<Double> numbers) {
        List<Double> sorted = new ArrayList<>(numbers);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }
}
