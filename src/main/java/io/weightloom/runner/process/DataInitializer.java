package io.weightloom.runner.process;

import io.weightloom.data.Datasets;
import io.weightloom.runner.database.DatabaseFile;
import io.weightloom.runner.preflight.AvailableMemory;
import io.weightloom.runner.preflight.DataFaults;
import io.weightloom.runner.preflight.Preflight;
import io.weightloom.runner.settings.SpecFiles;
import java.util.LinkedHashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;

/**
 * Looks at the data of all experiments before the first bean is made, so that a bad spec or bad data end the process
 * before a database is opened or a port is taken. What it loads serves the trials too. Only where it is all that is
 * wrong and the database may hold results, bad data wait for {@link StartupRuns}: to show complete runs takes none.
 */
final class DataInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {

    private static final Logger log = LoggerFactory.getLogger(DataInitializer.class);

    /**
     * Looks.
     *
     * @throws io.weightloom.spec.fault.InvalidSpecException with every fault of specs and data
     */
    @Override
    public void initialize(ConfigurableApplicationContext context) {
        Datasets datasets = context.getBeanFactory().getBean(Datasets.class);
        SpecFiles.Reading reading = context.getBeanFactory().getBean(SpecFiles.Reading.class);
        Set<String> remarks = new LinkedHashSet<>();
        DataFaults data = new DataFaults(new Preflight(datasets, AvailableMemory.here(), remarks::add), reading.good());
        remarks.forEach(log::warn);
        String url = context.getEnvironment().getProperty("spring.datasource.url", "");
        if (!reading.faults().isEmpty() || DatabaseFile.isYetToBeMade(url)) {
            reading.with(data.faults()).orThrow();
        }
        context.getBeanFactory().registerSingleton("dataFaults", data);
    }

    /** Late: the natives are loaded meanwhile. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE - 2;
    }
}
