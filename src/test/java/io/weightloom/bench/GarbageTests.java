package io.weightloom.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a step of the benchmark's cells leaves to the collector. */
class GarbageTests {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Beside a few objects for the updater's numbers nothing is made, also where each step gathers its batch. */
    @ParameterizedTest
    @CsvSource({"S, 1000", "C, 100", "V, 30"})
    void aStepMakesNoGarbage(Cell cell, int steps) {
        try (Engine engine = new ProgramEngine(cell)) {
            engine.run(steps);
            long before = THREADS.getCurrentThreadAllocatedBytes();

            engine.run(steps);

            assertThat((THREADS.getCurrentThreadAllocatedBytes() - before) / steps)
                    .isLessThanOrEqualTo(200);
        }
    }
}
