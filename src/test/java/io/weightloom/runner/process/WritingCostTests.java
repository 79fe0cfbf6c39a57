package io.weightloom.runner.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.database.CountedStatements;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.run.RunEnd;
import io.weightloom.runner.store.MovableClock;
import io.weightloom.runner.worker.FakeTraining;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * How many statements a trial costs from its opening to its outcome: of a run of many as many as of a run of few. A
 * step of training takes three seconds of the clock, a segment four steps; there are twelve, and the last segment is
 * the ending.
 */
class WritingCostTests {

    /** The last of them asks for less: no more trials can come after it. */
    private static final int ROUNDS = 6;

    private static final int STEPS = 12;
    private static final int SEGMENT_STEPS = 4;

    /**
     * The lease, the revision, the claim, an epoch, the checkpoint's position, the time; and that it is on the disk.
     */
    private static final int SEGMENT = 9 + 3;

    private static final int SEGMENT_IN_BATCH = 3;

    /** An ending, and an opening: each of its tables takes one statement, however many findings and slots there are. */
    private static final int TURN = 33 + 9;

    private static final int TURN_IN_BATCH = 9;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {3, 10})
    void aTrialCostsAsManyStatementsInARunOfManyAsInARunOfFew(int seeds) {
        List<List<String>> between =
                costsBetweenSteps(TestRunner.SPEC.replace("repeats: 2", "repeats: " + seeds)).stream()
                        .map(Cost::statements)
                        .toList();

        int hypernetworks = 2 * seeds;
        for (int i = 1; i < between.size(); i++) {
            List<String> executed = between.get(i);
            if (i == hypernetworks * STEPS) { // and the controls were planned
                assertThat(executed).hasSizeGreaterThan(SEGMENT);
            } else if (i % STEPS == 0) {
                assertThat(executed)
                        .as("from one trial's last step to the next one's first")
                        .hasSize(TURN);
                assertThat(executed).filteredOn(WritingCostTests::isOfBatch).hasSize(TURN_IN_BATCH);
            } else if (i % SEGMENT_STEPS == 0) {
                assertThat(executed).as("from one segment to the next").hasSize(SEGMENT);
                assertThat(executed).filteredOn(WritingCostTests::isOfBatch).hasSize(SEGMENT_IN_BATCH);
            } else {
                assertThat(executed).as("within a segment").isEmpty();
            }
        }
        assertThat(between).hasSize((hypernetworks + seeds) * STEPS);
    }

    @Test
    void aRoundCostsAsManyStatementsHoweverManyRoundsCameBefore() {
        List<Cost> between = costsBetweenSteps(rounds(""));

        List<Integer> rounds = ofRounds(between, cost -> cost.statements().size());
        assertThat(rounds).hasSize(3).containsOnly(rounds.get(0));
        assertThat(rounds.get(0)).isGreaterThan(TURN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "max-seconds: 3600"}) // for which curves are read as well
    void aRoundReadsAsManyRowsHoweverManyRoundsCameBefore(String limit) {
        List<Integer> rounds = ofRounds(costsBetweenSteps(rounds(limit)), Cost::rows);

        assertThat(rounds).hasSize(3).containsOnly(rounds.get(0));
    }

    private static String rounds(String limit) {
        return TestRunner.SPEC.substring(0, TestRunner.SPEC.indexOf("sweep:")) + """
                sweep:
                      search: random
                      max-trials: %s
                      round: 2
                      %s
                      parameters: [{name: hypernet.z-dim, min: 1, max: 60}]
                """.formatted(ROUNDS * 2, limit);
    }

    /** From the last step of a round to the first one of the next; before the second, no step has ever run twice. */
    private static List<Integer> ofRounds(List<Cost> between, Function<Cost, Integer> count) {
        return IntStream.range(2, ROUNDS - 1)
                .mapToObj(round -> count.apply(between.get(2 * round * STEPS)))
                .toList();
    }

    private static boolean isOfBatch(String sql) {
        return sql.contains("BATCH_");
    }

    /** What was executed, and how many rows were read. */
    private record Cost(List<String> statements, int rows) {}

    private List<Cost> costsBetweenSteps(String spec) {
        MovableClock clock = new MovableClock(Instant.parse("2026-11-20T02:00:00Z"));
        AtomicReference<CountedStatements> statements = new AtomicReference<>();
        List<Cost> between = new ArrayList<>();
        FakeTraining training = new FakeTraining((trial, step) -> {
            clock.move(Duration.ofSeconds(3));
            between.add(new Cost(statements.get().take(), statements.get().takeRows()));
        });
        new TestRunner(TestDatabases.H2_MEMORY.fresh(), folder, training, clock)
                .with("--runner.workers=1", "--runner.lease=10h")
                .with(counting(statements))
                .run(spec, runner -> assertThat(runner.end()).isEqualTo(RunEnd.COMPLETED));
        return between;
    }

    private static BeanPostProcessor counting(AtomicReference<CountedStatements> statements) {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                if (bean instanceof DataSource database) {
                    statements.set(new CountedStatements(database));
                    return statements.get();
                }
                return bean;
            }
        };
    }
}
