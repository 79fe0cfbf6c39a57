package io.weightloom.runner.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.weightloom.runner.database.TestDatabases.Database;
import io.weightloom.runner.process.TestRunner;
import io.weightloom.runner.worker.FakeTraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.h2.api.ErrorCode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("locale")
class DatabaseFileTests {

    private static final int BLOCK = 4096;

    @TempDir
    Path folder;

    @Test
    void aFileThatIsThereMayHoldResults() throws IOException {
        Files.writeString(folder.resolve("a.mv.db"), "H:2");
        Files.createFile(folder.resolve("empty.mv.db"));

        assertThat(DatabaseFile.isYetToBeMade("jdbc:h2:file:" + folder.resolve("empty")))
                .isTrue();

        assertThat(DatabaseFile.isYetToBeMade("jdbc:h2:file:" + folder.resolve("a") + ";USER=sa"))
                .isFalse();
        assertThat(DatabaseFile.isYetToBeMade("jdbc:h2:" + folder.resolve("a"))).isFalse();
        assertThat(DatabaseFile.isYetToBeMade("jdbc:h2:file:" + folder.resolve("b")))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            jdbc:h2:mem:a;DB_CLOSE_DELAY=-1, true
            jdbc:h2:~/no/such/database,      true
            jdbc:h2:tcp://localhost/~/a,     false
            jdbc:h2:nioMapped:a,             false
            jdbc:postgresql://host/db,       false
            '',                              false
            """)
    void whatCannotBeLookedAtMayHoldResults(String url, boolean yetToBeMade) {
        assertThat(DatabaseFile.isYetToBeMade(url)).isEqualTo(yetToBeMade);
    }

    /** At every block, and a byte before it: H2 itself opens most of these, with fewer rows or none. */
    @Test
    void aFileThatWasCutShortIsDamagedAndLeftAsItIs() throws Exception {
        byte[] whole = Files.readAllBytes(databaseWithRows("whole"));
        assertThatCode(() -> file("whole").requireWhole()).doesNotThrowAnyException();
        assertThat(whole).hasSizeGreaterThan(6 * BLOCK);

        for (int length = 2 * BLOCK; length < whole.length; length += length % BLOCK == 0 ? BLOCK - 1 : 1) {
            byte[] cut = Arrays.copyOf(whole, length);
            Files.write(folder.resolve("cut.mv.db"), cut);

            assertThatExceptionOfType(SQLException.class)
                    .as("%s of %s bytes", length, whole.length)
                    .isThrownBy(() -> file("cut").requireWhole())
                    .returns(ErrorCode.FILE_CORRUPTED_1, SQLException::getErrorCode);
            assertThat(Files.readAllBytes(folder.resolve("cut.mv.db"))).isEqualTo(cut);
        }
    }

    /** As {@code kill -9} leaves it: H2 has not closed it, and the copy is what was on the disk at that moment. */
    @Test
    void aFileOfAProcessThatWasKilledIsWhole() throws Exception {
        try (Connection open = DriverManager.getConnection(url("open"), "sa", "");
                Statement statement = open.createStatement()) {
            statement.execute("create table numbers (number int, text varchar)");
            for (int i = 0; i < 200; i++) {
                statement.execute("insert into numbers values (" + i + ", space(1000))");
                if (i % 20 == 0) {
                    statement.execute("checkpoint sync");
                    Files.copy(
                            folder.resolve("open.mv.db"),
                            folder.resolve("killed.mv.db"),
                            StandardCopyOption.REPLACE_EXISTING);

                    assertThatCode(() -> file("killed").requireWhole())
                            .as("after %s rows", i)
                            .doesNotThrowAnyException();
                }
            }
        }
    }

    @Test
    void whatIsInUseEncryptedOrNoDatabaseIsForH2ToTell() throws Exception {
        Files.writeString(folder.resolve("text.mv.db"), "not a database");
        try (Connection secret = DriverManager.getConnection(url("secret") + ";CIPHER=AES;PASSWORD=file user;USER=sa");
                Connection open = DriverManager.getConnection(url("open"), "sa", "")) {
            assertThat(secret.isValid(1) && open.isValid(1)).isTrue();

            for (String name : List.of("text", "secret", "open", "missing")) {
                assertThatCode(() -> file(name).requireWhole()).as(name).doesNotThrowAnyException();
            }
        }
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aNewFileAndItsNewFoldersAreTheirOwnersAlone() throws Exception {
        DatabaseFile file = file("new/folder/database");

        file.make();
        try (Connection connection = DriverManager.getConnection(url("new/folder/database"), "sa", "")) {
            assertThat(connection.isValid(1)).isTrue();
        }

        assertThat(permissions(file.path())).isEqualTo("rw-------");
        assertThat(permissions(folder.resolve("new/folder"))).isEqualTo("rwx------");
        assertThat(permissions(folder.resolve("new"))).isEqualTo("rwx------");
    }

    /** Its next start would tell that the database may have lost something. */
    @Test
    void aFileOfADatabaseThatIsNotOpenedIsTakenAway() throws IOException {
        Database refused = new Database(url("new/refused") + ";FOO=1", "sa", "");
        TestRunner runner = new TestRunner(refused, folder, new FakeTraining((spec, step) -> {}), Clock.systemUTC());

        assertThatException().isThrownBy(() -> runner.start(TestRunner.SPEC).close());

        assertThat(folder.resolve("new")).isEmptyDirectory();

        Files.writeString(file("kept").path(), "H:2");
        file("kept").unmake();
        file("missing").unmake();
        assertThat(file("kept").path()).hasContent("H:2");
    }

    @Test
    void whatMustBeThereAlreadyIsNotMade() {
        DatabaseFile.of(url("none") + ";IFEXISTS=TRUE").orElseThrow().make();

        assertThat(folder.resolve("none.mv.db")).doesNotExist();
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private Path databaseWithRows(String name) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(name), "sa", "");
                Statement statement = connection.createStatement()) {
            statement.execute("create table numbers (number int, text varchar)");
            statement.execute("insert into numbers select x, random_uuid() from system_range(1, 300)");
        }
        return file(name).path();
    }

    private DatabaseFile file(String name) {
        return DatabaseFile.of(url(name)).orElseThrow();
    }

    private String url(String name) {
        return "jdbc:h2:file:" + folder.resolve(name) + ";TRACE_LEVEL_FILE=0";
    }
}
