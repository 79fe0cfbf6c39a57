package io.weightloom.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.data.Augmentation;
import io.weightloom.data.Dataset;
import io.weightloom.data.Examples;
import io.weightloom.data.Predicted;
import io.weightloom.data.Preprocessing;
import io.weightloom.data.Scale;
import io.weightloom.data.Tasks;
import io.weightloom.data.raw.Features;
import io.weightloom.network.Trials;
import io.weightloom.random.RandomStream;
import io.weightloom.spec.Activation;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.LabelKind;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrainingSpec.Augment;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import io.weightloom.verification.Finding;
import io.weightloom.verification.Verifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Pictures that are changed while they are trained on. */
class AugmentedTrainingTests {

    private static final int CHANNELS = 2;
    private static final int HEIGHT = 4;
    private static final int BREADTH = 5;
    private static final int NUMBERS = CHANNELS * HEIGHT * BREADTH;
    private static final Augment BOTH = new Augment(2, Augment.Flip.HORIZONTAL);

    /** The plain way: a picture with its margin in memory, a part cut out, and its lines turned. */
    @ParameterizedTest
    @CsvSource({"0, HORIZONTAL", "1, NONE", "3, NONE", "2, HORIZONTAL"})
    void eachPictureIsAPartOfItselfWithAMarginOfZeros(int crop, Augment.Flip flip) {
        Examples examples = pictures(40, 1);
        Augmentation augmentation = augmentation(9, new Augment(crop, flip));
        int[] rows = IntStream.range(0, 40).map(i -> 39 - i).toArray();
        float[] changed = new float[40 * NUMBERS];

        augmentation.apply(examples, rows, 0, 40, 3, changed);

        boolean[] seen = new boolean[2];
        for (int i = 0; i < 40; i++) {
            SplittableRandom random = RandomStream.AUGMENTATION.generator(9, (3L << 32) + rows[i]);
            int top = random.nextInt(2 * crop + 1);
            int left = random.nextInt(2 * crop + 1);
            boolean turned = random.nextBoolean() && flip != Augment.Flip.NONE;
            seen[turned ? 1 : 0] = true;
            for (int c = 0; c < CHANNELS; c++) {
                float[][] wide = new float[HEIGHT + 2 * crop][BREADTH + 2 * crop];
                for (int y = 0; y < HEIGHT; y++) {
                    for (int x = 0; x < BREADTH; x++) {
                        wide[y + crop][x + crop] =
                                examples.features()[((rows[i] * CHANNELS + c) * HEIGHT + y) * BREADTH + x];
                    }
                }
                for (int y = 0; y < HEIGHT; y++) {
                    for (int x = 0; x < BREADTH; x++) {
                        float wanted = wide[y + top][(turned ? BREADTH - 1 - x : x) + left];
                        assertThat(changed[((i * CHANNELS + c) * HEIGHT + y) * BREADTH + x])
                                .isEqualTo(wanted);
                    }
                }
            }
        }
        assertThat(seen[1]).isEqualTo(flip != Augment.Flip.NONE);
    }

    /** Whatever was asked for before, in whatever order. */
    @Test
    void aPictureIsAFunctionOfSeedEpochAndRowAlone() {
        Examples examples = pictures(40, 1);
        float[] alone = new float[NUMBERS];
        float[] among = new float[40 * NUMBERS];
        augmentation(9, BOTH).apply(examples, new int[] {17}, 0, 1, 5, alone);
        augmentation(9, BOTH).apply(examples, IntStream.range(0, 40).toArray(), 0, 40, 5, among);

        assertThat(alone).isEqualTo(Arrays.copyOfRange(among, 17 * NUMBERS, 18 * NUMBERS));
        assertThat(changed(examples, 9, 6)).isNotEqualTo(changed(examples, 9, 5));
        assertThat(changed(examples, 8, 5)).isNotEqualTo(changed(examples, 9, 5));
    }

    /**
     * 25 places, and half of them turned: chi-square with 49 degrees of freedom is above 86 once in a thousand seeds.
     */
    @Test
    void everyPlaceIsEquallyLikely() {
        int[] counts = new int[50];
        float[] place = new float[NUMBERS];
        float[] features = new float[NUMBERS];
        features[2 * BREADTH + 2] = 1; // which no shift by two takes out of the picture
        Examples one = new Examples(features, new float[1], 1, NUMBERS, 1);
        for (int epoch = 1; epoch <= 20_000; epoch++) {
            SplittableRandom random = RandomStream.AUGMENTATION.generator(4, (long) epoch << 32);
            int down = random.nextInt(5);
            int right = random.nextInt(5);
            boolean turned = random.nextBoolean();
            counts[(down * 5 + right) * 2 + (turned ? 1 : 0)]++;
            augmentation(4, BOTH).apply(one, new int[] {0}, 0, 1, epoch, place);
            int row = 4 - down;
            int column = turned ? right : 4 - right;
            if (row < HEIGHT) {
                assertThat(place[row * BREADTH + column]).isEqualTo(1);
            }
        }
        double chiSquare = Arrays.stream(counts)
                .mapToDouble(count -> (count - 400.0) * (count - 400.0) / 400)
                .sum();
        assertThat(chiSquare).isLessThan(86);
    }

    static Stream<WeightsSpec> sources() {
        return Stream.of(new WeightsSpec.Plain(), Trials.chunked(Initialisation.HYPERFAN_IN, 4, 16, 0, 8));
    }

    /** Each epoch trains as one without augmentation does on pictures that were changed for it beforehand. */
    @ParameterizedTest
    @MethodSource("sources")
    void anEpochTrainsOnThePicturesThatWereChangedForIt(WeightsSpec weights) {
        TrialSpec trial = trial(weights, BOTH);
        Dataset data = data(pictures(40, 1));
        Optional<Checkpoint> at = Optional.empty();
        for (int epoch = 1; epoch <= 3; epoch++) {
            Examples changed = new Examples(
                    changed(data.train(), trial.seed(), epoch), data.train().labels(), 40, NUMBERS, 2);
            Checkpoint augmented = after(trial, data, at, epoch);
            Checkpoint beforehand = after(trial(weights, Augment.NONE), data(changed, data.validation()), at, epoch);

            assertThat(learned(trial, data, augmented))
                    .isEqualTo(learned(trial(weights, Augment.NONE), data, beforehand));
            at = Optional.of(augmented);
        }
    }

    @ParameterizedTest
    @MethodSource("sources")
    void aTrainingInterruptedAfterEachStepEndsWithTheSameBits(WeightsSpec weights) {
        TrialSpec trial = trial(weights, BOTH);
        Dataset data = data(pictures(40, 1));

        List<Double> pieces = new ArrayList<>();
        Optional<Checkpoint> at = Optional.empty();
        boolean finished = false;
        while (!finished) {
            try (Training training = Training.of(trial, data, at)) {
                finished = training.advance(() -> true, each(pieces)) instanceof Progress.Finished;
                at = Optional.of(training.checkpoint());
            }
        }
        List<Double> whole = new ArrayList<>();
        try (Training training = Training.of(trial, data, Optional.empty())) {
            assertThat(training.advance(PausePoint.NONE, each(whole))).isInstanceOf(Progress.Finished.class);
        }
        assertThat(pieces).isEqualTo(whole).hasSize(6);
    }

    /** The first batch is compared as it is trained; all else looks at pictures as they are. */
    @ParameterizedTest
    @MethodSource("sources")
    void verificationFindsNoFault(WeightsSpec weights) {
        List<Finding> findings =
                Verifier.verify(trial(weights, BOTH), data(pictures(40, 1))).findings();

        assertThat(findings).noneMatch(finding -> finding.verdict().fault());
        assertThat(findings).anyMatch(finding -> finding.message().contains("of the first batch that is trained"));
    }

    private static TrainingListener each(List<Double> losses) {
        return new TrainingListener() {
            @Override
            public void epoch(EpochMetrics metrics) {
                losses.add(metrics.trainLoss());
                losses.add(metrics.validationLoss());
            }

            @Override
            public void steps(long steps, double seconds) {}
        };
    }

    private static Checkpoint after(TrialSpec trial, Dataset data, Optional<Checkpoint> from, int epoch) {
        try (Training training = Training.of(trial, data, from)) {
            training.advance(PausePoint.endOf(epoch), each(new ArrayList<>()));
            return training.checkpoint();
        }
    }

    private static double learned(TrialSpec trial, Dataset data, Checkpoint checkpoint) {
        try (Training training = Training.of(trial, data, Optional.of(checkpoint))) {
            return training.validationLoss();
        }
    }

    private static float[] changed(Examples examples, long seed, int epoch) {
        float[] changed = new float[examples.features().length];
        augmentation(seed, BOTH)
                .apply(examples, IntStream.range(0, examples.size()).toArray(), 0, examples.size(), epoch, changed);
        return changed;
    }

    private static Augmentation augmentation(long seed, Augment augment) {
        return new Augmentation(seed, augment, form());
    }

    private static Features.Picture form() {
        return new Features.Picture(CHANNELS, HEIGHT, BREADTH, OptionalDouble.empty());
    }

    private static Examples pictures(int count, long seed) {
        float[] features = RandomStream.DATA.gaussians(seed, 0, count * NUMBERS);
        float[] labels = new float[2 * count];
        for (int i = 0; i < count; i++) {
            labels[2 * i + i % 2] = 1;
            features[i * NUMBERS + 12] += i % 2 == 0 ? 2 : -2;
        }
        return new Examples(features, labels, count, NUMBERS, 2);
    }

    private static Dataset data(Examples train) {
        return data(train, pictures(20, 2));
    }

    private static Dataset data(Examples train, Examples validation) {
        return new Dataset(
                LabelKind.CLASSIFICATION,
                train,
                validation,
                pictures(20, 3),
                Optional.empty(),
                "fingerprint",
                new Preprocessing(
                        form(),
                        new double[NUMBERS],
                        Scale.none(NUMBERS),
                        new Predicted.Classes(List.of("0", "1")),
                        Tasks.ONE));
    }

    private static TrialSpec trial(WeightsSpec weights, Augment augment) {
        TargetSpec target = new TargetSpec.Conv(
                List.of(CHANNELS, HEIGHT, BREADTH),
                List.of(new TargetSpec.Convolution(3, 3, 3)),
                1,
                TargetSpec.Pooling.MAX,
                List.of(2),
                Activation.TANH);
        TrainingSpec training = new TrainingSpec(3, 8, 0.01, Loss.CROSS_ENTROPY);
        return Trials.of(5, target, weights, Loss.CROSS_ENTROPY).with(training.with(augment));
    }
}
