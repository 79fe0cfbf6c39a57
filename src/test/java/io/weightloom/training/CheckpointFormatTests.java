package io.weightloom.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightloom.program.State;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckpointFormatTests {

    private static final CheckpointFormat.Content CONTENT = new CheckpointFormat.Content(
            new Position(3, 17, 1.25, 99, 2, 0.75),
            new State(81, new double[] {0.1f, -2}, List.of(new double[] {1e-30f, 3}, new double[] {4, 5})),
            new double[] {6, 7});

    @Test
    void readsBackWhatWasWritten() {
        CheckpointFormat.Content read = CheckpointFormat.read(CheckpointFormat.write(CONTENT));

        assertThat(read).usingRecursiveComparison().isEqualTo(CONTENT);
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
