package io.weightloom.runner.process;

import io.weightloom.data.Datasets;
import io.weightloom.runner.run.RunTally;
import io.weightloom.runner.settings.DataFolder;
import io.weightloom.runner.settings.SpecFiles;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;

/**
 * Reads the experiments before the first bean is made, and so knows what the process is asked for. Their faults wait
 * for those of their data, which {@link DataInitializer} looks for.
 */
final class SpecInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        Datasets datasets = new Datasets(DataFolder.in(context.getEnvironment()));
        SpecFiles.Reading reading = SpecFiles.read(context.getEnvironment(), datasets);
        context.getBeanFactory().registerSingleton("datasets", datasets);
        context.getBeanFactory().registerSingleton("specReading", reading);
        context.getBeanFactory().registerSingleton("specFiles", reading.good());
        context.getBeanFactory()
                .registerSingleton(
                        "tally", new RunTally(reading.good().unscheduled().size()));
    }

    /** First. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }
}
