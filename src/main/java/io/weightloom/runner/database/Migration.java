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
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.stereotype.Component;

/** Brings the schema up to date, unless it is ahead: Flyway itself would only warn and go on. */
@Component
class Migration implements FlywayMigrationStrategy {

    @Override
    public void migrate(Flyway flyway) {
        MigrationInfoService info = flyway.info();
        Optional<MigrationVersion> found = newest(info.applied());
        Optional<MigrationVersion> known = newest(Arrays.stream(info.all())
                .filter(migration -> migration.getState().isResolved())
                .toArray(MigrationInfo[]::new));
        if (found.isPresent() && known.isPresent() && found.get().compareTo(known.get()) > 0) {
            throw new NewerDatabaseException(
                    url(flyway), found.get().getVersion(), known.get().getVersion());
        }
        flyway.migrate();
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
