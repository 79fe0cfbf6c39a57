package io.weightloom.runner.database;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationVersion;
import org.springframework.core.env.Environment;

/**
 * How far the schema of a PostgreSQL has come, and whether a manager is to bring it further before a worker can begin.
 *
 * @param applied its version; empty without a schema
 * @param known version that this runner knows
 */
public record SchemaLook(Optional<String> applied, Optional<String> known) {

    private static final String POSTGRESQL = "jdbc:postgresql:";

    /** Looks, and changes nothing; empty where there is no PostgreSQL, or none that answers. */
    public static Optional<SchemaLook> at(Environment environment) {
        String url = environment.getProperty("spring.datasource.url", "");
        if (!url.startsWith(POSTGRESQL)) {
            return Optional.empty();
        }
        List<String> locations = Arrays.stream(
                        environment.getProperty("spring.flyway.locations", "").split(",", -1))
                .map(location -> location.replace("{vendor}", "postgresql"))
                .toList();
        try {
            MigrationInfoService found = Flyway.configure()
                    .dataSource(
                            url,
                            environment.getProperty("spring.datasource.username"),
                            environment.getProperty("spring.datasource.password"))
                    .locations(locations.toArray(String[]::new))
                    .load()
                    .info();
            return Optional.of(new SchemaLook(newest(found.applied()), newest(found.all())));
        } catch (FlywayException e) { // whoever opens it next tells why
            return Optional.empty();
        }
    }

    private static Optional<String> newest(MigrationInfo[] migrations) {
        return Arrays.stream(migrations)
                .map(MigrationInfo::getVersion)
                .filter(version -> version != null)
                .max(Comparator.naturalOrder())
                .map(MigrationVersion::toString);
    }

    /** Whether there is no schema yet. */
    public boolean isEmpty() {
        return applied.isEmpty();
    }

    /** Whether it has this runner's version. */
    public boolean isReady() {
        return applied.equals(known);
    }
}
