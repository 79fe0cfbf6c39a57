package io.weightloom.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightloom.program.State;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("locale")
class CheckpointFormatTests {

    /** Bytes of the line of tasks. */
    private static final int TASKS = 4 + 4 + 2 * (4 + 3 * 8);

    private static final CheckpointFormat.Content CONTENT = new CheckpointFormat.Content(
            new Position(3, 17, 1.25, 99, 2, 0.75, 1, 2),
            new double[] {0.3f, 0, 5},
            List.of(List.of(new Scores.TaskScore(0, 0.9, 0.1, 0.2), new Scores.TaskScore(1, -1, 2, Double.NaN))),
            new State(81, new double[] {0.1f, -2}, List.of(new double[] {1e-30f, 3}, new double[] {4, 5})),
            new double[] {6, 7});

    @Test
    void readsBackWhatWasWritten() {
        CheckpointFormat.Content read = CheckpointFormat.read(CheckpointFormat.write(CONTENT));

        assertThat(read)
                .usingRecursiveComparison()
                .withEqualsForType(Double::equals, Double.class) // NaN too
                .isEqualTo(CONTENT);
    }

    /** A run that an older runner began goes on. */
    @Test
    void readsWhatWasWrittenBeforeTrainingsHadPhases() {
        int position = 4 + 4 + 4 + 4 + 8 + 8 + 4 + 8;
        int phase = 3 * 4 + 3 * 4;

        CheckpointFormat.Content read = CheckpointFormat.read(old(1, position, phase + TASKS));

        assertThat(read)
                .usingRecursiveComparison()
                .isEqualTo(new CheckpointFormat.Content(
                        new Position(3, 17, 1.25, 99, 2, 0.75, 0, 0),
                        new double[0],
                        List.of(),
                        CONTENT.state(),
                        CONTENT.bestParameters()));
    }

    @Test
    void readsWhatWasWrittenBeforeTasksWereLearnedOneAfterTheOther() {
        int learned = 4 + 4 + 4 + 4 + 8 + 8 + 4 + 8 + 3 * 4 + 3 * 4;

        CheckpointFormat.Content read = CheckpointFormat.read(old(2, learned, TASKS));

        assertThat(read)
                .usingRecursiveComparison()
                .isEqualTo(new CheckpointFormat.Content(
                        CONTENT.position(), CONTENT.learned(), List.of(), CONTENT.state(), CONTENT.bestParameters()));
    }

    /** As it was in a version that did not have some of the bytes. */
    private static Checkpoint old(int version, int from, int missing) {
        byte[] now = CheckpointFormat.write(CONTENT).bytes();
        ByteBuffer old = ByteBuffer.allocate(now.length - missing)
                .put(now, 0, from)
                .put(now, from + missing, now.length - from - missing - 4)
                .putInt(4, version);
        CRC32C crc = new CRC32C();
        crc.update(old.array(), 0, old.position());
        old.putInt((int) crc.getValue());
        return new Checkpoint(old.array());
    }

    @Test
    void refusesACheckpointThatWasCutShort() {
        byte[] bytes = CheckpointFormat.write(CONTENT).bytes();

        for (int length = 0; length < bytes.length; length++) {
            Checkpoint cut = new Checkpoint(Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> CheckpointFormat.read(cut)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void refusesACheckpointInWhichAnyBitHasFlipped() {
        byte[] bytes = CheckpointFormat.write(CONTENT).bytes();

        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> CheckpointFormat.read(new Checkpoint(flipped)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
