package io.weightloom.runner.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.jdbc.core.simple.JdbcClient;

@Tag("locale")
class H2OptionsTests {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            jdbc:h2:file:./a                            | jdbc:h2:file:./a;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000;QUERY_CACHE_SIZE=256;TRACE_LEVEL_FILE=0
            jdbc:h2:./a;CIPHER=AES                      | jdbc:h2:./a;CIPHER=AES;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000;QUERY_CACHE_SIZE=256;TRACE_LEVEL_FILE=0
            jdbc:h2:./a;lock_timeout=5                  | jdbc:h2:./a;lock_timeout=5;DB_CLOSE_ON_EXIT=FALSE;QUERY_CACHE_SIZE=256;TRACE_LEVEL_FILE=0
            jdbc:h2:./a;DB_CLOSE_ON_EXIT=TRUE;MODE=DB2  | jdbc:h2:./a;DB_CLOSE_ON_EXIT=TRUE;MODE=DB2;LOCK_TIMEOUT=10000;QUERY_CACHE_SIZE=256;TRACE_LEVEL_FILE=0
            jdbc:h2:./a;INIT=set x 'b\\;LOCK_TIMEOUT=1' | jdbc:h2:./a;INIT=set x 'b\\;LOCK_TIMEOUT=1';DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000;QUERY_CACHE_SIZE=256;TRACE_LEVEL_FILE=0
            jdbc:h2:./a;AUTO_SERVER=TRUE                | jdbc:h2:./a;AUTO_SERVER=TRUE;LOCK_TIMEOUT=10000;QUERY_CACHE_SIZE=256;TRACE_LEVEL_FILE=0
            """)
    void aUrlGetsWhatTheUserHasNotSet(String given, String complete) {
        assertThat(H2Options.complete(given)).isEqualTo(complete);
    }

    @Test
    void theDatabaseOfAUserIsOpenedWithThemAndBelongsToSa() {
        use("jdbc:h2:file:" + folder.resolve("own"), context -> {
            assertThat(context.getBean(HikariDataSource.class).getJdbcUrl()).contains(";DB_CLOSE_ON_EXIT=FALSE");
            assertThat(query(context, "select lock_timeout()")).isEqualTo("10000");
            assertThat(query(context, "select user()")).isEqualTo("SA");
        });
    }

    @Test
    void aUserInTheUrlStays() {
        use(
                "jdbc:h2:file:" + folder.resolve("adas") + ";USER=ada;PASSWORD=x",
                context -> assertThat(query(context, "select user()")).isEqualTo("ADA"));
    }

    @Test
    void aDatabaseThatServesOtherProcessesCanBeOpened() {
        use(
                "jdbc:h2:file:" + folder.resolve("shared") + ";AUTO_SERVER=TRUE",
                context -> assertThat(query(context, "select lock_timeout()")).isEqualTo("10000"));
    }

    @Test
    void otherDatabasesAreLeftAlone() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class))
                .withBean(H2Options.class)
                .withPropertyValues("spring.datasource.url=jdbc:postgresql://db.example/x?user=ada")
                .run(context -> {
                    HikariDataSource source = context.getBean(HikariDataSource.class);
                    assertThat(source.getJdbcUrl()).isEqualTo("jdbc:postgresql://db.example/x?user=ada");
                    assertThat(source.getUsername()).isNull();
                });
    }

    private static void use(String url, ContextConsumer<AssertableApplicationContext> look) {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class,
                        JdbcTemplateAutoConfiguration.class,
                        JdbcClientAutoConfiguration.class))
                .withBean(H2Options.class)
                .withPropertyValues("spring.datasource.url=" + url)
                .run(look);
    }

    private static String query(AssertableApplicationContext context, String sql) {
        return context.getBean(JdbcClient.class)
                .sql(sql)
                .query((row, i) -> row.getString(1))
                .single();
    }
}
