package io.weightloom.runner.process;

import io.weightloom.runner.cluster.Worker;
import io.weightloom.runner.lease.ClockCheck;
import io.weightloom.runner.lease.RunLeases;
import io.weightloom.runner.lease.StopSignal;
import io.weightloom.runner.page.PageFile;
import io.weightloom.runner.preflight.AvailableMemory;
import io.weightloom.runner.preflight.Capacity;
import io.weightloom.runner.preflight.DataFaults;
import io.weightloom.runner.review.Review;
import io.weightloom.runner.run.Forgetting;
import io.weightloom.runner.run.OrphanedCheckpoints;
import io.weightloom.runner.run.RunCoordinator;
import io.weightloom.runner.run.RunEndings;
import io.weightloom.runner.run.RunReport;
import io.weightloom.runner.run.RunTally;
import io.weightloom.runner.schedule.Schedules;
import io.weightloom.runner.settings.ForgetCommand;
import io.weightloom.runner.settings.RunnerSettings;
import io.weightloom.runner.settings.SpecFiles;
import io.weightloom.runner.store.Runs;
import io.weightloom.runner.store.Trials;
import io.weightloom.runner.table.RunTables;
import io.weightloom.runner.worker.Abort;
import io.weightloom.runner.worker.ActiveRuns;
import io.weightloom.runner.worker.Heartbeat;
import io.weightloom.runner.worker.NativeTrialRuns;
import io.weightloom.runner.worker.TrialRoom;
import io.weightloom.runner.worker.TrialRuns;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/** What this process does from its start to its end, beside the runs themselves. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RunnerSettings.class)
class ProcessConfiguration {

    @Bean
    NativeBackend nativeBackend(RunnerSettings settings) {
        return new NativeBackend(settings.threads());
    }

    @Bean
    @ConditionalOnMissingBean
    TrialRuns trialRuns(ObjectProvider<CommandLine.LoadingNatives> loading) {
        return new NativeTrialRuns(
                () -> loading.getIfAvailable(CommandLine.LoadingNatives::begin).natives());
    }

    @Bean
    TrialRoom trialRoom() {
        AvailableMemory memory = AvailableMemory.here();
        return trial -> Capacity.objection(trial, memory);
    }

    @Bean
    RunReport runReport(
            Review review, RunTables tables, PageFile page, Clock clock, RunnerSettings settings, RunTally tally) {
        return new RunFileReport(
                new ConsoleReport(review, clock, settings.progressInterval()),
                new RunFileWriting(review, tables, page, settings.files()),
                tally);
    }

    @Bean
    RunEndings runEndings(Review review, RunnerSettings settings, ConfigurableEnvironment environment) {
        String receiver = settings.receiver().url();
        return receiver.isEmpty()
                ? run -> {}
                : new Notices(
                        ended -> ended.run().flatMap(run -> review.past(run.id())),
                        () -> PageAddress.of(environment),
                        new Postbox(new Receiver(URI.create(receiver))));
    }

    @Bean
    Requests requests(SpecFiles specs) {
        return new Requests(specs);
    }

    @Bean
    RunOperations runOperations(
            Runs runs,
            Trials trials,
            RunLeases leases,
            ActiveRuns active,
            RunCoordinator coordinator,
            Requests requests,
            TrialRuns training,
            Forgetting forgetting) {
        return new RunOperations(runs, trials, leases, active, coordinator, requests, training, forgetting);
    }

    @Bean
    StartupRuns startupRuns(
            SpecFiles specs,
            Requests requests,
            DataFaults faults,
            RunnerSettings settings,
            TrialRuns training,
            RunCoordinator coordinator,
            Schedules schedules,
            ForgetRuns forget,
            Optional<Worker> worker) {
        return new StartupRuns(specs, requests, faults, settings, training, coordinator, schedules, forget, worker);
    }

    /** In a thread of its own, for the end of the process waits for whoever asked for it. */
    @Bean
    @ConditionalOnMissingBean
    Worker.Leaving leaving() {
        return () -> new Thread(() -> System.exit(ExitCodes.UNEXPECTED), "leaving").start();
    }

    @Bean
    ForgetRuns forgetRuns(Runs runs, Forgetting forgetting, ConfigurableEnvironment environment) {
        return new ForgetRuns(runs, forgetting, environment);
    }

    /** Beats and ticks, each on a thread of its own. */
    @Bean
    BackgroundWork backgroundWork(
            RunnerSettings settings,
            Heartbeat heartbeat,
            Optional<ClockCheck> clocks,
            Schedules schedules,
            ActiveRuns runs,
            OrphanedCheckpoints orphans) {
        ThreadPoolTaskScheduler threads = new ThreadPoolTaskScheduler();
        threads.setPoolSize(5);
        threads.setThreadNamePrefix("background-");
        threads.setDaemon(true);
        return new BackgroundWork(threads, heartbeat, clocks, settings.lease().dividedBy(3), schedules, runs, orphans);
    }

    @Bean
    @ConditionalOnMissingBean
    Abort abort() {
        return () -> Runtime.getRuntime().halt(ExitCodes.UNEXPECTED);
    }

    @Bean
    Lifetime lifetime(RunnerSettings settings, Schedules schedules, ConfigurableEnvironment environment) {
        boolean once = ForgetCommand.in(environment).isPresent();
        return () -> once || (settings.exitWhenDone() && schedules.isEmpty());
    }

    @Bean
    LogGate logGate(Clock clock) {
        return new LogGate(clock).installed();
    }

    @Bean
    GracefulStop gracefulStop(
            StopSignal stop,
            RunCoordinator coordinator,
            RunTally tally,
            @Value("${" + GracefulStop.SETTING + "}") Duration atMost,
            LogGate gate) {
        return new GracefulStop(stop, coordinator, tally, atMost, gate);
    }
}
