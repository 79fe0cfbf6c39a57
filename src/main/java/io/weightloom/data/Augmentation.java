package io.weightloom.data;

import io.weightloom.data.raw.Features;
import io.weightloom.random.RandomStream;
import io.weightloom.spec.TrainingSpec.Augment;
import io.weightloom.spec.TrialSpec;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * What becomes of pictures that are trained on: a margin of zeros (the mean, once pictures are standardised) is put
 * around, a part as large as before is cut out of it, and perhaps turned from left to right. Where it is cut, and
 * whether it is turned, is a pure function of seed, epoch and the example's row, so that a checkpoint needs to save no
 * more than the position. Immutable.
 *
 * @param seed the trial's
 * @param spec what is asked for
 * @param picture extents of the examples
 */
public record Augmentation(long seed, Augment spec, Features.Picture picture) {

    /** That of a trial; empty if it leaves pictures as they are. */
    public static Optional<Augmentation> of(TrialSpec trial, Dataset data) {
        Augment spec = trial.training().augment();
        return spec.none() || !(data.preprocessing().features() instanceof Features.Picture picture)
                ? Optional.empty()
                : Optional.of(new Augmentation(trial.seed(), spec, picture));
    }

    /**
     * Some examples as an epoch sees them.
     *
     * @param rows of the examples
     * @param from first position in {@code rows}
     * @param count of them
     * @param into row-major {@code [count, numbers of an example]}
     */
    public void apply(Examples examples, int[] rows, int from, int count, int epoch, float[] into) {
        for (int i = 0; i < count; i++) {
            write(examples.features(), rows[from + i], epoch, into, i * examples.inputs());
        }
    }

    private void write(float[] pictures, int row, int epoch, float[] into, int at) {
        SplittableRandom random = RandomStream.AUGMENTATION.generator(seed, (long) epoch << Integer.SIZE | row);
        int down = random.nextInt(2 * spec.crop() + 1) - spec.crop();
        int right = random.nextInt(2 * spec.crop() + 1) - spec.crop();
        boolean turned = random.nextBoolean() && spec.flip() == Augment.Flip.HORIZONTAL;
        int height = picture.height();
        int breadth = picture.breadth();
        int lines = picture.channels() * height;
        int first = Math.max(0, -right); // column of the part that shows the picture's first or a later one
        int end = Math.min(breadth, breadth - right);
        for (int line = 0; line < lines; line++) {
            int target = at + line * breadth;
            int source = line % height + down;
            Arrays.fill(into, target, target + breadth, 0);
            if (source >= 0 && source < height) {
                int begin = row * picture.width() + (line + down) * breadth + right;
                for (int column = first; column < end; column++) {
                    into[target + (turned ? breadth - 1 - column : column)] = pictures[begin + column];
                }
            }
        }
    }
}
