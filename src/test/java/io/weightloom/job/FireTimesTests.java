package io.weightloom.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.spec.CronSpec;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class FireTimesTests {

    private static final ZoneId VIENNA = ZoneId.of("Europe/Vienna");

    @Test
    void firesAreReadInTheZoneOfTheSchedule() {
        FireTimes nightly = new FireTimes(new CronSpec("0 0 2 * * *", VIENNA));

        assertThat(nightly.after(Instant.parse("2026-11-20T00:59:59Z"))).isEqualTo("2026-11-20T01:00:00Z");
        assertThat(nightly.after(Instant.parse("2026-07-20T00:00:00Z"))).isEqualTo("2026-07-21T00:00:00Z");
    }

    @Test
    void aFireTimeComesAfterTheInstantNeverAtIt() {
        FireTimes nightly = new FireTimes(new CronSpec("0 0 2 * * *", VIENNA));

        assertThat(nightly.after(Instant.parse("2026-11-20T01:00:00Z"))).isEqualTo("2026-11-21T01:00:00Z");
    }

    @Test
    void aScheduleThatNeverFiresHasNoNextTime() {
        FireTimes never = new FireTimes(new CronSpec("0 0 0 30 2 *", VIENNA));

        assertThat(never.after(Instant.parse("2026-11-20T01:00:00Z"))).isEqualTo(Instant.MAX);
    }
}
