package io.weightloom.runner.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BarePathsTests {

    @TempDir
    private Path folder;

    @Test
    void aPathIsTheSameAsNamingIt() throws IOException {
        Path odd = Files.createFile(folder.resolve("spec without an ending"));

        assertThat(BarePaths.named("experiments/a.yml", "--runner.workers=1", odd.toString(), folder.toString()))
                .containsExactly(
                        "--spring.config.location=experiments/a.yml",
                        "--runner.workers=1",
                        "--spring.config.location=" + odd,
                        "--spring.config.location=" + folder);
    }

    @Test
    void aMisspeltPathIsOneToo() {
        assertThat(BarePaths.named("no/such.yml", "no/such.yaml", "no/such.properties"))
                .allMatch(argument -> argument.startsWith("--spring.config.location=no/such."));
    }

    @Test
    void whatIsNoPathStaysAsItIs() {
        assertThat(BarePaths.named("rerun=true", "-h", "", "-x.yml", "--a=b.yml"))
                .containsExactly("rerun=true", "-h", "", "-x.yml", "--a=b.yml");
    }
}
