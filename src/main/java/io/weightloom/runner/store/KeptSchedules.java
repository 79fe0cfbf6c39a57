package io.weightloom.runner.store;

import io.weightloom.runner.database.SqlValues;
import java.time.Instant;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** How far runners have kept the schedules of experiments. Safe for use by many threads. */
@Repository
@Transactional(readOnly = true)
public class KeptSchedules {

    private final JdbcClient jdbc;

    KeptSchedules(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Until when the fire times of an experiment were seen to; empty if no runner ever kept its schedule. */
    public Optional<Instant> seenUntil(String experiment) {
        return jdbc.sql("select seen_until from kept_schedule where experiment = :experiment")
                .param("experiment", experiment)
                .query((row, i) -> SqlValues.instant(row, "seen_until"))
                .optional();
    }

    /** Notes that all fire times of an experiment up to this instant were seen to; committed at once. */
    @Transactional(propagation = Propagation.NOT_SUPPORTED)
    public void seen(String experiment, Instant until) {
        if (!moved(experiment, until) && seenUntil(experiment).isEmpty()) {
            try {
                jdbc.sql("insert into kept_schedule (experiment, seen_until) values (:experiment, :until)")
                        .param("experiment", experiment)
                        .param("until", SqlValues.at(until))
                        .update();
            } catch (DuplicateKeyException e) { // another runner was faster
                moved(experiment, until);
            }
        }
    }

    private boolean moved(String experiment, Instant until) {
        return jdbc.sql("""
                        update kept_schedule set seen_until = :until
                        where experiment = :experiment and seen_until < :until
                        """)
                        .param("experiment", experiment)
                        .param("until", SqlValues.at(until))
                        .update()
                > 0;
    }
}
