package io.weightloom.runner.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.runner.checkpoint.CheckpointStore.Saved;
import io.weightloom.runner.database.TestDatabases;
import io.weightloom.training.Checkpoint;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** What every store of checkpoints does. */
@ParameterizedClass
@MethodSource("kinds")
class CheckpointStoreTests {

    /** A way to make stores of one kind over an empty folder, and over an empty database which they share. */
    record Kind(String name, Supplier<Function<Path, CheckpointStore>> of) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static final Checkpoint CHECKPOINT = new Checkpoint(new byte[] {1, 2, 3});

    private final Function<Path, CheckpointStore> stores;

    @TempDir
    Path folder;

    CheckpointStoreTests(Kind kind) {
        stores = kind.of().get();
    }

    static Stream<Kind> kinds() {
        return Stream.concat(
                Stream.of(new Kind("folder", () -> CheckpointFiles::new)),
                Stream.of(TestDatabases.values())
                        .map(database -> new Kind("rows of " + database, () -> {
                            CheckpointRows rows = rows(database.fresh().dataSource());
                            return path -> rows;
                        })));
    }

    private static CheckpointRows rows(DataSource database) {
        TestDatabases.migrations(database).load().migrate();
        return new CheckpointRows(JdbcClient.create(database), new JdbcTransactionManager(database), Clock.systemUTC());
    }

    @Test
    void aLargeOneComesBackByteForByte() {
        byte[] bytes = new byte[2 * CheckpointRows.CHUNK + 1000];
        new Random(7).nextBytes(bytes);

        Saved saved = store().save("12-t00017", 5, 2, new Checkpoint(bytes));

        assertThat(store().load(saved).orElseThrow().bytes()).isEqualTo(bytes);
    }

    @Test
    void oneThatIsSavedAgainWithTheSameClaimTakesItsPlace() {
        store().save("12-t00017", 5, 2, new Checkpoint(new byte[] {9}));
        Saved saved = store().save("12-t00017", 5, 2, CHECKPOINT);

        assertThat(store().load(saved).orElseThrow().bytes()).containsExactly(1, 2, 3);
    }

    @Test
    void itTellsOfWhichTrialsOfADatabaseSomethingIsThere() {
        store().save("a-12-t00017", 5, 2, CHECKPOINT);
        store().save("a-12-t00017", 6, 3, CHECKPOINT);
        store().save("a-3-t00001", 1, 1, CHECKPOINT);
        store().save("aa-3-t00001", 1, 1, CHECKPOINT);

        assertThat(store().trials("a")).containsOnlyKeys("a-12-t00017", "a-3-t00001");
        assertThat(store().trials("a").values())
                .allSatisfy(written -> assertThat(written).isCloseTo(Instant.now(), within(1, ChronoUnit.HOURS)));
        assertThat(store().trials("b")).isEmpty();
    }

    @Test
    void aRunThatIsForgottenLeavesNothingAndTellsHowMuchItWas() {
        Saved gone = store().save("a-12-t00017", 5, 2, CHECKPOINT);
        store().save("a-12-t00018", 1, 2, new Checkpoint(new byte[2000]));
        Saved others = store().save("a-121-t00017", 5, 2, CHECKPOINT);

        assertThat(store().deleteOfRun("a-12")).isEqualTo(2003);

        assertThat(store().load(gone)).isEmpty();
        assertThat(store().load(others)).isPresent();
        assertThat(store().deleteOfRun("a-12")).isZero();
    }

    @Test
    void whatWasSavedIsLoadedByWhoeverComesLater() {
        Saved saved = store().save("12-t00017", 5, 2, CHECKPOINT);

        assertThat(store().load(saved).orElseThrow().bytes()).containsExactly(1, 2, 3);
    }

    @Test
    void whatIsNotWhatWasSavedIsNoCheckpoint() {
        Saved saved = store().save("12-t00017", 5, 2, CHECKPOINT);

        assertThat(store().load(new Saved(saved.file(), "0"))).isEmpty();
        assertThat(store().load(new Saved("gone", saved.sha256()))).isEmpty();
    }

    @Test
    void whatIsSavedWithOneClaimReplacesNothingOfAnotherOne() {
        Saved successors = store().save("12-t00017", 6, 2, CHECKPOINT);

        store().save("12-t00017", 5, 2, new Checkpoint(new byte[] {9}));

        assertThat(store().load(successors).orElseThrow().bytes()).containsExactly(1, 2, 3);
    }

    @Test
    void oneThatIsDeletedIsGoneAndTheOthersAreNot() {
        Saved gone = store().save("12-t00017", 5, 2, CHECKPOINT);
        Saved kept = store().save("12-t00017", 5, 3, CHECKPOINT);

        store().delete(gone);
        store().delete(gone);

        assertThat(store().load(gone)).isEmpty();
        assertThat(store().load(kept)).isPresent();
    }

    @Test
    void withAClaimOnlyWhatWasSavedWithItIsDeletedAndWhatIsToldIsKept() {
        Saved before = store().save("12-t00017", 5, 8, CHECKPOINT);
        Saved old = store().save("12-t00017", 6, 8, CHECKPOINT);
        Saved last = store().save("12-t00017", 6, 9, CHECKPOINT);
        Saved others = store().save("12-t00018", 6, 1, CHECKPOINT);

        store().deleteOthers("12-t00017", 6, List.of(last));

        assertThat(store().load(old)).isEmpty();
        assertThat(List.of(before, last, others))
                .allSatisfy(saved -> assertThat(store().load(saved)).isPresent());
    }

    @Test
    void aTrialThatIsLeftWhereItIsKeepsWhatItIsToldWhoeverSavedIt() {
        Saved old = store().save("12-t00017", 5, 7, CHECKPOINT);
        Saved before = store().save("12-t00017", 5, 8, CHECKPOINT);
        Saved last = store().save("12-t00017", 6, 9, CHECKPOINT);
        Saved others = store().save("12-t00018", 5, 1, CHECKPOINT);

        store().deleteAllBut("12-t00017", List.of(before, last));

        assertThat(store().load(old)).isEmpty();
        assertThat(List.of(before, last, others))
                .allSatisfy(saved -> assertThat(store().load(saved)).isPresent());
    }

    @Test
    void atItsEndATrialLeavesNothing() {
        Saved first = store().save("12-t00017", 5, 8, CHECKPOINT);
        Saved last = store().save("12-t00017", 6, 9, CHECKPOINT);
        Saved others = store().save("112-t00017", 6, 9, CHECKPOINT);

        store().deleteAll("12-t00017");

        assertThat(store().load(first)).isEmpty();
        assertThat(store().load(last)).isEmpty();
        assertThat(store().load(others)).isPresent();
    }

    private CheckpointStore store() {
        return stores.apply(folder);
    }
}
