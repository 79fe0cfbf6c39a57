package io.weightloom.runner.store;

import java.time.Instant;
import java.util.Optional;

/**
 * One execution of an experiment, as stored.
 *
 * @param id in the database
 * @param key its identity
 * @param description the experiment's
 * @param spec the resolved experiment, as JSON
 * @param state how far it has come
 * @param jobExecution id of the Batch execution that worked on it last
 * @param createdAt when it was planned
 * @param endedAt when its state was last set to something other than running
 */
public record Run(
        long id,
        RunKey key,
        String description,
        String spec,
        RunState state,
        Optional<Long> jobExecution,
        Instant createdAt,
        Optional<Instant> endedAt) {}
