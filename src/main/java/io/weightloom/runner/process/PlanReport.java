package io.weightloom.runner.process;

import io.weightloom.data.Datasets;
import io.weightloom.runner.console.LegibleLog;
import io.weightloom.runner.preflight.AvailableMemory;
import io.weightloom.runner.preflight.Calibration;
import io.weightloom.runner.preflight.DataFaults;
import io.weightloom.runner.preflight.TrialPlan;
import io.weightloom.runner.settings.RunnerRules;
import io.weightloom.runner.settings.RunnerSettings;
import io.weightloom.runner.settings.SpecFiles;
import io.weightloom.runner.worker.NativeTrialRuns;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.fault.InvalidSpecException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;

/**
 * Tells of each experiment what would be trained and how long that would take, and abandons the start of the
 * application, so that no database is opened and nothing is stored.
 */
final class PlanReport implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {

    private static final Logger log = LoggerFactory.getLogger(PlanReport.class);

    /** Of training, for each experiment. */
    private static final Duration BUDGET = Duration.ofSeconds(4);

    /** A person waits no longer without a word. */
    private static final Duration WORD = Duration.ofSeconds(2);

    /**
     * Tells, if that is what is asked for.
     *
     * @throws InvalidSpecException with every fault of specs and data
     * @throws SpringApplication.AbandonedRunException at the end
     */
    @Override
    public void initialize(ConfigurableApplicationContext context) {
        if (!RunnerRules.isPlanAsked(context.getEnvironment())) {
            return;
        }
        ListableBeanFactory beans = context.getBeanFactory();
        List<ExperimentSpec> experiments = beans.getBean(SpecFiles.class).experiments();
        if (experiments.isEmpty()) {
            throw new InvalidSpecException(List.of(RunnerRules.nothingToReport(context.getEnvironment())));
        }
        DataFaults faults = beans.getBean(DataFaults.class);
        if (!faults.faults().isEmpty()) {
            faults.fail();
        }
        new NativeTrialRuns(() -> beans.getBeanProvider(CommandLine.LoadingNatives.class)
                        .getIfAvailable(CommandLine.LoadingNatives::begin)
                        .natives())
                .prepare();
        int workers = Binder.get(context.getEnvironment())
                .bind("runner", RunnerSettings.class)
                .get()
                .threads();
        for (ExperimentSpec experiment : experiments) {
            TrialPlan plan = TrialPlan.of(experiment);
            Optional<Calibration.Estimate> estimate;
            try (Progress progress = Progress.of(experiment.name(), WORD, log::info)) {
                estimate = new Calibration(beans.getBean(Datasets.class), workers, BUDGET, progress::begins).of(plan);
            }
            log.info(
                    "{}: what would be trained\n{}",
                    experiment.name(),
                    new LegibleLog.Block(PlanText.of(plan, estimate, workers, AvailableMemory.here())));
        }
        throw new SpringApplication.AbandonedRunException();
    }

    /** After the data were looked at. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE - 1;
    }

    /**
     * Tells what a plan is at while trials are tried for it, a line each time that so much time has gone by. Close it:
     * it has a thread. Thread-safe.
     */
    static final class Progress implements AutoCloseable {

        private final String experiment;
        private final Consumer<String> lines;
        private final long start = System.nanoTime();
        private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "plan-progress");
            thread.setDaemon(true);
            return thread;
        });
        private volatile String at = "reading the data";

        private Progress(String experiment, Consumer<String> lines) {
            this.experiment = experiment;
            this.lines = lines;
        }

        /** Of one experiment, from now on. */
        static Progress of(String experiment, Duration every, Consumer<String> lines) {
            Progress progress = new Progress(experiment, lines);
            Future<?> unused = progress.clock.scheduleAtFixedRate(
                    progress::tell, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
            return progress;
        }

        /** Something begins, and what was told before has ended. */
        void begins(String what) {
            at = what;
        }

        private void tell() {
            lines.accept("%s: trying some of its trials, to tell how long they take: %s s so far, now %s"
                    .formatted(
                            experiment,
                            Duration.ofNanos(System.nanoTime() - start).toSeconds(),
                            at));
        }

        @Override
        public void close() {
            clock.shutdownNow();
        }
    }
}
