package io.weightloom.runner.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weightloom.runner.database.DatabaseFailureAnalyzer;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.WebServerException;
import org.springframework.mock.env.MockEnvironment;

/** What a database or a port that cannot be used is answered with. The failures of databases are H2's own. */
class FailureAnalyzersTests {

    @TempDir
    private Path folder;

    @Test
    void aFileThatIsNoDatabaseIsSaidToBeDamaged() throws IOException {
        byte[] noise = new byte[9_000];
        new Random(1).nextBytes(noise);
        Files.writeString(folder.resolve("text.mv.db"), "not a database at all");
        Files.write(folder.resolve("noise.mv.db"), noise);

        assertThat(analysis("text").getDescription())
                .startsWith("The database " + url("text") + " is damaged, or no file of H2: ");
        assertThat(analysis("noise").getDescription())
                .startsWith("The database " + url("noise") + " is damaged, or no file of H2: ");
        assertThat(analysis("noise").getAction()).startsWith("Put a copy in its place");
    }

    @Test
    void aFileThatCannotBeWrittenIsNamedWithTheReasonOfTheSystem() throws IOException {
        Files.createDirectory(folder.resolve("folder.mv.db"));
        Files.createFile(folder.resolve("file"));

        assertThat(analysis("folder").getDescription())
                .startsWith("The database " + url("folder") + " cannot be read or written: ")
                .endsWith("folder.mv.db: Is a directory)");
        assertThat(analysis("file/data").getDescription())
                .startsWith("The database " + url("file/data") + " cannot be read or written: ")
                .contains("NotDirectoryException");
        assertThat(analysis("folder").getAction()).startsWith("Make the file and its folder writable");
    }

    @Test
    void aWrongUserAndAWrongUrlAreToldApart() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url("good"), "sa", "")) {
            assertThat(connection.isValid(1)).isTrue();
        }

        assertThat(analysis("good;USER=sb;PASSWORD=secret").getDescription())
                .isEqualTo("The database " + url("good")
                        + ";USER=sb;PASSWORD=*** cannot be opened by this user: Wrong user" + " name or password");
        assertThat(analysis("good;FOO=1").getDescription())
                .isEqualTo("The database " + url("good")
                        + ";FOO=1 cannot be opened by this URL: Unsupported connection setting \"FOO\"");
        assertThat(analyse("jdbc:h2:file:good").getAction())
                .isEqualTo("Correct spring.datasource.url; one that works is jdbc:h2:file:./data/weightloom");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            08001, true
            28P01, true
            3D000, true
            42501, true
            53300, true
            42P01, false
            23505, false
            ,      true
            """)
    void aServerThatCannotBeUsedIsToldApartFromADefect(String state, boolean told) {
        FailureAnalysis analysis = new DatabaseFailureAnalyzer(
                        new MockEnvironment().withProperty("spring.datasource.url", "jdbc:postgresql://host/db"))
                .analyze(new BeanCreationException("some bean", new SQLException("said", state)));

        if (told) {
            assertThat(analysis).isNotNull();
            assertThat(analysis.getDescription()).endsWith("cannot be used: said");
        } else {
            assertThat(analysis).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"selec 1", "select * from nowhere", "select 1/0", "insert into once values (1), (1)"})
    void aDefectIsNotBlamedOnTheFileOfTheDatabase(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url("good"), "sa", "");
                Statement statement = connection.createStatement()) {
            statement.execute("create table once (number int primary key)");
            SQLException failure = catchThrowableOfType(SQLException.class, () -> statement.execute(sql));

            assertThat(new DatabaseFailureAnalyzer(
                                    new MockEnvironment().withProperty("spring.datasource.url", url("good")))
                            .analyze(new IllegalStateException(failure)))
                    .isNull();
        }
    }

    @Test
    void aPortInUseNamesAnother() {
        FailureAnalysis analysis = new PortFailureAnalyzer(new MockEnvironment())
                .analyze(new IllegalStateException(new PortInUseException(8080)));

        assertThat(analysis).isNotNull();
        assertThat(analysis.getDescription())
                .isEqualTo("Port 8080 is in use, perhaps by another runner. Nothing was trained.");
        assertThat(analysis.getAction()).contains("--server.port=8081", "--server.port=0");
    }

    @Test
    void anAddressOfAnotherMachineIsNamed() {
        WebServerException failure = new WebServerException(
                "Unable to start", new IllegalStateException(new BindException("Cannot assign requested address")));

        FailureAnalysis analysis = new PortFailureAnalyzer(new MockEnvironment()
                        .withProperty("server.address", "10.1.2.3")
                        .withProperty("server.port", "80"))
                .analyze(failure);

        assertThat(analysis).isNotNull();
        assertThat(analysis.getDescription())
                .isEqualTo(
                        "The web server cannot listen at 10.1.2.3, port 80: Cannot assign requested address. Nothing was"
                                + " trained.");
        assertThat(analysis.getAction()).contains("--server.address", "--server.port");
    }

    private FailureAnalysis analysis(String database) {
        return analyse(url(database));
    }

    private static FailureAnalysis analyse(String url) {
        SQLException failure = catchThrowableOfType(
                SQLException.class,
                () -> DriverManager.getConnection(url + ";TRACE_LEVEL_FILE=0").close());
        FailureAnalysis analysis = new DatabaseFailureAnalyzer(
                        new MockEnvironment().withProperty("spring.datasource.url", url))
                .analyze(new BeanCreationException("some bean", failure));
        assertThat(analysis).as(String.valueOf(failure)).isNotNull();
        return analysis;
    }

    private String url(String database) {
        return "jdbc:h2:file:" + folder.resolve(database);
    }
}
