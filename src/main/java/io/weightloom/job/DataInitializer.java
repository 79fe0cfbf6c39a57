package io.weightloom.job;

import io.weightloom.data.Datasets;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;

/**
 * Looks at the data of all experiments before the first bean is made, so that a bad spec or bad data end the process
 * before a database is opened or a port is taken. What it loads serves the trials too. Only where it is all that is
 * wrong and the database may hold results, bad data wait for {@link SweepRunner}: to show complete runs takes none.
 */
final class DataInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {

    /**
     * Looks.
     *
     * @throws io.weightloom.spec.InvalidSpecException with every fault of specs and data
     */
    @Override
    public void initialize(ConfigurableApplicationContext context) {
        Datasets datasets = new Datasets();
        SpecFiles.Reading reading = context.getBeanFactory().getBean(SpecFiles.Reading.class);
        DataFaults data = new DataFaults(new Preflight(datasets, Memory.here()).faults(reading.good()));
        String url = context.getEnvironment().getProperty("spring.datasource.url", "");
        if (!reading.faults().isEmpty() || DatabaseFile.isYetToBeMade(url)) {
            reading.with(data.faults()).orThrow();
        }
        context.getBeanFactory().registerSingleton("dataFaults", data);
        context.getBeanFactory().registerSingleton("datasets", datasets);
    }

    /** Late: the natives are loaded meanwhile. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE - 1;
    }
}
