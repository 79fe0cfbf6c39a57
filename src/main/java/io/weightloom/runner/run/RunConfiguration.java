package io.weightloom.runner.run;

import io.weightloom.runner.checkpoint.CheckpointStore;
import io.weightloom.runner.database.DatabaseIdentity;
import io.weightloom.runner.database.Durability;
import io.weightloom.runner.lease.Patience;
import io.weightloom.runner.lease.RunLeases;
import io.weightloom.runner.lease.RunnerId;
import io.weightloom.runner.lease.StopSignal;
import io.weightloom.runner.lease.Workers;
import io.weightloom.runner.review.Review;
import io.weightloom.runner.review.RunsUnderWay;
import io.weightloom.runner.settings.RunnerSettings;
import io.weightloom.runner.store.ArtifactFolder;
import io.weightloom.runner.store.Artifacts;
import io.weightloom.runner.store.Decisions;
import io.weightloom.runner.store.Reopenings;
import io.weightloom.runner.store.Reuses;
import io.weightloom.runner.store.RoundTrials;
import io.weightloom.runner.store.RunRemoval;
import io.weightloom.runner.store.Runs;
import io.weightloom.runner.store.SharedRuns;
import io.weightloom.runner.store.Trials;
import io.weightloom.runner.worker.ActiveRuns;
import io.weightloom.runner.worker.DataWatch;
import io.weightloom.runner.worker.Fence;
import io.weightloom.runner.worker.TrialMeters;
import io.weightloom.runner.worker.TrialRuns;
import io.weightloom.runner.worker.WorkerRuns;
import java.time.Clock;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** What runs experiments, at once or at their fire times. The job itself is in {@link SweepJob}. */
@Configuration(proxyBeanMethods = false)
class RunConfiguration {

    @Bean
    Interruption interruption(StopSignal stop, WorkerRuns runs) {
        return new Interruption(stop, runs);
    }

    @Bean
    RunsUnderWay runsUnderWay(ActiveRuns active) {
        return run -> active.find(run).flatMap(found -> found.progress().left());
    }

    @Bean
    Rounds rounds(
            Trials trials,
            RoundTrials rounds,
            Decisions decisions,
            Reopenings reopenings,
            Fence fence,
            DataWatch data,
            TrialMeters meters) {
        return new Rounds(trials, rounds, decisions, reopenings, fence, data, meters);
    }

    @Bean
    JobHistory jobHistory(JdbcClient jdbc) {
        return new JobHistory(jdbc);
    }

    @Bean
    Launcher launcher(
            JobOperator operator,
            JobRepository repository,
            JobHistory history,
            Job sweep,
            RunnerId identity,
            Clock clock) {
        return new Launcher(operator, repository, sweep, new Recovery(repository, operator, history, clock), identity);
    }

    @Bean
    SpecChanges specChanges(RunnerSettings settings, Runs runs) {
        return new SpecChanges(settings.onChange(), runs);
    }

    @Bean
    Attempts attempts(Runs runs, Reopenings reopenings, SpecChanges specs, Launcher launcher, DataWatch data) {
        return new Attempts(runs, reopenings, specs, launcher, data);
    }

    @Bean
    Extensions extensions(Runs runs, Reopenings reopenings, Launcher launcher, Fence fence) {
        return new Extensions(runs, reopenings, launcher, fence);
    }

    @Bean
    Retries retries(Runs runs, Reopenings reopenings, Launcher launcher, Fence fence) {
        return new Retries(runs, reopenings, launcher, fence);
    }

    @Bean
    CompleteRuns completeRuns(RoundTrials trials, DataWatch data, RunReport report) {
        return new CompleteRuns(trials, data, report);
    }

    @Bean
    LeftRuns leftRuns(Runs runs, Trials trials, Fence fence) {
        return new LeftRuns(runs, trials, fence);
    }

    @Bean
    StopRequests stopRequests() {
        return new StopRequests();
    }

    @Bean
    OthersNumbers othersNumbers(
            RunnerSettings settings, SharedRuns runs, TrialRuns training, Workers workers, Clock clock) {
        return new OthersNumbers(settings, runs, training, workers, clock);
    }

    @Bean
    RunExecution runExecution(
            ActiveRuns active,
            Extensions extensions,
            Retries retries,
            Trials trials,
            Launcher launcher,
            DataWatch data,
            RunReport report,
            CompleteRuns complete,
            LeftRuns left,
            StopRequests stops,
            OthersNumbers numbers) {
        return new RunExecution(
                active, extensions, retries, trials, launcher, data, report, complete, left, stops, numbers);
    }

    @Bean
    RunTurns runTurns(
            Attempts attempts,
            RunLeases leases,
            RunExecution execution,
            CompleteRuns complete,
            LeftRuns left,
            Patience patience,
            StopSignal stop,
            Clock clock,
            RunEndings endings) {
        return new RunTurns(attempts, leases, execution, complete, left, patience, stop, clock, endings);
    }

    @Bean
    RunCoordinator runCoordinator(
            Attempts attempts, RunTurns turns, StopSignal stop, StopRequests stops, RunTally tally) {
        return new RunCoordinator(attempts, turns, stop, stops, tally);
    }

    @Bean
    Forgetting forgetting(
            ActiveRuns active,
            RunLeases leases,
            Fence fence,
            RunRemoval removal,
            ArtifactFolder folder,
            CheckpointStore checkpoints,
            Durability durability,
            DatabaseIdentity database) {
        return new Forgetting(active, leases, fence, removal, folder, checkpoints, durability, database);
    }

    @Bean
    Reuse reuse(
            RunnerSettings settings,
            Rounds rounds,
            TrialRuns training,
            OthersNumbers numbers,
            Reuses reuses,
            Trials trials,
            TakenWeights weights,
            Fence fence,
            StopSignal stop,
            RunnerId identity) {
        return new Reuse(settings.reuses(), rounds, training, numbers, reuses, trials, weights, fence, stop, identity);
    }

    @Bean
    TakenWeights takenWeights(
            RunnerSettings settings,
            Artifacts artifacts,
            ArtifactFolder folder,
            PlatformTransactionManager transactions,
            DatabaseIdentity database) {
        return new TakenWeights(settings.keepWeights(), artifacts, folder, transactions, database);
    }

    @Bean
    OrphanedCheckpoints orphanedCheckpoints(
            CheckpointStore checkpoints,
            Runs runs,
            RunLeases leases,
            DatabaseIdentity database,
            RunnerSettings settings,
            Clock clock) {
        return new OrphanedCheckpoints(checkpoints, runs, leases, database, settings.keepCheckpoints(), clock);
    }

    @Bean
    WeightsAtEnd weightsAtEnd(
            RunnerSettings settings,
            Review review,
            Artifacts artifacts,
            ArtifactFolder folder,
            Fence fence,
            Durability durability,
            DatabaseIdentity database) {
        return new WeightsAtEnd(settings.keepWeights(), review, artifacts, folder, fence, durability, database);
    }
}
