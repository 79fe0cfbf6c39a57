package io.weightloom.runner.database;

import io.weightloom.runner.database.TestDatabases.Database;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A PostgreSQL server of a test's own, which goes away and comes back with what it held. Ends with this JVM. */
public interface RestartablePostgres {

    /** Its port on the loopback interface, always the same. */
    int port();

    /** Ends it at once, as a crash does. */
    void halt();

    /** Starts it again. */
    void launch();

    /** Ends it as {@code pg_ctl -m fast} does, or at once, and starts it again. */
    default void restart(boolean fast) {
        if (fast) {
            haltFast();
        } else {
            halt();
        }
        launch();
    }

    /** Ends it in order, but lets no transaction come to its end. */
    void haltFast();

    /** A new, empty database in it. */
    default Database fresh() {
        String schema = "test_" + UUID.randomUUID().toString().replace('-', '_');
        String url = "jdbc:postgresql://localhost:" + port() + "/postgres";
        JdbcClient.create(new Database(url, "postgres", "").dataSource())
                .sql("create schema " + schema)
                .update();
        return new Database(url + "?currentSchema=" + schema, "postgres", "");
    }

    /** Starts one. */
    static RestartablePostgres start() {
        try {
            return RootPostgres.needed() ? new OfRoot(RootPostgres.make()) : OfUser.make();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where tests run as root. */
    record OfRoot(RootPostgres server) implements RestartablePostgres {

        @Override
        public int port() {
            return server.port();
        }

        @Override
        public void halt() {
            try {
                server.halt();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void haltFast() {
            try {
                server.haltFast();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void launch() {
            try {
                server.launch();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Where they do not. */
    final class OfUser implements RestartablePostgres {

        private final Path data;
        private final int port;
        private @Nullable EmbeddedPostgres running;

        private OfUser(Path data, EmbeddedPostgres running) {
            this.data = data;
            this.port = running.getPort();
            this.running = running;
        }

        static OfUser make() throws IOException {
            Path data = Files.createTempDirectory("weightloom-postgres");
            return new OfUser(data, builder(data).start());
        }

        private static EmbeddedPostgres.Builder builder(Path data) {
            return EmbeddedPostgres.builder().setDataDirectory(data).setCleanDataDirectory(false);
        }

        @Override
        public int port() {
            return port;
        }

        @Override
        public void haltFast() {
            halt(); // the only way that this library has
        }

        @Override
        public synchronized void halt() {
            try {
                if (running != null) {
                    running.close();
                }
                running = null;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public synchronized void launch() {
            try {
                running = builder(data).setPort(port).start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
