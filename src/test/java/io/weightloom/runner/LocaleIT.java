package io.weightloom.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.RunnerProcess.End;
import io.weightloom.runner.RunnerProcess.Jvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged jar writes the same everywhere, whatever digits, calendar and small letters the machine is set to. */
@Tag("locale")
class LocaleIT {

    private static final String SPEC = """
            experiments:
              two-moons:
                data: {source: moons, samples: 200}
                target: {kind: mlp, layers: [2, 8, 2]}
                hypernet: {generator: chunked, chunk-size: 16, z-dim: 4, hidden: [8]}
                training: {epochs: 2, batch-size: 16, optimizer: adam, learning-rate: 0.003}
                sweep:
                  parameters:
                    - {name: hypernet.z-dim, values: [2, 4]}
            """;

    /** A value outside its interval, a value of a sweep and an unknown key: each message holds a number or a key. */
    private static final String FAULTY =
            SPEC.replace("epochs: 2", "epochs: 0, EPISODES: 3").replace("[2, 4]}", "[2, 0]}");

    @TempDir
    static Path american;

    private static End reference;

    @TempDir
    Path folder;

    @BeforeAll
    static void runInAmerica() throws IOException {
        reference = run(american, SPEC, "-Duser.language=en", "-Duser.country=US", "-Duser.timezone=America/New_York");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-Duser.language=ar -Duser.country=EG -Duser.timezone=Asia/Kathmandu",
                "-Duser.language=fa -Duser.country=IR",
                "-Duser.language=tr -Duser.country=TR",
                "-Duser.language=th -Duser.country=TH -Duser.extensions=u-ca-buddhist-nu-thai"
            })
    void numbersAndTablesAreTheSameInEveryLocale(String options) throws IOException {
        End there = run(folder, SPEC, options.split(" "));

        assertThat(there.code()).as(there.text()).isZero();
        assertThat(StoredNumbers.in(folder).ofRun(1))
                .isEqualTo(StoredNumbers.in(american).ofRun(1));
        assertThat(withoutTimes(there.text())).isEqualTo(withoutTimes(reference.text()));
    }

    @Test
    void faultsAreTheSameInEveryLocale() throws IOException {
        End american = run(folder, FAULTY, "-Duser.language=en", "-Duser.country=US");
        End egyptian = run(folder, FAULTY, "-Duser.language=ar", "-Duser.country=EG");

        assertThat(american.code()).isEqualTo(2);
        assertThat(american.text()).contains("sweep.parameters[0].values[1]", "EPISODES");
        assertThat(egyptian.code()).isEqualTo(american.code());
        assertThat(withoutTimes(egyptian.text())).isEqualTo(withoutTimes(american.text()));
    }

    private static End run(Path where, String spec, String... options) throws IOException {
        Files.writeString(where.resolve("spec.yml"), spec);
        try (RunnerProcess runner = RunnerProcess.start(
                Jvm.QUICK,
                List.of(options),
                where,
                "--spring.config.location=spec.yml",
                "--runner.exit-when-done=true",
                "--runner.workers=1")) {
            return runner.end();
        }
    }

    /** The lines, but for the time of day and how long something took; digits of other scripts stay. */
    private static List<String> withoutTimes(String text) {
        return text.lines()
                .map(line -> line.replaceAll("^[0-9]{2}:[0-9]{2}:[0-9]{2} ", "TIME ")
                        .replaceAll("(http://127\\.0\\.0\\.1:)[0-9]+/", "$1PORT/")
                        .replaceAll(" +[0-9]+\\.[0-9] (s|\\|)", " SECONDS $1"))
                .filter(line -> !line.matches("TIME INFO  \\S+: \\d+/\\d+ trials.*")) // progress comes by the clock
                .toList();
    }
}
