package io.weightloom.runner.process;

import io.weightloom.runner.database.DatabaseFile;
import io.weightloom.runner.database.SchemaLook;
import io.weightloom.runner.lease.Pause;
import io.weightloom.runner.settings.RunnerRules;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/**
 * Looks at H2's file before H2 does, for H2 makes the best of what it finds and says nothing of what was lost. Has a
 * worker wait that came before the managers' schema: here a signal ends it at once, for nothing is open.
 */
final class DatabaseInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {

    private static final Logger log = LoggerFactory.getLogger(DatabaseInitializer.class);

    private static final Duration LOOK = Duration.ofSeconds(2);

    /**
     * Looks, and makes the file if there is none, as long as the application starts.
     *
     * @throws IllegalStateException if it is damaged
     */
    @Override
    public void initialize(ConfigurableApplicationContext context) {
        if (RunnerRules.isWorker(context.getEnvironment())) {
            awaitSchema(context.getEnvironment());
        }
        Optional<DatabaseFile> found =
                DatabaseFile.of(context.getEnvironment().getProperty("spring.datasource.url", ""));
        if (found.isEmpty()) {
            return;
        }
        DatabaseFile file = found.get();
        if (file.isEmpty()) {
            log.warn(
                    "The database's file {} is empty (0 bytes): it begins anew, and what it may have held is not there.",
                    file.path());
        }
        try {
            file.requireWhole();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        if (file.make()) { // H2 or Flyway may refuse the URL
            context.addApplicationListener((ApplicationListener<ApplicationFailedEvent>) event -> file.unmake());
        }
    }

    /** A schema that is behind and stays so between two looks is an earlier runner's. */
    private static void awaitSchema(Environment environment) {
        Optional<SchemaLook> last = Optional.empty();
        while (true) {
            Optional<SchemaLook> look = SchemaLook.at(environment);
            boolean empty = look.filter(SchemaLook::isEmpty).isPresent();
            if (look.isEmpty() || look.get().isReady() || (!empty && look.equals(last))) {
                return;
            }
            if (empty && last.isEmpty()) {
                log.info("The database is empty: this worker waits for a manager that makes the schema");
            }
            last = look;
            Pause.sleep(LOOK);
        }
    }

    /** After the data and the reports that need no database. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }
}
