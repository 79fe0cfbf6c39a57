package io.weightloom.runner.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.store.CheckpointStore.Saved;
import io.weightloom.training.Checkpoint;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What every store of checkpoints does. */
@ParameterizedClass
@MethodSource("kinds")
class CheckpointStoreTests {

    /** How to make a store of one kind over an empty folder. */
    record Kind(String name, Function<Path, CheckpointStore> of) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static final Checkpoint CHECKPOINT = new Checkpoint(new byte[] {1, 2, 3});

    private final Kind kind;

    @TempDir
    Path folder;

    CheckpointStoreTests(Kind kind) {
        this.kind = kind;
    }

    static Stream<Kind> kinds() {
        return Stream.of(new Kind("folder", CheckpointFiles::new));
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
    void whatOneExecutionSavesReplacesNothingOfAnotherOne() {
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
    void anExecutionDeletesOnlyWhatItSavedItselfAndKeepsWhatItIsTold() {
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
        return kind.of().apply(folder);
    }
}
