package io.weightloom.data.tasks;

import io.weightloom.data.raw.DataFault;
import io.weightloom.data.raw.Features;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.Labels;
import io.weightloom.data.raw.RawExamples;
import io.weightloom.data.raw.RawTasks;
import io.weightloom.data.raw.Source;
import io.weightloom.data.raw.Table;
import io.weightloom.spec.DataSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Tasks that have the pictures of another source in common, each turned by an angle of the task: {@code arc t / tasks}
 * for those that are trained on, the first upright; held-out angles lie halfway between two of them, spread over the
 * arc. Immutable.
 */
public record Turned(DataSpec.Turned spec, Source of) implements OfAnother {

    @Override
    public RawExamples read(long seed) {
        RawExamples base = of.read(seed);
        if (!(base.labels() instanceof Labels.Classes classes) || !(base.form() instanceof Features.Picture picture)) {
            throw new InvalidDataException(
                    DataFault.DATA, "turned: %s has no pictures with classes".formatted(base.origin()));
        }
        int[] train = first(base, classes.size(), false);
        int[] test = first(base, classes.size(), true);
        if (train.length < spec.samplesPerTask()) {
            throw new InvalidDataException(
                    DataFault.DATA,
                    "turned: %s has %s pictures that are not for the test, but data.samples-per-task asks for %s"
                            .formatted(base.origin(), train.length, spec.samplesPerTask()));
        }
        int all = spec.tasks() + spec.heldOut();
        double[] angles = new double[all];
        double[] descriptions = new double[2 * all];
        List<int[]> chosen = new ArrayList<>();
        for (int task = 0; task < all; task++) {
            angles[task] = angle(task);
            descriptions[2 * task] = StrictMath.cos(angles[task]);
            descriptions[2 * task + 1] = StrictMath.sin(angles[task]);
            chosen.add(rows(train, test, task));
        }
        TurnedPictures pictures =
                TurnedPictures.of(base.features(), picture.height(), picture.breadth(), chosen, angles);
        int[] labels = Arrays.stream(pictures.chosen())
                .map(row -> classes.indices()[row])
                .toArray();
        BitSet tests = new BitSet();
        for (int i = 0; i < labels.length; i++) {
            tests.set(i, pictures.tasks()[i] < spec.tasks() && base.tests().get(pictures.chosen()[i]));
        }
        return RawExamples.of(
                        "turned " + base.origin(),
                        pictures,
                        new Labels.Classes(labels, classes.names()),
                        new RawTasks(
                                pictures.tasks(),
                                spec.tasks(),
                                all,
                                Optional.of(new Table.Numbers(
                                        descriptions, List.of("turned: cosine of a task", "turned: sine of a task")))))
                .withTests(tests)
                .withForm(picture);
    }

    /** The first ones that are for the test, or that are not. */
    private int[] first(RawExamples base, int size, boolean forTest) {
        return IntStream.range(0, size)
                .filter(i -> base.tests().get(i) == forTest)
                .limit(spec.samplesPerTask())
                .toArray();
    }

    /** A held-out task has those for the test alone, if some are told to be. */
    private int[] rows(int[] train, int[] test, int task) {
        return task >= spec.tasks() && test.length > 0
                ? test
                : IntStream.concat(Arrays.stream(train), Arrays.stream(test)).toArray();
    }

    private double angle(int task) {
        double step = StrictMath.toRadians(spec.arc()) / spec.tasks();
        if (task < spec.tasks()) {
            return step * task;
        }
        long before = (long) (task - spec.tasks()) * spec.tasks() / spec.heldOut(); // the angle trained on before it
        return step * (before + 0.5);
    }
}
