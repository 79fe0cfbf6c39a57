package io.weightloom.runner.run;

import io.weightloom.runner.lease.Patience;
import io.weightloom.runner.store.OpenTrial;
import io.weightloom.runner.store.RunState;
import io.weightloom.runner.store.Runs;
import io.weightloom.runner.store.SharedRuns;
import io.weightloom.runner.store.Trials;
import io.weightloom.runner.worker.ActiveRun;
import io.weightloom.runner.worker.ActiveRuns;
import io.weightloom.runner.worker.Fence;
import io.weightloom.runner.worker.Piece;
import io.weightloom.runner.worker.TrialBookkeeping;
import io.weightloom.runner.worker.TrialTools;
import io.weightloom.runner.worker.TrialWorker;
import io.weightloom.runner.worker.WorkerRuns;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.FlowBuilder;
import org.springframework.batch.core.job.builder.FlowJobBuilder;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * The job:
 *
 * <pre>
 * plan -> (propose -> reuse -> trials -> observe)* -> propose-controls -> reuse-controls -> controls -> drop-weights
 *     -> summarise
 * </pre>
 *
 * <p>Every step may start again although it is complete, because each asks our tables what is left to do. So a restart
 * walks the same way and does only what is missing. A stop on request ends the steps that train; the others take
 * milliseconds, and with them a run whose last trial ends while it is to stop comes to its end.
 */
@Configuration(proxyBeanMethods = false)
class SweepJob {

    /** Name of the job. */
    static final String NAME = "sweep";

    private static final String ROUND = Rounds.Proposal.ROUND.name();
    private static final String OVER = Rounds.Proposal.OVER.name();

    private final JobRepository jobs;
    private final PlatformTransactionManager transactions;
    private final Interruption interruption;
    private final ActiveRuns runs;

    SweepJob(JobRepository jobs, PlatformTransactionManager transactions, Interruption interruption, ActiveRuns runs) {
        this.jobs = jobs;
        this.transactions = transactions;
        this.interruption = interruption;
        this.runs = runs;
    }

    @Bean
    Job sweep(
            @Qualifier("planStep") Step plan,
            @Qualifier("proposeStep") Step propose,
            @Qualifier("reuseStep") Step reuse,
            @Qualifier("trialsStep") Step trials,
            @Qualifier("observeStep") Step observe,
            @Qualifier("proposeControlsStep") Step proposeControls,
            @Qualifier("reuseControlsStep") Step reuseControls,
            @Qualifier("controlsStep") Step controls,
            @Qualifier("dropWeightsStep") Step dropWeights,
            @Qualifier("summariseStep") Step summarise) {
        String completed = ExitStatus.COMPLETED.getExitCode();
        FlowBuilder<FlowJobBuilder> flow =
                new JobBuilder(NAME, jobs).start(plan).next(propose).on(ROUND).to(reuse);
        flow.from(propose).on(OVER).to(proposeControls);
        flow.from(reuse).on(completed).to(trials);
        flow.from(trials).on(completed).to(observe);
        flow.from(observe).on(completed).to(propose);
        flow.from(proposeControls).on(completed).to(reuseControls);
        flow.from(reuseControls).on(completed).to(controls);
        flow.from(controls).on(completed).to(dropWeights);
        flow.from(dropWeights).on(completed).to(summarise);
        return flow.end().build();
    }

    @Bean
    Step planStep(Runs stored, SharedRuns shared, Trials trials, Fence fence) {
        return tasklet("plan", step -> {
            ActiveRun run = runs.of(step);
            fence.write(run.lease(), () -> {
                stored.execution(run.id(), step.getJobExecutionId());
                stored.state(run.id(), RunState.RUNNING);
                shared.stopRequested(run.id(), false);
                trials.release(run.id()); // a runner that was killed may have left some
            });
            return ExitStatus.COMPLETED;
        });
    }

    @Bean
    Step proposeStep(Rounds rounds) {
        return new StepBuilder("propose", jobs)
                .tasklet(
                        (contribution, chunk) -> {
                            ActiveRun run = runs.of(contribution.getStepExecution());
                            Rounds.Proposal proposal = rounds.propose(run);
                            if (proposal == Rounds.Proposal.AGAIN) {
                                return RepeatStatus.CONTINUABLE;
                            }
                            rounds.announce(run);
                            contribution.setExitStatus(new ExitStatus(proposal.name()));
                            return RepeatStatus.FINISHED;
                        },
                        transactions)
                .allowStartIfComplete(true)
                .build();
    }

    @Bean
    Step reuseStep(Reuse reuse) {
        return reusing("reuse", reuse);
    }

    @Bean
    Step reuseControlsStep(Reuse reuse) {
        return reusing("reuse-controls", reuse);
    }

    private Step reusing(String name, Reuse reuse) {
        return repeated(name, step -> reuse.some(runs.of(step), step.getExecutionContext()));
    }

    @Bean
    TrialPartitions localPartitions(
            @Qualifier("trialStep") Step trial,
            @Qualifier("trialThreads") ThreadPoolTaskExecutor threads,
            Patience patience) {
        return new LocalPartitions(trial, threads, patience);
    }

    @Bean
    Step trialsStep(TrialPartitions partitions, Rounds rounds) {
        return training("trials", partitions, rounds::open);
    }

    @Bean
    Step observeStep(Rounds rounds) {
        return tasklet("observe", step -> {
            rounds.observe(runs.of(step));
            return ExitStatus.COMPLETED;
        });
    }

    @Bean
    Step proposeControlsStep(Rounds rounds) {
        return tasklet("propose-controls", step -> {
            ActiveRun run = runs.of(step);
            rounds.proposeControls(run);
            rounds.announce(run);
            return ExitStatus.COMPLETED;
        });
    }

    @Bean
    Step controlsStep(TrialPartitions partitions, Rounds rounds) {
        return training("controls", partitions, rounds::openControls);
    }

    @Bean
    Step dropWeightsStep(WeightsAtEnd weights) {
        return repeated("drop-weights", step -> weights.some(runs.of(step), step.getExecutionContext()));
    }

    @Bean
    Step summariseStep(Runs stored, Fence fence) {
        return tasklet("summarise", step -> {
            ActiveRun run = runs.of(step);
            fence.write(run.lease(), () -> stored.state(run.id(), RunState.COMPLETED));
            return ExitStatus.COMPLETED;
        });
    }

    /** One trial: a chunk for its opening, then one for each segment. */
    @Bean
    Step trialStep(TrialWorker trialWorker, WorkerRuns worked, Clock clock) {
        return new StepBuilder("trial", new TrialBookkeeping(jobs, worked, clock))
                        .<Integer, Piece>chunk(1)
                        .transactionManager(transactions) // rows and execution context commit together
                        .reader(trialWorker::next)
                        .processor(trialWorker::train)
                        .writer(trialWorker::store)
                        .stream(trialWorker)
                        .interruptionPolicy(interruption)
                        .listener(interruption)
                        .build();
    }

    @Bean
    @StepScope
    TrialWorker trialWorker(TrialTools tools, WorkerRuns worked, @Value("#{stepExecution}") StepExecution step) {
        return new TrialWorker(tools, worked.of(step));
    }

    private Step tasklet(String name, Function<StepExecution, ExitStatus> work) {
        return new StepBuilder(name, jobs)
                .tasklet(
                        (contribution, chunk) -> {
                            contribution.setExitStatus(work.apply(contribution.getStepExecution()));
                            return RepeatStatus.FINISHED;
                        },
                        transactions)
                .allowStartIfComplete(true)
                .build();
    }

    private Step training(String name, TrialPartitions partitions, Function<ActiveRun, List<OpenTrial>> open) {
        TrialsStep step = new TrialsStep(name, jobs, partitions, runs::of, open, interruption::isToStop);
        step.registerStepExecutionListener(
                interruption.unless(execution -> open.apply(runs.of(execution)).isEmpty()));
        return step;
    }

    /** Each time is a transaction of its own. */
    private Step repeated(String name, Predicate<StepExecution> some) {
        return new StepBuilder(name, jobs)
                .tasklet(
                        (contribution, chunk) -> RepeatStatus.continueIf(some.test(contribution.getStepExecution())),
                        transactions)
                .allowStartIfComplete(true)
                .build();
    }
}
