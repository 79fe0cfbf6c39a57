package io.weightloom.runner.database;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.stereotype.Component;

/**
 * Gives every URL of H2 the options that the runner relies on, but for those that the user has set:
 *
 * <ul>
 *   <li>{@code DB_CLOSE_ON_EXIT=FALSE}: H2's own hook would close the database while runs are still coming to their
 *       end;
 *   <li>{@code LOCK_TIMEOUT=10000} ms: its two seconds are few where a disk is busy;
 *   <li>{@code QUERY_CACHE_SIZE=256}: a connection knows eight statements by heart, and a trial takes forty, each of
 *       which it would read anew;
 *   <li>{@code TRACE_LEVEL_FILE=0}: it would write stack traces beside its file, or to the terminal if it cannot;
 *   <li>the user {@code sa} in place of one without a name, whose database no usual tool opens.
 * </ul>
 */
@Component
class H2Options implements BeanPostProcessor {

    private static final String CLOSE_ON_EXIT = "DB_CLOSE_ON_EXIT";
    private static final List<String> OPTIONS =
            List.of(CLOSE_ON_EXIT + "=FALSE", "LOCK_TIMEOUT=10000", "QUERY_CACHE_SIZE=256", "TRACE_LEVEL_FILE=0");
    private static final String USER = "sa";

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof JdbcConnectionDetails given
                        && H2Url.of(given.getJdbcUrl()).isPresent()
                ? new Completed(given)
                : bean;
    }

    /** The URL with what it lacks; one of another database as it is. */
    static String complete(String url) {
        return H2Url.of(url).map(h2 -> url + lacking(h2)).orElse(url);
    }

    /** H2 refuses to stay open at the end of a process that serves its file to others. */
    private static String lacking(H2Url url) {
        StringBuilder lacking = new StringBuilder();
        for (String option : OPTIONS) {
            String key = option.substring(0, option.indexOf('='));
            if (!url.sets(key) && !(key.equals(CLOSE_ON_EXIT) && url.sharesItself())) {
                lacking.append(';').append(option);
            }
        }
        return lacking.toString();
    }

    private record Completed(JdbcConnectionDetails given) implements JdbcConnectionDetails {

        @Override
        public String getJdbcUrl() {
            return complete(given.getJdbcUrl());
        }

        @Override
        public @Nullable String getUsername() {
            String user = given.getUsername();
            return user == null
                            && H2Url.of(given.getJdbcUrl())
                                    .filter(url -> url.sets("USER"))
                                    .isEmpty()
                    ? USER
                    : user;
        }

        @Override
        public @Nullable String getPassword() {
            return given.getPassword();
        }

        @Override
        public String getDriverClassName() {
            return Objects.requireNonNull(given.getDriverClassName());
        }
    }
}
