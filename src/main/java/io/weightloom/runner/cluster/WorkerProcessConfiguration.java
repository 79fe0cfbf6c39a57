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
            Clock clock) {
        return new TrialTasks(trial, jobs, runs, shared, leases, borrowed, falseStarts, clock);
    }

    @Bean
    Worker worker(
            RunnerSettings settings,
            RunnerId self,
            @Value("${spring.lifecycle.timeout-per-shutdown-phase}") Duration stopAtMost,
            DataSource database,
            Workers workers,
            SharedRuns runs,
            BorrowedRuns borrowed,
            RunLeases leases,
            TrialTasks tasks,
            TrialRuns training,
            MeterRegistry meters,
            StopSignal stop,
            Patience patience,
            Clock clock,
            Worker.Leaving leaving) {
        return new Worker(
                new Worker.Settings(self, settings.threads(), settings.lease(), stopAtMost),
                database,
                workers,
                runs,
                borrowed,
                leases,
                tasks,
                training,
                meters,
                stop,
                patience,
                clock,
                leaving);
    }
}
