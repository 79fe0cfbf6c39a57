package io.weightloom.runner.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.DatabaseMetaData;
import java.util.Locale;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;

/** The databases that every test of stored results runs on. Each call of {@link #fresh()} gives a new, empty one. */
public enum TestDatabases {
    H2_MEMORY {
        @Override
        public Database fresh() {
            return new Database("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
        }
    },
    H2_FILE {
        @Override
        public Database fresh() {
            Path file = Path.of("target", "test-databases", UUID.randomUUID().toString());
            return new Database("jdbc:h2:file:" + file.toAbsolutePath(), "sa", "");
        }
    },
    POSTGRESQL {
        @Override
        public Database fresh() {
            // A schema, because a database costs PostgreSQL a thousand files.
            String schema = "test_" + UUID.randomUUID().toString().replace('-', '_');
            JdbcClient.create(Server.DATABASE.dataSource())
                    .sql("create schema " + schema)
                    .update();
            return new Database(Server.DATABASE.url + "?currentSchema=" + schema, "postgres", "");
        }
    };

    /** A new, empty database. */
    public abstract Database fresh();

    /** All migrations of such a database, as the runner's settings name them. */
    public static FluentConfiguration migrations(DataSource database) {
        try {
            String vendor =
                    JdbcUtils.<String>extractDatabaseMetaData(database, DatabaseMetaData::getDatabaseProductName);
            return Flyway.configure()
                    .dataSource(database)
                    .locations("db/migration", "db/" + vendor.toLowerCase(Locale.ROOT));
        } catch (MetaDataAccessException e) {
            throw new IllegalStateException("The database cannot be reached", e);
        }
    }

    /**
     * How to reach a database.
     *
     * @param url JDBC
     * @param user with all rights
     * @param password may be empty
     */
    public record Database(String url, String user, String password) {

        /** Opens a connection each time it is asked for one. */
        public DataSource dataSource() {
            return new DriverManagerDataSource(url, user, password);
        }

        /** The same, but a statement waits for a lock for half a second only. */
        public DataSource impatient() {
            String option = url.startsWith("jdbc:h2:") ? ";LOCK_TIMEOUT=500" : "&options=-c%20lock_timeout=500ms";
            return new DriverManagerDataSource(url + option, user, password);
        }

        /** The settings with which Spring Boot uses it. */
        public String[] properties() {
            return new String[] {
                "spring.datasource.url=" + url,
                "spring.datasource.username=" + user,
                "spring.datasource.password=" + password
            };
        }
    }

    /** One PostgreSQL server for all tests of a JVM, started when first needed. */
    private static final class Server {

        static final Database DATABASE = start();

        private static Database start() {
            try {
                int port = RootPostgres.needed()
                        ? RootPostgres.start()
                        : EmbeddedPostgres.start().getPort();
                return new Database("jdbc:postgresql://localhost:" + port + "/postgres", "postgres", "");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
