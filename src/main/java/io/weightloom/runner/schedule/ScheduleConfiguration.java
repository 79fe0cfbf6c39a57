package io.weightloom.runner.schedule;

import io.weightloom.runner.lease.RunLeases;
import io.weightloom.runner.run.RunCoordinator;
import io.weightloom.runner.store.KeptSchedules;
import io.weightloom.runner.store.Runs;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What fires experiments at their times. */
@Configuration(proxyBeanMethods = false)
class ScheduleConfiguration {

    @Bean
    Schedules schedules(Clock clock, RunCoordinator coordinator, Runs runs, RunLeases leases, KeptSchedules kept) {
        return new Schedules(clock, coordinator, runs, leases, kept);
    }
}
