package io.weightloom.runner.process;

import io.weightloom.data.Dataset;
import io.weightloom.data.Datasets;
import io.weightloom.runner.console.LegibleLog;
import io.weightloom.runner.console.StartTable;
import io.weightloom.runner.preflight.DataFaults;
import io.weightloom.runner.settings.RunnerRules;
import io.weightloom.runner.settings.RunnerSettings;
import io.weightloom.runner.settings.SpecFiles;
import io.weightloom.runner.worker.NativeTrialRuns;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.fault.InvalidSpecException;
import io.weightloom.spec.settings.Binding;
import io.weightloom.verification.MeasuredStart;
import io.weightloom.verification.MeasuredStarts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;

/**
 * The report {@code init}: shows for each experiment how its base trial's network would start with each initialisation,
 * and abandons the start of the application, so that no database is opened and nothing is trained.
 */
final class InitReport implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {

    private static final Logger log = LoggerFactory.getLogger(InitReport.class);

    /** How long one waits without being told that there is something to wait for. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Clock clock = Clock.systemUTC();

    /**
     * Reports, if that is what is asked for.
     *
     * @throws InvalidSpecException with every fault of specs and data
     * @throws SpringApplication.AbandonedRunException at the end of the report
     */
    @Override
    public void initialize(ConfigurableApplicationContext context) {
        if (RunnerRules.report(context.getEnvironment()) != RunnerSettings.Report.INIT) {
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
        Duration interval = context.getEnvironment().getRequiredProperty("runner.progress-interval", Duration.class);
        experiments.forEach(experiment -> show(experiment, beans.getBean(Datasets.class), interval));
        throw new SpringApplication.AbandonedRunException();
    }

    private void show(ExperimentSpec experiment, Datasets datasets, Duration interval) {
        TrialSpec trial = Binding.first(experiment);
        Dataset data = datasets.load(trial.data(), trial.seed());
        MeasuredStarts comparison = MeasuredStarts.of(trial);
        List<MeasuredStart> starts =
                comparison.measure(data, progress(experiment.name(), comparison.networks(), interval));
        log.info(
                "{}: how its first network would start, means of {} seeds\n{}",
                experiment.name(),
                comparison.seeds(),
                new LegibleLog.Block(StartTable.of(starts)));
    }

    private IntConsumer progress(String experiment, int networks, Duration interval) {
        return new IntConsumer() {
            private Instant next = clock.instant().plus(PATIENCE);

            @Override
            public void accept(int built) {
                if (!clock.instant().isBefore(next)) {
                    next = clock.instant().plus(interval);
                    log.info("{}: {} of {} networks built", experiment, built, networks);
                }
            }
        };
    }

    /** After the data were looked at. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE - 1;
    }
}
