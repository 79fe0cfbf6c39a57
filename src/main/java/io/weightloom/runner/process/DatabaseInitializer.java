package io.weightloom.runner.process;

import io.weightloom.runner.database.DatabaseFile;
import java.sql.SQLException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;

/** Looks at H2's file before H2 does, for H2 makes the best of what it finds and says nothing of what was lost. */
final class DatabaseInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {

    private static final Logger log = LoggerFactory.getLogger(DatabaseInitializer.class);

    /**
     * Looks, and makes the file if there is none, as long as the application starts.
     *
     * @throws IllegalStateException if it is damaged
     */
    @Override
    public void initialize(ConfigurableApplicationContext context) {
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

    /** After the data and the reports that need no database. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }
}
