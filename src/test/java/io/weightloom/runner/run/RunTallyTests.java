package io.weightloom.runner.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RunTallyTests {

    @Test
    void aProcessThatIsAskedForNothingHasDoneItAll() {
        assertThat(new RunTally(0).worst()).isEqualTo(RunEnd.COMPLETED);
    }

    @Test
    void whatHasNotEndedIsStopped() {
        RunTally tally = new RunTally(2);
        tally.ended(RunEnd.COMPLETED);
        assertThat(tally.worst()).isEqualTo(RunEnd.STOPPED);

        tally.ended(RunEnd.COMPLETED);
        assertThat(tally.worst()).isEqualTo(RunEnd.COMPLETED);
    }

    @ParameterizedTest
    @EnumSource
    void theWorstEndCounts(RunEnd end) {
        RunTally tally = new RunTally(1);
        tally.add(end);
        assertThat(tally.worst()).isEqualTo(end.compareTo(RunEnd.STOPPED) > 0 ? end : RunEnd.STOPPED);

        tally.ended(RunEnd.COMPLETED);
        assertThat(tally.worst()).isEqualTo(end);
    }
}
