package io.weightloom.runner.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationVersion;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.stereotype.Component;

/**
 * Brings the schema up to date, unless it is ahead: Flyway itself would only warn and go on. A worker changes no
 * schema: the managers whose runs it works at may be of another version.
 */
@Component
class Migration implements FlywayMigrationStrategy {

    private final boolean changesNothing;

    /** @param role what this process is to others on the same database */
    Migration(@Value("${runner.role:local}") String role) {
        this.changesNothing = role.equalsIgnoreCase("worker");
    }

    @Override
    public void migrate(Flyway flyway) {
        MigrationInfoService info = flyway.info();
        Optional<MigrationVersion> found = newest(info.applied());
        Optional<MigrationVersion> known = newest(Arrays.stream(info.all())
                .filter(migration -> migration.getState().isResolved())
                .toArray(MigrationInfo[]::new));
        if (found.isPresent() && known.isPresent() && found.get().compareTo(known.get()) > 0) {
            throw new UnfitDatabaseException(
                    "The database %s has schema version %s, but this runner knows versions up to %s"
                            .formatted(url(flyway), found.get(), known.get()),
                    "Use the runner that wrote it, or a newer one; or name another database with"
                            + " spring.datasource.url.");
        }
        if (!changesNothing) {
            flyway.migrate();
        } else if (!found.equals(known)) {
            throw new UnfitDatabaseException(
                    "The database %s has %s, but this worker needs version %s, and a worker changes no schema"
                            .formatted(
                                    url(flyway),
                                    found.map(version -> "schema version " + version)
                                            .orElse("no schema yet"),
                                    known.map(MigrationVersion::toString).orElse("none")),
                    "Start a manager from the same jar as this worker first, which brings the schema up to date; or use a"
                            + " worker of the managers' version, or name another database with spring.datasource.url.");
        }
    }

    /** Without its options, among which a password may be. */
    private static String url(Flyway flyway) {
        try (Connection connection = flyway.getConfiguration().getDataSource().getConnection()) {
            return connection.getMetaData().getURL().split("[;?]", 2)[0];
        } catch (SQLException e) {
            throw new IllegalStateException("The database could be reached a moment ago", e);
        }
    }

    private static Optional<MigrationVersion> newest(MigrationInfo[] migrations) {
        return Arrays.stream(migrations)
                .map(MigrationInfo::getVersion)
                .filter(version -> version != null)
                .max(Comparator.naturalOrder());
    }
}
