package io.weightloom.runner.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightloom.runner.console.CleanLog;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.database.UnfitDatabaseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

@ExtendWith({OutputCaptureExtension.class, CleanLog.class})
class ClockCheckTests {

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final Duration LEASE = Duration.ofSeconds(30);

    @ParameterizedTest
    @EnumSource
    void theClockOfADatabaseHereIsThatOfThisMachine(TestDatabases databases) {
        DatabaseClock there = new LeaseConfiguration()
                .databaseClock(JdbcClient.create(databases.fresh().dataSource()));

        assertThatCode(() -> new ClockCheck(there, Clock.systemUTC(), LEASE.multipliedBy(120)).afterPropertiesSet())
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> new ClockCheck(
                                there, Clock.offset(Clock.systemUTC(), Duration.ofDays(-1)), LEASE.multipliedBy(120))
                        .afterPropertiesSet())
                .isInstanceOf(UnfitDatabaseException.class);
    }

    @ParameterizedTest
    @CsvSource({"11, 2026-11-20T12:00:11Z", "-11, 2026-11-20T11:59:49Z"})
    void clocksThatAreMoreThanAThirdOfALeaseApartAreBothTold(long seconds, String shown) {
        assertThatThrownBy(() -> check(seconds).afterPropertiesSet())
                .isInstanceOf(UnfitDatabaseException.class)
                .hasMessage(
                        "This machine's clock shows 2026-11-20T12:00:00Z, and the database's %s: they are 11 s apart,"
                                + " and processes on one database need clocks that agree to within 10 s, a third of runner.lease",
                        shown);
    }

    @Test
    void clocksThatAreAThirdOfALeaseApartWillDo() {
        assertThatCode(() -> check(10).afterPropertiesSet()).doesNotThrowAnyException();
        assertThatCode(() -> check(-10).afterPropertiesSet()).doesNotThrowAnyException();
    }

    @Test
    void clocksThatComeApartLaterAreToldOnceUntilTheyAgree(CapturedOutput output) {
        AtomicLong ahead = new AtomicLong();
        ClockCheck check =
                new ClockCheck(() -> NOON.plusSeconds(ahead.get()), Clock.fixed(NOON, ZoneOffset.UTC), LEASE);
        check.afterPropertiesSet();
        check.again();
        assertThat(output).doesNotContain("apart");

        for (long seconds : new long[] {11, 12, 0, 13}) {
            ahead.set(seconds);
            check.again();
        }

        assertThat(output)
                .contains("they are 11 s apart", "they are 13 s apart", "may be taken for dead")
                .doesNotContain("12 s apart");
    }

    private static ClockCheck check(long ahead) {
        return new ClockCheck(() -> NOON.plusSeconds(ahead), Clock.fixed(NOON, ZoneOffset.UTC), LEASE);
    }
}
