package io.weightloom.runner.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TallyTests {

    @Test
    void aProcessThatIsAskedForNothingHasDoneItAll() {
        assertThat(new Tally(0).worst()).isEqualTo(RunEnd.COMPLETED);
    }

    @Test
    void whatHasNotEndedIsStopped() {
        Tally tally = new Tally(2);
        tally.ended(RunEnd.COMPLETED);
        assertThat(tally.worst()).isEqualTo(RunEnd.STOPPED);

        tally.ended(RunEnd.COMPLETED);
        assertThat(tally.worst()).isEqualTo(RunEnd.COMPLETED);
    }

    @ParameterizedTest
    @EnumSource
    void theWorstEndCounts(RunEnd end) {
        Tally tally = new Tally(1);
        tally.add(end);
        assertThat(tally.worst()).isEqualTo(end.compareTo(RunEnd.STOPPED) > 0 ? end : RunEnd.STOPPED);

        tally.ended(RunEnd.COMPLETED);
        assertThat(tally.worst()).isEqualTo(end);
    }
}
