package io.weightloom.runner.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightloom.runner.console.CleanLog;
import io.weightloom.runner.store.MovableClock;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.datasource.AbstractDataSource;

/** A database that goes away twice, hours apart; pausing moves the clock, and brings it back when the test says so. */
@ExtendWith({OutputCaptureExtension.class, CleanLog.class})
class PatienceTests {

    private final SQLException planted = new SQLException("planted", "08006");

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-20T02:00:00Z"));
    private final AtomicBoolean away = new AtomicBoolean();
    private final AtomicBoolean comesBack = new AtomicBoolean(true);
    private final Patience patience = new Patience(
            new AbstractDataSource() {
                @Override
                public Connection getConnection() throws SQLException {
                    if (away.get()) {
                        throw planted;
                    }
                    return DriverManager.getConnection("jdbc:h2:mem:");
                }

                @Override
                public Connection getConnection(String user, String password) throws SQLException {
                    return getConnection();
                }
            },
            Duration.ofMinutes(5),
            clock,
            this::pause,
            new StopSignal());

    @Test
    void anOutageIsOverWhenTheRunThatItBrokeOffHasEndedThoughNothingWasStored() {
        Patience.Setbacks setbacks = patience.setbacks();
        breakOff(setbacks);
        setbacks.ended();

        hoursLaterItIsWaitedForAgain();
    }

    @Test
    void anOutageThatARunDidNotOutlastIsOverWhenTheNextBeginsAndTheDatabaseAnswers() {
        comesBack.set(false);
        away.set(true);
        assertThat(patience.setbacks().outlast(planted)).isFalse();
        assertThatThrownBy(patience::await).isInstanceOf(CannotGetJdbcConnectionException.class);
        patience.setbacks(); // of one that begins while it is away
        assertThatThrownBy(patience::await).isInstanceOf(CannotGetJdbcConnectionException.class);

        clock.move(Duration.ofHours(1));
        away.set(false);
        comesBack.set(true);
        patience.setbacks();

        hoursLaterItIsWaitedForAgain();
    }

    private void breakOff(Patience.Setbacks setbacks) {
        away.set(true);
        assertThat(setbacks.outlast(planted)).isTrue();
    }

    private void hoursLaterItIsWaitedForAgain() {
        clock.move(Duration.ofHours(3));
        away.set(true);
        assertThatCode(patience::await).doesNotThrowAnyException();
    }

    private void pause(Duration time) {
        clock.move(time);
        if (comesBack.get()) {
            away.set(false);
        }
    }
}
