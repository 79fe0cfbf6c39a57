package io.weightloom.job;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Reads the experiments before the first bean is made, so that a bad spec ends the process before a database is opened
 * or a port is taken.
 */
final class SpecInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        context.getBeanFactory().registerSingleton("specFiles", SpecFiles.read(context.getEnvironment()));
    }
}
