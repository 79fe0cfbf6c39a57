package io.weightloom.runner.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightloom.runner.database.TestDatabases;
import io.weightloom.runner.review.ResultsContext;
import io.weightloom.runner.review.SampleRun;
import io.weightloom.runner.store.Artifacts.Dropped;
import io.weightloom.runner.store.WeightsRecord.State;
import io.weightloom.text.Sha256;
import io.weightloom.trial.TrialOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What is true of weights wherever they lie. */
@ParameterizedClass
@MethodSource("places")
class ArtifactsTests {

    /** Where weights lie. */
    enum Place {
        ROWS,
        FILES
    }

    private static final byte[] WEIGHTS = {1, 2, 3};

    private final TestDatabases databases;
    private final Place place;

    @TempDir
    Path temporary;

    private ArtifactFolder folder;
    private ResultsContext context;
    private Artifacts artifacts;
    private JdbcClient jdbc;
    private SampleRun sample;
    private Run run;

    ArtifactsTests(TestDatabases databases, Place place) {
        this.databases = databases;
        this.place = place;
    }

    static Stream<Arguments> places() {
        return Stream.of(TestDatabases.H2_FILE, TestDatabases.POSTGRESQL)
                .flatMap(databases -> Arrays.stream(Place.values()).map(place -> Arguments.of(databases, place)));
    }

    @BeforeEach
    void threeTrials() {
        folder = new ArtifactFolder(place == Place.FILES ? Optional.of(artifactsFolder()) : Optional.empty());
        context = new ResultsContext(
                databases.fresh().dataSource(), new MovableClock(Instant.parse("2026-11-20T12:00:00Z")), folder);
        artifacts = context.get(Artifacts.class);
        jdbc = context.get(JdbcClient.class);
        sample = SampleRun.in(context);
        run = sample.open("glyphs", 1);
        context.get(Trials.class)
                .plan(
                        run.id(),
                        List.of(
                                SampleRun.hypernetwork(1, 8, 7, 1000),
                                SampleRun.hypernetwork(2, 6, 7, 1000),
                                SampleRun.hypernetwork(3, 4, 7, 1000)));
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void whatWasStoredIsLoadedAgainByteForByte() {
        for (int length :
                new int[] {0, 1, Artifacts.CHUNK - 1, Artifacts.CHUNK, Artifacts.CHUNK + 1, 3 * Artifacts.CHUNK + 17}) {
            byte[] weights = new byte[length];
            for (int i = 0; i < length; i++) {
                weights[i] = (byte) (i * 31 + (i >> 11));
            }
            complete(1, weights);

            assertThat(artifacts.load(id(1))).as("%s bytes", length).hasValue(weights);
        }
    }

    @Test
    void rowsHoldAtMostAMebibyteEach() {
        complete(1, new byte[2 * Artifacts.CHUNK + 1]);

        assertThat(jdbc.sql("select octet_length(content) from weights_chunk order by position")
                        .query((row, i) -> row.getInt(1))
                        .list())
                .isEqualTo(place == Place.ROWS ? List.of(Artifacts.CHUNK, Artifacts.CHUNK, 1) : List.of());
    }

    @Test
    void whatIsKnownOfThemTellsSizeChecksumAndPlace() {
        TrialClaim claim = complete(1, WEIGHTS);

        WeightsRecord stored = artifacts.find(id(1)).orElseThrow();

        String file = "db-%s-t00001-c%s.safetensors".formatted(run.id(), claim.number());
        assertThat(stored)
                .isEqualTo(new WeightsRecord(
                        "trial 1 (glyphs, run %s)".formatted(run.id()),
                        State.KEPT,
                        Optional.of("completed"),
                        Optional.of(3L),
                        // printf '\x01\x02\x03' | sha256sum (GNU coreutils 9.1)
                        Optional.of("039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81"),
                        place == Place.FILES ? Optional.of(file) : Optional.empty()));
        assertThat(stored.sentence())
                .isEqualTo("The weights of trial 1 (glyphs, run %s) are kept: 3 bytes in the %s"
                        .formatted(run.id(), place == Place.FILES ? "file " + file : "database"));
        assertThat(artifacts.held(run.id())).containsExactly(new Artifacts.Held(id(1), 3, stored.file()));
    }

    @Test
    void whyThereAreNoneIsSaidInASentence() {
        sample.end(run, 1, new TrialOutcome.Diverged(1, 2));
        TrialClaim second = sample.claim(run, 2);
        context.get(Trials.class).end(second, SampleRun.completed(0.9), 1);
        artifacts.saveNone(second, WeightsRecord.State.SWITCHED_OFF);

        assertThat(Stream.of(1, 2, 3).map(this::sentence))
                .containsExactly(
                        "There are no weights of trial 1 (glyphs, run %s): it did not complete but ended as diverged"
                                .formatted(run.id()),
                        ("The weights of trial 2 (glyphs, run %s) were not kept: runner.keep-weights was none when it"
                                        + " completed")
                                .formatted(run.id()),
                        "There are no weights of trial 3 (glyphs, run %s) yet: it has not ended".formatted(run.id()));
        assertThat(Stream.of(1, 2, 3).map(number -> artifacts.load(id(number)))).allMatch(Optional::isEmpty);
        assertThat(artifacts.find(4711)).isEmpty();
        assertThat(artifacts.load(4711)).isEmpty();
    }

    @Test
    void ofATransactionThatIsRolledBackNoRowStays() {
        TrialClaim claim = sample.claim(run, 1);
        PlacedWeights placed = folder.place("db-%s-t00001".formatted(run.id()), claim, WEIGHTS);

        new TransactionTemplate(context.get(PlatformTransactionManager.class)).executeWithoutResult(status -> {
            artifacts.save(claim, placed);
            assertThat(artifacts.load(id(1))).hasValue(WEIGHTS);
            status.setRollbackOnly();
        });

        assertThat(artifacts.load(id(1))).isEmpty();
        assertThat(artifacts.held(run.id())).isEmpty();
    }

    @Test
    void weightsThatAreNotWhatWasStoredAreNotGivenOut() {
        complete(1, WEIGHTS);
        overwrite(new byte[] {1, 2, 4});

        assertThatThrownBy(() -> artifacts.load(id(1)))
                .isInstanceOf(DamagedWeightsException.class)
                .hasMessageStartingWith("The weights of trial 1 (glyphs, run %s) cannot be used: ", run.id())
                .hasMessageContaining(
                        "%s is not what was stored: SHA-256 %s in place of %s",
                        place == Place.FILES ? "the file " + file(1) : "what the table weights_chunk holds",
                        Sha256.of(new byte[] {1, 2, 4}),
                        Sha256.of(WEIGHTS));
    }

    @Test
    void weightsOfWhichAPartIsMissingAreNotGivenOut() {
        complete(1, new byte[Artifacts.CHUNK + 1]);
        if (place == Place.FILES) {
            overwrite(new byte[Artifacts.CHUNK]);
        } else {
            jdbc.sql("delete from weights_chunk where position = 1").update();
        }

        assertThatThrownBy(() -> artifacts.load(id(1)))
                .isInstanceOf(DamagedWeightsException.class)
                .hasMessageContaining(
                        place == Place.FILES
                                ? "is not what was stored"
                                : "chunk 2 of 2 is missing from the table weights_chunk, or is not whole");
    }

    @Test
    void weightsThatHaveGrownAreNotGivenOut() {
        complete(1, WEIGHTS);
        overwrite(new byte[] {1, 2, 3, 4});

        assertThatThrownBy(() -> artifacts.load(id(1)))
                .isInstanceOf(DamagedWeightsException.class)
                .hasMessageContaining(place == Place.FILES ? "is not what was stored" : "chunk 1 of 1");
    }

    @Test
    void weightsThatAreMissingAreADamageAndNotJustNone() throws IOException {
        complete(1, WEIGHTS);
        if (place == Place.FILES) {
            Files.delete(file(1));
        } else {
            jdbc.sql("delete from weights_chunk").update();
        }

        assertThatThrownBy(() -> artifacts.load(id(1)))
                .isInstanceOf(DamagedWeightsException.class)
                .hasMessageContaining(
                        place == Place.FILES
                                ? "the file %s is missing".formatted(file(1))
                                : "chunk 1 of 1 is missing from the table weights_chunk");
    }

    @Test
    void whereTheyLieTheyStayWhenTheSettingChanges() {
        complete(1, WEIGHTS);
        ArtifactFolder other =
                new ArtifactFolder(place == Place.FILES ? Optional.empty() : Optional.of(artifactsFolder()));
        Artifacts changed = new Artifacts(jdbc, other);

        if (place == Place.ROWS) {
            assertThat(changed.load(id(1))).hasValue(WEIGHTS);
        } else {
            assertThatThrownBy(() -> changed.load(id(1)))
                    .isInstanceOf(DamagedWeightsException.class)
                    .hasMessageContaining(
                            "they lie in the file %s, and runner.artifacts names no folder; set it to that of the run",
                            file(1).getFileName());
        }
    }

    @Test
    void weightsThatAreDroppedAreGoneAndStillTellWhatTheyWere() {
        complete(1, WEIGHTS);
        complete(2, new byte[Artifacts.CHUNK + 1]);
        complete(3, new byte[] {3});
        Run other = sample.open("glyphs", 2);
        List<Long> trials = List.of(id(1), id(2));

        assertThat(artifacts.drop(other.id(), trials)).as("none of that run").isEqualTo(new Dropped(0, 0, List.of()));
        assertThat(artifacts.load(id(1))).hasValue(WEIGHTS);
        List<Path> files = place == Place.FILES ? List.of(file(1), file(2)) : List.of();
        Dropped dropped = artifacts.drop(run.id(), trials);

        assertThat(dropped)
                .isEqualTo(new Dropped(
                        2,
                        Artifacts.CHUNK + 4,
                        files.stream()
                                .map(file -> file.getFileName().toString())
                                .toList()));
        assertThat(artifacts.load(id(1))).isEmpty();
        assertThat(artifacts.load(id(2))).isEmpty();
        assertThat(artifacts.load(id(3))).hasValue(new byte[] {3});
        assertThat(artifacts.find(id(1)).orElseThrow().sha256()).contains(Sha256.of(WEIGHTS));
        assertThat(sentence(1))
                .isEqualTo(
                        "The weights of trial 1 (glyphs, run %s) were dropped: it is off the front, and"
                                + " runner.keep-weights was front when its run ended",
                        run.id());
        assertThat(jdbc.sql("select count(*) from weights_chunk")
                        .query((row, i) -> row.getInt(1))
                        .single())
                .isEqualTo(place == Place.ROWS ? 1 : 0);
        assertThat(artifacts.drop(run.id(), trials)).as("again").isEqualTo(new Dropped(0, 0, List.of()));
    }

    /** Trains a trial to its end, in the hands of a worker that takes it now. */
    private TrialClaim complete(int number, byte[] weights) {
        jdbc.sql("update trial set state = 'pending'").update();
        TrialClaim claim = sample.claim(run, number);
        PlacedWeights placed = folder.place("db-%s-%s".formatted(run.id(), TrialNames.of(number)), claim, weights);
        new TransactionTemplate(context.get(PlatformTransactionManager.class)).executeWithoutResult(status -> {
            context.get(Trials.class).end(claim, SampleRun.completed(0.9), 1);
            artifacts.save(claim, placed);
        });
        return claim;
    }

    private void overwrite(byte[] weights) {
        if (place == Place.ROWS) {
            jdbc.sql("update weights_chunk set content = :content")
                    .param("content", weights)
                    .update();
            return;
        }
        try {
            Files.write(file(1), weights);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(int number) {
        return artifactsFolder()
                .resolve(artifacts.find(id(number)).orElseThrow().file().orElseThrow());
    }

    private Path artifactsFolder() {
        return temporary.resolve("not/yet/there");
    }

    private String sentence(int number) {
        return artifacts.find(id(number)).orElseThrow().sentence();
    }

    private long id(int number) {
        return sample.id(run, number);
    }
}
