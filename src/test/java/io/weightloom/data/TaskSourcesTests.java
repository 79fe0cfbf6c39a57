package io.weightloom.data;

import static io.weightloom.data.raw.Raws.classes;
import static io.weightloom.data.raw.Raws.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.data.picture.Glyphs;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.Labels;
import io.weightloom.data.raw.RawExamples;
import io.weightloom.data.raw.Table;
import io.weightloom.data.tasks.Polynomials;
import io.weightloom.data.tasks.RotatedMoons;
import io.weightloom.data.tasks.SineFamily;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.ConditionSpec.Damage;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.PictureSpec;
import io.weightloom.spec.SourceSpec;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class TaskSourcesTests {

    private static final SourceSpec.SineFamily SINES = new SourceSpec.SineFamily(6, 3, 40);
    private static final SourceSpec.RotatedMoons TURNED = new SourceSpec.RotatedMoons(4, 2, 50, 0.1);
    private static final SourceSpec.Glyphs GLYPHS = new SourceSpec.Glyphs(200, 8, 0.1);

    @TempDir
    Path folder;

    static Stream<SourceSpec> ofTasks() {
        return Stream.of(
                SINES,
                TURNED,
                new SourceSpec.Polynomials(30, 0.05),
                new DataSpec.Permuted(GLYPHS, 3),
                new DataSpec.ClassGroups(GLYPHS, 5));
    }

    @ParameterizedTest
    @MethodSource("ofTasks")
    void eachTaskIsSplitForItselfAndHeldOutOnesServeForTheTestAlone(SourceSpec source) {
        Dataset data = load(source);
        int[] trained = IntStream.range(0, source.tasks()).toArray();

        assertThat(data.tasks().trained()).isEqualTo(source.tasks());
        for (Examples split : List.of(data.train(), data.validation(), data.test())) {
            assertThat(split.tasks()).containsExactly(trained);
        }
        int all = data.tasks().all();
        assertThat(data.heldOut().map(Examples::tasks).orElse(new int[0]))
                .containsExactly(IntStream.range(source.tasks(), all).toArray());
    }

    @ParameterizedTest
    @MethodSource("ofTasks")
    void theSameSeedGivesTheSameExamplesAndAnotherSeedOthers(SourceSpec source) {
        Dataset one = load(source);
        Dataset same = new Datasets().load(new DataSpec(source, 0.2, 0.2), 7);
        Dataset other = new Datasets().load(new DataSpec(source, 0.2, 0.2), 8);

        assertThat(same.fingerprint()).isEqualTo(one.fingerprint());
        assertThat(same.train().features()).isEqualTo(one.train().features());
        assertThat(other.train().features()).isNotEqualTo(one.train().features());
        assertThat(other.fingerprint()).isNotEqualTo(one.fingerprint());
    }

    @Test
    void labelsOfASineAreAmplitudeTimesSineWithinTheFamilysRanges() {
        RawExamples raw = new SineFamily(SINES).read(3);
        Table described = raw.tasks().descriptors().orElseThrow();
        double[] wave = new double[2];
        double[] y = new double[1];

        for (int i = 0; i < 9 * 40; i++) {
            described.read(i / 40, wave);
            ((Labels.Numbers) raw.labels()).table().read(i, y);
            assertThat(wave[0]).isBetween(0.1, 5.0);
            assertThat(wave[1]).isBetween(0.0, Math.PI);
            assertThat(row(raw, i)[0]).isBetween(-5.0, 5.0);
            assertThat(y[0]).isCloseTo(wave[0] * Math.sin(row(raw, i)[0] + wave[1]), within(1e-14));
        }
    }

    // The family's own yardsticks: E[y^2] = E[A^2] / 2 = (5^3 - 0.1^3) / (3 * 4.9) / 2 = 4.25 for the zero predictor
    @Test
    void theZeroPredictorOfTheSineFamilyHasItsKnownError() {
        RawExamples raw = new SineFamily(new SourceSpec.SineFamily(4000, 0, 10)).read(3);
        double[] y = new double[1];
        double squares = 0;
        for (int i = 0; i < 40_000; i++) {
            ((Labels.Numbers) raw.labels()).table().read(i, y);
            squares += y[0] * y[0];
        }

        // a task's mean has a standard deviation below 6: 6 / sqrt(4000) = 0.09; three of them
        assertThat(squares / 40_000).isCloseTo(4.25, within(0.28));
    }

    @Test
    void withoutNoiseTheThreePolynomialsAreWhatTheyAreCalled() {
        RawExamples raw = new Polynomials(new SourceSpec.Polynomials(50, 0)).read(3);
        double[] y = new double[1];

        for (int i = 0; i < 150; i++) {
            double x = row(raw, i)[0];
            ((Labels.Numbers) raw.labels()).table().read(i, y);
            double expected = switch (i / 50) {
                case 0 -> x + 3;
                case 1 -> 2 * x * x - 1;
                default -> Math.pow(x - 3, 3);
            };
            assertThat(y[0]).isCloseTo(expected, within(1e-13));
            assertThat(x)
                    .isBetween(
                            List.of(-4.0, -1.0, 2.0).get(i / 50),
                            List.of(-2.0, 1.0, 4.0).get(i / 50));
        }
    }

    @Test
    void turnedMoonsTurnedBackAreMoonsAndHeldOutAnglesLieBetweenTheOthers() {
        RawExamples turned = new RotatedMoons(new SourceSpec.RotatedMoons(4, 2, 50, 0)).read(3);
        double[] angle = new double[2];

        for (int i = 0; i < 300; i++) {
            turned.tasks().descriptors().orElseThrow().read(i / 50, angle);
            double degrees = List.of(0, 90, 180, 270, 45, 225).get(i / 50);
            assertThat(angle[0]).isCloseTo(Math.cos(Math.toRadians(degrees)), within(1e-15 * 4));
            assertThat(angle[1]).isCloseTo(Math.sin(Math.toRadians(degrees)), within(1e-15 * 4));
            double x = row(turned, i)[0] - 0.5;
            double y = row(turned, i)[1] - 0.25;
            double backX = 0.5 + angle[0] * x + angle[1] * y;
            double backY = 0.25 - angle[1] * x + angle[0] * y;
            double radius = classes(turned)[i] == 0 ? Math.hypot(backX, backY) : Math.hypot(backX - 1, backY - 0.5);
            assertThat(radius).isCloseTo(1, within(1e-14));
        }
    }

    /** A quarter turn puts each pixel where another one was, and loses none. */
    @Test
    void picturesTurnedByAQuarterAreThePixelsAtOtherPlacesAndTheFirstTaskIsUpright() {
        RawExamples base = new Glyphs(GLYPHS).read(3);
        RawExamples turned =
                Sources.of(new DataSpec.Turned(GLYPHS, 4, 2, 100, 360)).read(3);
        int size = GLYPHS.size();

        assertThat(turned.tasks().trained()).isEqualTo(4);
        assertThat(turned.tasks().all()).isEqualTo(6);
        assertThat(turned.labels().size()).isEqualTo(600);
        for (int i = 0; i < 100; i++) {
            double[] upright = row(base, i);
            assertThat(row(turned, i)).containsExactly(upright);
            double[] quarter = row(turned, 100 + i);
            for (int y = 0; y < size; y++) {
                for (int x = 0; x < size; x++) { // against the clock, the right edge becomes the upper one
                    assertThat(quarter[y * size + x]).isCloseTo(upright[x * size + size - 1 - y], within(1e-12));
                }
            }
            assertThat(classes(turned)[100 + i]).isEqualTo(classes(base)[i]);
        }
        double[] angle = new double[2];
        turned.tasks().descriptors().orElseThrow().read(4, angle);
        assertThat(angle[0]).isCloseTo(Math.cos(Math.PI / 4), within(1e-15)); // between the first two
        assertThat(angle[1]).isCloseTo(Math.sin(Math.PI / 4), within(1e-15));
    }

    @Test
    void permutedTasksHaveTheSamePixelsInAnotherOrderAndTheFirstTheSameOrder() {
        RawExamples base = new Glyphs(GLYPHS).read(3);
        RawExamples permuted = Sources.of(new DataSpec.Permuted(GLYPHS, 3)).read(3);

        for (int i = 0; i < 200; i++) {
            assertThat(row(permuted, i)).containsExactly(row(base, i));
            for (int task = 1; task < 3; task++) {
                double[] moved = row(permuted, task * 200 + i);
                assertThat(moved).isNotEqualTo(row(base, i));
                assertThat(sorted(moved)).containsExactly(sorted(row(base, i)));
            }
            assertThat(classes(permuted)[400 + i]).isEqualTo(classes(base)[i]);
        }
    }

    /** What is at each place, told by its values in all examples. */
    @Test
    void noTwoPermutedTasksShareAnOrderNorDoTwoSeeds() {
        List<List<List<Double>>> orders = new ArrayList<>();
        for (long seed : new long[] {3, 4, -1}) {
            RawExamples permuted = Sources.of(new DataSpec.Permuted(GLYPHS, 5)).read(seed);
            RawExamples base = new Glyphs(GLYPHS).read(seed);
            List<List<Double>> columns = columns(base, 0);
            for (int task = 0; task < 5; task++) {
                List<List<Double>> moved = columns(permuted, task * 200);

                assertThat(moved).as("task %d of seed %d", task, seed).containsExactlyInAnyOrderElementsOf(columns);
                orders.add(moved);
            }
        }
        assertThat(orders.get(0)).isEqualTo(columns(new Glyphs(GLYPHS).read(3), 0)); // the first task is the base
        for (int i = 0; i < orders.size(); i++) {
            for (int j = 0; j < i; j++) {
                // one place of all 256 is expected to be the same in two random orders, and blank pixels are alike
                assertThat(same(orders.get(i), orders.get(j)))
                        .as("%d and %d", i, j)
                        .isLessThan(20);
            }
        }
    }

    private static int same(List<List<Double>> one, List<List<Double>> other) {
        return (int) IntStream.range(0, one.size())
                .filter(i -> one.get(i).equals(other.get(i)))
                .count();
    }

    /** The numbers of 200 examples, pixel by pixel. */
    private static List<List<Double>> columns(RawExamples raw, int from) {
        List<List<Double>> columns = new ArrayList<>();
        for (int column = 0; column < raw.features().columns(); column++) {
            columns.add(new ArrayList<>());
        }
        for (int i = from; i < from + 200; i++) {
            double[] row = row(raw, i);
            for (int column = 0; column < row.length; column++) {
                columns.get(column).add(row[column]);
            }
        }
        return columns;
    }

    @Test
    void anExampleIsInTheSameSplitInAllPermutedTasks() {
        Dataset data = load(new DataSpec.Permuted(GLYPHS, 3));

        Examples test = data.test();

        for (int task = 1; task < 3; task++) {
            for (int i = 0; i < test.size(0); i++) {
                float[] first = pixels(test, test.starts()[0] + i);
                float[] same = pixels(test, test.starts()[task] + i);
                Arrays.sort(first);
                Arrays.sort(same);
                assertThat(same).containsExactly(first);
            }
        }
    }

    @Test
    void classesAreDealtOutInOrderAndCountedWithinTheirGroup() {
        RawExamples groups = Sources.of(new DataSpec.ClassGroups(GLYPHS, 5)).read(3);

        for (int i = 0; i < 200; i++) { // example i shows the digit i mod 10
            assertThat(groups.tasks().of()[i]).isEqualTo(i % 10 / 2);
            assertThat(classes(groups)[i]).isEqualTo(i % 2);
        }
    }

    @Test
    void classesOfAGroupKeepTheirNames() {
        Predicted predicted =
                load(new DataSpec.ClassGroups(GLYPHS, 5)).preprocessing().predicted();

        assertThat(predicted.names()).containsExactly("0", "1");
        assertThat(predicted.ofTask(0).names()).containsExactly("0", "1");
        assertThat(predicted.ofTask(2).names()).containsExactly("4", "5");
        assertThat(load(new DataSpec.Permuted(GLYPHS, 3))
                        .preprocessing()
                        .predicted()
                        .ofTask(2)
                        .names())
                .hasSize(10);
    }

    @Test
    void groupsThatDoNotDivideTheClassesAreRefused() {
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> load(new DataSpec.ClassGroups(GLYPHS, 3)))
                .withMessage("glyphs: its 10 classes do not make 3 groups of equal size, at least 2");
    }

    @Test
    void descriptionsAreStandardisedOverTheTasksThatAreTrainedOn() {
        TaskMatrix matrix = load(new SourceSpec.SineFamily(50, 10, 20))
                .tasks()
                .matrix(new ConditionSpec.Descriptor(2, ConditionSpec.Encoding.NONE, 50))
                .orElseThrow();

        assertThat(matrix.tasks()).isEqualTo(60);
        for (int j = 0; j < 2; j++) {
            double sum = 0;
            double squares = 0;
            for (int task = 0; task < 50; task++) {
                sum += matrix.values()[2 * task + j];
                squares += Math.pow(matrix.values()[2 * task + j], 2);
            }
            assertThat(sum / 50).isCloseTo(0, within(1e-6));
            assertThat(squares / 50).isCloseTo(1, within(1e-6));
        }
    }

    // Ortiz et al.: the encoding has the norm sqrt(n), whatever it encodes
    @Test
    void encodedDescriptionsAllHaveTheSameNorm() {
        TaskMatrix matrix = load(SINES)
                .tasks()
                .matrix(new ConditionSpec.Descriptor(2, ConditionSpec.Encoding.MIP, 6))
                .orElseThrow();

        assertThat(matrix.width()).isEqualTo(4);
        for (int task = 0; task < 9; task++) {
            double squares = 0;
            for (int j = 0; j < 4; j++) {
                squares += Math.pow(matrix.values()[4 * task + j], 2);
            }
            assertThat(squares).isCloseTo(2, within(1e-6));
        }
    }

    @Test
    void aBankKnowsTasksByOneHotRows() {
        TaskMatrix matrix =
                load(SINES).tasks().matrix(new ConditionSpec.PerTask(4, 6)).orElseThrow();

        assertThat(matrix.tasks()).isEqualTo(6);
        for (int i = 0; i < 36; i++) {
            assertThat(matrix.values()[i]).isEqualTo(i / 6 == i % 6 ? 1 : 0);
        }
    }

    @Test
    void aFrozenConditionKnowsAllTasksByTheSameRow() {
        Tasks tasks = load(SINES).tasks();

        assertThat(rows(tasks.matrix(new ConditionSpec.PerTask(4, 6, Damage.FROZEN))))
                .hasSize(6)
                .containsOnly(List.of(1f, 0f, 0f, 0f, 0f, 0f));
        assertThat(rows(tasks.matrix(described(ConditionSpec.Encoding.NONE, Damage.FROZEN))))
                .hasSize(9)
                .containsOnly(List.of(1f, 1f));
        assertThat(rows(tasks.matrix(described(ConditionSpec.Encoding.MIP, Damage.FROZEN))))
                .hasSize(9)
                .containsOnly(Collections.nCopies(4, (float) Math.sqrt(0.5)));
    }

    @ParameterizedTest
    @EnumSource(ConditionSpec.Encoding.class)
    void aShuffledConditionIsTrainedWithEachTasksOwnRowAndTestedWithThatOfAnother(ConditionSpec.Encoding encoding) {
        Tasks tasks = load(SINES).tasks();
        ConditionSpec whole = described(encoding, Damage.NONE);
        ConditionSpec shuffled = described(encoding, Damage.SHUFFLED);
        List<List<Float>> own = rows(tasks.matrix(whole));

        assertThat(rows(tasks.matrix(shuffled))).isEqualTo(own);
        assertThat(rows(tasks.tested(whole, 1))).isEqualTo(own);
        for (long seed = 1; seed <= 50; seed++) {
            List<List<Float>> others = rows(tasks.tested(shuffled, seed));
            assertThat(others).containsExactlyInAnyOrderElementsOf(own);
            for (int task = 0; task < 9; task++) {
                assertThat(others.get(task)).isNotEqualTo(own.get(task));
            }
            assertThat(rows(tasks.tested(shuffled, seed))).isEqualTo(others);
        }
        assertThat(rows(tasks.tested(shuffled, 2))).isNotEqualTo(rows(tasks.tested(shuffled, 1)));
    }

    private static ConditionSpec described(ConditionSpec.Encoding encoding, Damage damage) {
        return new ConditionSpec.Descriptor(2, encoding, 6, damage);
    }

    private static List<List<Float>> rows(Optional<TaskMatrix> matrix) {
        TaskMatrix known = matrix.orElseThrow();
        return IntStream.range(0, known.tasks())
                .mapToObj(task -> IntStream.range(0, known.width())
                        .mapToObj(j -> known.values()[task * known.width() + j])
                        .toList())
                .toList();
    }

    @ParameterizedTest
    @EnumSource(PictureSpec.Motif.class)
    void aPictureHasColoursThatVaryWithinTheirRangeAndAllOfThemServeForEverything(PictureSpec.Motif motif) {
        SourceSpec source = new SourceSpec.Image(new PictureSpec.Drawn(motif, 16), PictureSpec.Colours.RGB);
        RawExamples raw = Sources.of(source).read(1);
        double[] colour = new double[3];
        for (int i = 0; i < 256; i++) {
            ((Labels.Numbers) raw.labels()).table().read(i, colour);
            assertThat(Arrays.stream(colour).boxed())
                    .allSatisfy(part -> assertThat(part).isBetween(0.0, 1.0));
        }

        Dataset data = load(source);

        assertThat(data.outputs()).isEqualTo(3);
        assertThat(Arrays.stream(data.preprocessing().predicted().scale().deviations())
                        .boxed())
                .allSatisfy(d -> assertThat(d).isGreaterThan(0.05));
        assertThat(data.train().size()).isEqualTo(256);
        assertThat(data.test().labels()).containsExactly(data.train().labels());
        assertThat(data.train().features()[0]).isEqualTo(-15f / 16); // the centre of the first pixel
        assertThat(data.train().features()[511]).isEqualTo(15f / 16);
    }

    @Test
    void aPngFileIsReadPixelByPixel() throws IOException {
        BufferedImage image = new BufferedImage(4, 2, BufferedImage.TYPE_INT_RGB);
        image.setRGB(3, 1, 0xff0080);
        Path file = folder.resolve("a.png");
        ImageIO.write(image, "png", file.toFile());

        RawExamples raw = Sources.of(new SourceSpec.Image(new PictureSpec.Png(file), PictureSpec.Colours.RGB))
                .read(1);

        double[] colour = new double[3];
        ((Labels.Numbers) raw.labels()).table().read(7, colour);
        assertThat(colour).containsExactly(1, 0, 128 / 255.0);
        assertThat(row(raw, 7)).containsExactly(0.75, 0.25); // the longer side reaches from -1 to 1
    }

    @Test
    void whatIsNoPngFileIsRefusedWithItsName() throws IOException {
        Path file = Files.writeString(folder.resolve("a.png"), "no picture");

        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> load(new SourceSpec.Image(new PictureSpec.Png(file), PictureSpec.Colours.GREY)))
                .withMessageStartingWith(file + " is no whole PNG file: ")
                .satisfies(e -> assertThat(e.faults().get(0).setting()).isEqualTo("data.png"));
    }

    private static Dataset load(SourceSpec source) {
        return new Datasets().load(new DataSpec(source, 0.2, 0.2), 7);
    }

    private static double[] sorted(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted;
    }

    private static float[] pixels(Examples examples, int row) {
        return Arrays.copyOfRange(examples.features(), row * examples.inputs(), (row + 1) * examples.inputs());
    }
}
