package io.weightloom.runner.process;

import io.weightloom.runner.settings.RunnerSettings;
import io.weightloom.runner.store.ArtifactFolder;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * The database and what reads it, for a command that needs nothing else of the application: no web server, no job, no
 * heartbeat. Close it.
 */
final class TrialDatabase implements AutoCloseable {

    /** No configuration of the application's: it is only read here. */
    @ComponentScan({
        "io.weightloom.runner.database",
        "io.weightloom.runner.store",
        "io.weightloom.runner.review",
        "io.weightloom.runner.table",
        "io.weightloom.runner.sheet",
        "io.weightloom.runner.page",
        "io.weightloom.runner.trained"
    })
    @ImportAutoConfiguration({
        DataSourceAutoConfiguration.class,
        DataSourceTransactionManagerAutoConfiguration.class,
        JdbcTemplateAutoConfiguration.class,
        JdbcClientAutoConfiguration.class,
        TransactionAutoConfiguration.class,
        FlywayAutoConfiguration.class
    })
    private static final class Wiring {}

    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    /** Opens the database that the environment names, and brings its schema up to date. */
    TrialDatabase(ConfigurableEnvironment environment) {
        context.setEnvironment(environment);
        context.register(Wiring.class);
        RunnerSettings settings =
                Binder.get(environment).bind("runner", RunnerSettings.class).get();
        context.registerBean(ArtifactFolder.class, () -> new ArtifactFolder(settings.artifactFolder()));
        context.refresh();
    }

    <T> T get(Class<T> type) {
        return context.getBean(type);
    }

    @Override
    public void close() {
        context.close();
    }
}
