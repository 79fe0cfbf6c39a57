package io.weightloom.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightloom.program.update.State;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("locale")
class CheckpointFormatTests {

    /** Bytes of the line of tasks. */
    private static final CheckpointFormat.Content CONTENT = new CheckpointFormat.Content(
            new Position(3, 17, 1.25, 99, 2, 0.75, 1, 2),
            new double[] {0.3f, 0, 5},
            List.of(List.of(new TaskScore(0, 0.9, 0.1, 0.2), new TaskScore(1, -1, 2, Double.NaN))),
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

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void whatAnEarlierVersionWroteIsKnownAndNotRead(int version) {
        Checkpoint now = new Checkpoint(CheckpointFormat.write(CONTENT));
        ByteBuffer old = ByteBuffer.wrap(now.bytes().clone()).putInt(4, version);
        CRC32C crc = new CRC32C();
        crc.update(old.array(), 0, old.capacity() - 4);
        Checkpoint earlier = new Checkpoint(
                old.putInt(old.capacity() - 4, (int) crc.getValue()).array());

        assertThat(now.isOfEarlierVersion()).isFalse();
        assertThat(earlier.isOfEarlierVersion()).isTrue();
        assertThatThrownBy(() -> CheckpointFormat.read(earlier.bytes()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("version " + version);
    }

    @Test
    void refusesACheckpointThatWasCutShort() {
        byte[] bytes = CheckpointFormat.write(CONTENT);

        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> CheckpointFormat.read(cut)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void refusesACheckpointInWhichAnyBitHasFlipped() {
        byte[] bytes = CheckpointFormat.write(CONTENT);

        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> CheckpointFormat.read(flipped)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
