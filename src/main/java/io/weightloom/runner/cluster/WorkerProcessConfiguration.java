package io.weightloom.runner.cluster;

import io.micrometer.core.instrument.MeterRegistry;
import io.weightloom.runner.lease.Patience;
import io.weightloom.runner.lease.RunLeases;
import io.weightloom.runner.lease.RunnerId;
import io.weightloom.runner.lease.StopSignal;
import io.weightloom.runner.lease.Workers;
import io.weightloom.runner.settings.RunnerSettings;
import io.weightloom.runner.store.Runs;
import io.weightloom.runner.store.SharedRuns;
import io.weightloom.runner.worker.FalseStarts;
import io.weightloom.runner.worker.TrialRuns;
import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** What a worker has in place of runs of its own. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = RunnerSettings.ROLE, havingValue = "worker")
class WorkerProcessConfiguration {

    @Bean
    @Primary
    BorrowedRuns borrowedRuns() {
        return new BorrowedRuns();
    }

    @Bean
    TrialTasks trialTasks(
            @Qualifier("trialStep") Step trial,
            JobRepository jobs,
            Runs runs,
            SharedRuns shared,
            RunLeases leases,
            BorrowedRuns borrowed,
            FalseStarts falseStarts,
            Clock clock,
            Patience patience) {
        return new TrialTasks(trial, jobs, runs, shared, leases, borrowed, falseStarts, clock, patience);
    }

    @Bean
    WorkerSettings workerSettings(
            RunnerSettings settings,
            RunnerId self,
            @Value("${spring.lifecycle.timeout-per-shutdown-phase}") Duration stopAtMost) {
        return new WorkerSettings(self, settings.threads(), settings.lease(), stopAtMost);
    }

    @Bean
    TrialTaking trialTaking(WorkerSettings settings, DataSource database, TrialTasks tasks, Clock clock) {
        return new TrialTaking(settings, database, tasks, clock);
    }

    @Bean
    SignsOfLife signsOfLife(
            WorkerSettings settings, Workers workers, MeterRegistry meters, Patience patience, Clock clock) {
        return new SignsOfLife(settings, workers, meters, patience, clock);
    }

    @Bean
    StopsOfRuns stopsOfRuns(SharedRuns runs, RunLeases leases, BorrowedRuns borrowed) {
        return new StopsOfRuns(runs, leases, borrowed);
    }

    @Bean
    Worker worker(
            WorkerSettings settings,
            TrialTaking taking,
            SignsOfLife signs,
            StopsOfRuns stops,
            TrialRuns training,
            StopSignal stop,
            Worker.Leaving leaving) {
        return new Worker(settings, taking, signs, stops, training, stop, leaving);
    }
}
