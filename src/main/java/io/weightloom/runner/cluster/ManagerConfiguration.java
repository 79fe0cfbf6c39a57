package io.weightloom.runner.cluster;

import io.weightloom.runner.lease.Patience;
import io.weightloom.runner.lease.Pause;
import io.weightloom.runner.lease.Workers;
import io.weightloom.runner.settings.RunnerSettings;
import io.weightloom.runner.store.RoundTrials;
import io.weightloom.runner.store.Runs;
import io.weightloom.runner.store.SharedRuns;
import io.weightloom.runner.store.Trials;
import io.weightloom.runner.worker.Fence;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** What a manager has in place of threads. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = RunnerSettings.ROLE, havingValue = "manager")
class ManagerConfiguration {

    @Bean
    TrialQueue trialQueue(DataSource database) {
        return new TrialQueue(database);
    }

    @Bean
    RunFollower runFollower(
            Runs runs,
            SharedRuns shared,
            RoundTrials rounds,
            Trials trials,
            Workers workers,
            RunnerSettings settings,
            Clock clock) {
        return new RunFollower(
                runs, rounds, trials, new WorkerWatch(workers, shared, clock, settings.lease(), settings.mixed()));
    }

    @Bean
    @Primary
    RemotePartitions remotePartitions(
            TrialQueue queue,
            JobRepository jobs,
            SharedRuns runs,
            Fence fence,
            Patience patience,
            Pause pause,
            Clock clock,
            RunnerSettings settings,
            RunFollower follower) {
        return new RemotePartitions(
                queue, jobs, runs, fence, patience, pause, clock, settings.lease(), settings.mixed(), follower);
    }
}
