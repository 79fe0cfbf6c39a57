package io.weightloom.runner.process;

import io.weightloom.data.Datasets;
import io.weightloom.runner.database.DatabaseIdentity;
import io.weightloom.runner.database.Durability;
import io.weightloom.runner.lease.Leases;
import io.weightloom.runner.lease.Pause;
import io.weightloom.runner.lease.RunLeases;
import io.weightloom.runner.lease.RunnerId;
import io.weightloom.runner.lease.StopSignal;
import io.weightloom.runner.preflight.DataFaults;
import io.weightloom.runner.review.Review;
import io.weightloom.runner.run.Interruption;
import io.weightloom.runner.run.Launcher;
import io.weightloom.runner.run.Recovery;
import io.weightloom.runner.run.Rounds;
import io.weightloom.runner.run.RunCoordinator;
import io.weightloom.runner.run.RunReport;
import io.weightloom.runner.run.RunTally;
import io.weightloom.runner.run.Schedules;
import io.weightloom.runner.settings.RunnerSettings;
import io.weightloom.runner.settings.SpecFiles;
import io.weightloom.runner.store.CheckpointFiles;
import io.weightloom.runner.store.Fingerprints;
import io.weightloom.runner.store.Metrics;
import io.weightloom.runner.store.Runs;
import io.weightloom.runner.store.Trials;
import io.weightloom.runner.worker.Abort;
import io.weightloom.runner.worker.ActiveRuns;
import io.weightloom.runner.worker.DataWatch;
import io.weightloom.runner.worker.Fence;
import io.weightloom.runner.worker.Heartbeat;
import io.weightloom.runner.worker.NativeTrialRuns;
import io.weightloom.runner.worker.SegmentLimit;
import io.weightloom.runner.worker.TrialMeters;
import io.weightloom.runner.worker.TrialRuns;
import io.weightloom.runner.worker.TrialStore;
import io.weightloom.runner.worker.TrialTools;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.transaction.PlatformTransactionManager;

/** Puts together what runs experiments. The job itself is in {@code SweepJob}. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RunnerSettings.class)
class JobConfiguration {

    @Bean
    RunnerId identity() {
        return RunnerId.current();
    }

    @Bean
    StopSignal stopSignal() {
        return new StopSignal();
    }

    @Bean
    NativeBackend nativeBackend(RunnerSettings settings) {
        return new NativeBackend(settings.threads());
    }

    @Bean
    ActiveRuns activeRuns() {
        return new ActiveRuns();
    }

    @Bean
    Interruption interruption(StopSignal stop, ActiveRuns runs) {
        return new Interruption(stop, runs);
    }

    @Bean
    Fence fence(Leases leases, PlatformTransactionManager transactions) {
        return new Fence(leases, transactions);
    }

    @Bean
    DataWatch dataWatch(Datasets datasets, Trials trials, Fingerprints fingerprints, Fence fence) {
        return new DataWatch(datasets, trials, fingerprints, fence);
    }

    @Bean
    Rounds rounds(Trials trials, Fence fence, DataWatch data) {
        return new Rounds(trials, fence, data);
    }

    @Bean
    @ConditionalOnMissingBean
    Pause pause() {
        return Pause::sleep;
    }

    @Bean
    @ConditionalOnMissingBean
    TrialRuns trialRuns(ObjectProvider<CommandLine.LoadingNatives> loading) {
        return new NativeTrialRuns(
                () -> loading.getIfAvailable(CommandLine.LoadingNatives::begin).natives());
    }

    /** H2 locks its file, so whoever has it open is alone, unless the URL says otherwise. */
    @Bean
    RunLeases.Exclusivity exclusivity(@Value("${spring.datasource.url:}") String url) {
        String given = url.toLowerCase(Locale.ROOT);
        boolean shared = given.startsWith("jdbc:h2:mem:")
                || given.startsWith("jdbc:h2:tcp:")
                || given.startsWith("jdbc:h2:ssl:")
                || given.contains("auto_server=true")
                || given.contains("file_lock=");
        boolean alone = given.startsWith("jdbc:h2:") && !shared;
        return () -> alone;
    }

    @Bean
    RunLeases runLeases(
            Leases leases,
            RunnerId identity,
            RunLeases.Exclusivity exclusivity,
            RunnerSettings settings,
            Clock clock,
            Pause pause,
            StopSignal stop) {
        return new RunLeases(leases, identity, exclusivity, settings.lease(), clock, pause, stop);
    }

    @Bean
    Launcher launcher(JobOperator operator, JobRepository repository, Job sweep, RunnerId identity, Clock clock) {
        return new Launcher(operator, repository, sweep, new Recovery(repository, operator, clock), identity);
    }

    @Bean
    RunReport runReport(Review review, Clock clock, RunnerSettings settings) {
        return new ConsoleReport(review, clock, settings.progressInterval());
    }

    @Bean
    RunCoordinator sweeps(
            Runs runs,
            Trials trials,
            RunLeases leases,
            Launcher launcher,
            ActiveRuns active,
            Fence fence,
            DataWatch data,
            RunReport report,
            StopSignal stop,
            RunTally tally) {
        return new RunCoordinator(runs, trials, leases, launcher, active, fence, data, report, stop, tally);
    }

    @Bean
    TrialTools trialTools(
            Trials trials,
            Metrics metrics,
            Fence fence,
            Durability durability,
            DatabaseIdentity database,
            RunnerId identity,
            RunnerSettings settings,
            Datasets datasets,
            DataWatch watch,
            TrialRuns trialRuns,
            TrialMeters meters,
            Clock clock,
            StopSignal stop) {
        return new TrialTools(
                new TrialStore(trials, metrics, fence, durability, database, identity),
                new CheckpointFiles(settings.checkpoints()),
                datasets,
                watch,
                trialRuns,
                meters,
                new SegmentLimit(clock, settings.checkpointInterval(), stop),
                clock);
    }

    /**
     * One thread per worker. They go on when the context begins to close, until {@link GracefulStop} has ended the
     * runs.
     */
    @Bean(defaultCandidate = false)
    ThreadPoolTaskExecutor trialThreads(RunnerSettings settings) {
        ThreadPoolTaskExecutor threads = new ThreadPoolTaskExecutor();
        threads.setCorePoolSize(settings.threads());
        threads.setMaxPoolSize(settings.threads());
        threads.setThreadNamePrefix("trial-");
        threads.setAcceptTasksAfterContextClose(true);
        return threads;
    }

    @Bean
    Schedules schedules(Clock clock, RunCoordinator sweeps) {
        return new Schedules(clock, sweeps);
    }

    @Bean
    Lifetime lifetime(RunnerSettings settings, Schedules schedules) {
        return () -> settings.exitWhenDone() && schedules.isEmpty();
    }

    @Bean
    @ConditionalOnMissingBean
    Abort abort() {
        return () -> Runtime.getRuntime().halt(ExitCodes.UNEXPECTED);
    }

    @Bean
    Heartbeat heartbeat(RunnerSettings settings, ActiveRuns runs, Leases leases, Abort abort) {
        return new Heartbeat(runs, leases, settings.lease(), abort);
    }

    /** Beats and ticks, each on a thread of its own. */
    @Bean
    BackgroundWork pulse(RunnerSettings settings, Heartbeat heartbeat, Schedules schedules, ActiveRuns runs) {
        ThreadPoolTaskScheduler threads = new ThreadPoolTaskScheduler();
        threads.setPoolSize(3);
        threads.setThreadNamePrefix("pulse-");
        threads.setDaemon(true);
        return new BackgroundWork(threads, heartbeat, settings.lease().dividedBy(3), schedules, runs);
    }

    @Bean
    LogGate logGate(Clock clock) {
        return new LogGate(clock).installed();
    }

    @Bean
    GracefulStop gracefulStop(
            StopSignal stop,
            RunCoordinator sweeps,
            RunTally tally,
            @Value("${" + GracefulStop.SETTING + "}") Duration atMost,
            LogGate gate) {
        return new GracefulStop(stop, sweeps, tally, atMost, gate);
    }

    @Bean
    StartupRuns sweepRunner(
            SpecFiles specs,
            DataFaults faults,
            RunnerSettings settings,
            TrialRuns trialRuns,
            RunCoordinator sweeps,
            Schedules schedules) {
        return new StartupRuns(specs, faults, settings, trialRuns, sweeps, schedules);
    }
}
