package io.weightloom.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseFileTests {

    @TempDir
    Path folder;

    @Test
    void aFileThatIsThereMayHoldResults() throws IOException {
        Files.createFile(folder.resolve("a.mv.db"));

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
}
