package io.weightloom.runner.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightloom.runner.checkpoint.CheckpointStore.Saved;
import io.weightloom.training.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("locale")
class CheckpointFilesTests {

    private static final Checkpoint CHECKPOINT = new Checkpoint(new byte[] {1, 2, 3});

    @TempDir
    Path folder;

    @Test
    void whatWasSavedIsLoadedAgain() {
        CheckpointFiles files = new CheckpointFiles(folder.resolve("not/yet/there"));

        Saved saved = files.save("12-t00017", 5, 2, CHECKPOINT);

        assertThat(saved.file()).isEqualTo("12-t00017-c5-s2.ckpt");
        // printf '\x01\x02\x03' | sha256sum (GNU coreutils 9.1)
        assertThat(saved.sha256()).isEqualTo("039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81");
        assertThat(files.load(saved).orElseThrow().bytes()).containsExactly(1, 2, 3);
    }

    @Test
    void onlyWholeFilesHaveAName() throws IOException {
        CheckpointFiles files = new CheckpointFiles(folder);

        files.save("12-t00017", 5, 2, CHECKPOINT);

        assertThat(names()).containsExactly("12-t00017-c5-s2.ckpt");
    }

    @Test
    void aDamagedFileIsNoCheckpoint() throws IOException {
        CheckpointFiles files = new CheckpointFiles(folder);
        Saved saved = files.save("12-t00017", 5, 2, CHECKPOINT);

        Files.write(folder.resolve(saved.file()), new byte[] {1, 2, 4});

        assertThat(files.load(saved)).isEmpty();
    }

    @Test
    void atItsEndATrialLeavesNothingOfACrashEither() throws IOException {
        CheckpointFiles files = new CheckpointFiles(folder);
        files.save("12-t00017", 5, 8, CHECKPOINT);
        files.save("12-t00017", 6, 9, CHECKPOINT);
        files.save("112-t00017", 6, 9, CHECKPOINT);
        Files.write(folder.resolve("12-t00017-e4-s1.ckpt.part"), new byte[] {1}); // left by a crash

        files.deleteAll("12-t00017");

        assertThat(names()).containsExactly("112-t00017-c6-s9.ckpt");
    }

    @Test
    void whatAnEarlierVersionNamedByItsExecutionIsFoundAndSweptToo() throws IOException {
        CheckpointFiles files = new CheckpointFiles(folder);
        Saved saved = files.save("1-12-t00017", 5, 8, CHECKPOINT);
        Saved old = new Saved("1-12-t00017-e5-s8.ckpt", saved.sha256());
        Files.move(folder.resolve(saved.file()), folder.resolve(old.file()));

        assertThat(files.load(old)).isPresent();
        assertThat(files.trials("1")).containsOnlyKeys("1-12-t00017");

        files.deleteAll("1-12-t00017");
        assertThat(names()).isEmpty();
    }

    @Test
    void aFileThatCannotBeWrittenIsReportedAndHarmsNoEarlierOne() throws IOException {
        CheckpointFiles files = new CheckpointFiles(folder);
        Saved earlier = files.save("12-t00017", 5, 1, CHECKPOINT);
        Files.createDirectory(folder.resolve("12-t00017-c5-s2.ckpt.part")); // stands where the file has to be written

        assertThatThrownBy(() -> files.save("12-t00017", 5, 2, CHECKPOINT))
                .isInstanceOf(SegmentLostException.class)
                .hasMessageContaining("12-t00017-c5-s2.ckpt cannot be written")
                .hasMessageContaining("This segment is lost, all before it is safe");

        assertThat(files.load(earlier)).isPresent();
    }

    @Test
    void aFullDiskIsToldInTheWordsOfTheSystem() {
        assertThat(new SegmentLostException(
                        "checkpoint", Path.of("data/1.ckpt"), new IOException("No space left on device")))
                .hasMessageStartingWith(
                        "The checkpoint data/1.ckpt cannot be written: No space left on device. This segment"
                                + " is lost, all before it is safe. Make room");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
