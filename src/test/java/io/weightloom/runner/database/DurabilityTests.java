package io.weightloom.runner.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.database.TestDatabases.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

class DurabilityTests {

    private static final int ROWS = 20;

    @TempDir
    Path folder;

    @Test
    void whatWasCommittedIsInTheFileOfH2BeforeTheProcessEnds() throws Exception {
        String file = folder.resolve("database").toString();
        SingleConnectionDataSource open = new SingleConnectionDataSource("jdbc:h2:file:" + file, "sa", "", true);
        try (Connection connection = open.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table entry (number integer)");
            Durability durability = new Durability(JdbcClient.create(open), open);

            // What a copy of the open file holds is what a killed process would have left.
            for (int i = 0; i < ROWS; i++) {
                statement.execute("insert into entry values (" + i + ")");
                durability.ensure();
                Files.copy(folder.resolve("database.mv.db"), folder.resolve("copy" + i + ".mv.db"));
            }
        } finally {
            open.destroy();
        }

        assertThat(IntStream.range(0, ROWS).map(this::rowsInCopy)).containsExactlyElementsOf(counted());
    }

    @ParameterizedTest
    @EnumSource
    void everyDatabaseTakesTheRequest(TestDatabases databases) throws Exception {
        Database database = databases.fresh();
        DataSource source = database.dataSource();
        JdbcClient jdbc = JdbcClient.create(source);
        jdbc.sql("create table entry (number integer)").update();

        new Durability(jdbc, source).ensure();

        assertThat(jdbc.sql("select count(*) from entry").query(Integer.class).single())
                .isZero();
    }

    private int rowsInCopy(int number) {
        return JdbcClient.create(new Database("jdbc:h2:file:" + folder.resolve("copy" + number), "sa", "").dataSource())
                .sql("select count(*) from entry")
                .query(Integer.class)
                .single();
    }

    private static Iterable<Integer> counted() {
        return IntStream.rangeClosed(1, ROWS).boxed().toList();
    }
}
