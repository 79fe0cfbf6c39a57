package io.weightloom.runner.worker;

import io.weightloom.data.Datasets;
import io.weightloom.runner.checkpoint.CheckpointFiles;
import io.weightloom.runner.checkpoint.CheckpointFilesAndRows;
import io.weightloom.runner.checkpoint.CheckpointRows;
import io.weightloom.runner.checkpoint.CheckpointStore;
import io.weightloom.runner.database.DatabaseIdentity;
import io.weightloom.runner.database.Durability;
import io.weightloom.runner.lease.Leases;
import io.weightloom.runner.lease.Patience;
import io.weightloom.runner.lease.RunnerId;
import io.weightloom.runner.lease.StopSignal;
import io.weightloom.runner.settings.RunnerSettings;
import io.weightloom.runner.store.ArtifactFolder;
import io.weightloom.runner.store.Artifacts;
import io.weightloom.runner.store.Fingerprints;
import io.weightloom.runner.store.Metrics;
import io.weightloom.runner.store.Trials;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.transaction.PlatformTransactionManager;

/** What works trials, and keeps their runs in this process's hands. */
@Configuration(proxyBeanMethods = false)
class WorkerConfiguration {

    @Bean
    ActiveRuns activeRuns() {
        return new ActiveRuns();
    }

    /** Those that it coordinates, unless it works for others. */
    @Bean
    WorkerRuns workerRuns(ActiveRuns runs) {
        return step -> runs.of(step).forWorkers();
    }

    @Bean
    Fence fence(Leases leases, PlatformTransactionManager transactions) {
        return new Fence(leases, transactions);
    }

    @Bean
    Heartbeat heartbeat(RunnerSettings settings, ActiveRuns runs, Leases leases, Patience patience, Abort abort) {
        return new Heartbeat(runs, leases, settings.lease(), patience, abort);
    }

    @Bean
    DataWatch dataWatch(Datasets datasets, Trials trials, Fingerprints fingerprints, Fence fence) {
        return new DataWatch(datasets, trials, fingerprints, fence);
    }

    @Bean
    TrialStore trialStore(
            Trials trials,
            Metrics metrics,
            CheckpointStore checkpoints,
            WeightKeeping weights,
            Fence fence,
            Durability durability,
            DatabaseIdentity database,
            RunnerId self,
            TrialMeters meters) {
        return new TrialStore(trials, metrics, checkpoints, weights, fence, durability, database, self, meters);
    }

    @Bean
    CheckpointStore checkpointStore(
            RunnerSettings settings, JdbcClient jdbc, PlatformTransactionManager transactions, Clock clock) {
        Optional<Path> folder = settings.checkpointFolder();
        CheckpointRows rows = new CheckpointRows(jdbc, transactions, clock);
        return folder.isPresent() ? new CheckpointFilesAndRows(new CheckpointFiles(folder.get()), rows) : rows;
    }

    @Bean
    ArtifactFolder artifactFolder(RunnerSettings settings) {
        return new ArtifactFolder(settings.artifactFolder());
    }

    @Bean
    WeightKeeping weightKeeping(Artifacts artifacts, ArtifactFolder folder, RunnerSettings settings) {
        return new WeightKeeping(artifacts, folder, settings.keepWeights());
    }

    @Bean
    TrialOpening trialOpening(Datasets datasets, DataWatch watch, TrialRuns runs, TrialRoom room) {
        return new TrialOpening(datasets, watch, runs, room);
    }

    @Bean
    SegmentLimit segmentLimit(Clock clock, RunnerSettings settings, StopSignal stop) {
        return new SegmentLimit(clock, settings.checkpointInterval(), stop);
    }

    /** One thread per worker. They go on when the context begins to close, until its runs have been ended. */
    @Bean(defaultCandidate = false)
    ThreadPoolTaskExecutor trialThreads(RunnerSettings settings) {
        ThreadPoolTaskExecutor threads = new ThreadPoolTaskExecutor();
        threads.setCorePoolSize(settings.threads());
        threads.setMaxPoolSize(settings.threads());
        threads.setThreadNamePrefix("trial-");
        threads.setAcceptTasksAfterContextClose(true);
        return threads;
    }
}
