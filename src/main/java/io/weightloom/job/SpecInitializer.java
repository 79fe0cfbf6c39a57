package io.weightloom.job;

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
        SpecFiles.Reading reading = SpecFiles.read(context.getEnvironment());
        context.getBeanFactory().registerSingleton("specReading", reading);
        context.getBeanFactory().registerSingleton("specFiles", reading.good());
        context.getBeanFactory()
                .registerSingleton(
                        "tally", new Tally(reading.good().unscheduled().size()));
    }

    /** First. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }
}
