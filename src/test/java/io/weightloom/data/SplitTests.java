package io.weightloom.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.Labels;
import io.weightloom.data.raw.RawExamples;
import io.weightloom.data.raw.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitTests {

    @ParameterizedTest
    @CsvSource({"1000, 0.1, 0.1, 100, 100", "1000, 0.25, 0.15, 250, 150", "37, 0.1, 0.3, 4, 11", "30, 0.3, 0.3, 9, 9"})
    void splitsHaveTheSharesThatAreAskedForAndTogetherHoldEveryExampleOnce(
            int size, double validation, double test, int expectedValidation, int expectedTest) {
        for (RawExamples raw : List.of(classes(size, 3), numbers(size))) {
            Split split = Split.of(raw, validation, test, new SplittableRandom(1));

            assertThat(split.validation()).hasSize(expectedValidation);
            assertThat(split.test()).hasSize(expectedTest);
            assertThat(all(split))
                    .containsExactlyInAnyOrder(IntStream.range(0, size).toArray());
        }
    }

    @Test
    void eachClassIsSplitInTheSameProportionWithinOneExample() {
        int[] labels = new int[1000];
        Arrays.fill(labels, 0, 37, 1);
        Arrays.fill(labels, 37, 350, 2); // the rest is of class 0: 650
        RawExamples raw = raw(new Labels.Classes(labels, List.of("a", "b", "c")));

        Split split = Split.of(raw, 0.1, 0.2, new SplittableRandom(1));

        assertThat(counts(split.validation(), labels)).containsExactly(65, 4, 31); // of 65, 3.7 and 31.3
        assertThat(counts(split.test(), labels)).containsExactly(130, 7, 63); // of 130, 7.4 and 62.6
    }

    @Test
    void theRarestClassHasAnExampleInEachSplit() {
        int[] labels = new int[1000];
        Arrays.fill(labels, 500, 503, 1);
        RawExamples raw = raw(new Labels.Classes(labels, List.of("common", "rare")));

        Split split = Split.of(raw, 0.1, 0.1, new SplittableRandom(1));

        assertThat(counts(split.train(), labels)[1]).isEqualTo(1);
        assertThat(counts(split.validation(), labels)[1]).isEqualTo(1);
        assertThat(counts(split.test(), labels)[1]).isEqualTo(1);
        assertThat(split.test()).hasSize(100);
    }

    @Test
    void classesWithoutExamplesAreNoFault() {
        Labels labels = new Labels.Classes(new int[] {0, 2, 0, 2, 0, 2, 0, 2}, List.of("a", "none", "c"));

        Split split = Split.of(raw(labels), 0.25, 0.25, new SplittableRandom(1));

        assertThat(split.train()).hasSize(4);
    }

    // Were examples taken in the order of the file, a file sorted by class would give batches of one class.
    @Test
    void eachSplitIsInRandomOrder() {
        Split split = Split.of(classes(1000, 2), 0.2, 0.2, new SplittableRandom(1));

        for (int[] part : List.of(split.train(), split.validation(), split.test())) {
            long rises = IntStream.range(1, part.length)
                    .filter(i -> part[i] > part[i - 1])
                    .count();
            assertThat((double) rises / part.length).isBetween(0.4, 0.6);
        }
    }

    // Examples 0 to 999 have mean 499.5 and standard deviation 289; the mean of 200 of them has 18; four of those.
    @Test
    void eachSplitIsTakenFromAllOverTheSource() {
        Split split = Split.of(classes(1000, 2), 0.2, 0.2, new SplittableRandom(1));

        for (int[] part : List.of(split.train(), split.validation(), split.test())) {
            assertThat(IntStream.of(part).average().orElseThrow()).isBetween(427.0, 572.0);
        }
    }

    @Test
    void anotherGeneratorSplitsInAnotherWay() {
        Split one = Split.of(classes(100, 2), 0.2, 0.2, new SplittableRandom(1));
        Split same = Split.of(classes(100, 2), 0.2, 0.2, new SplittableRandom(1));
        Split other = Split.of(classes(100, 2), 0.2, 0.2, new SplittableRandom(2));

        assertThat(same.test()).isEqualTo(one.test());
        assertThat(other.test()).isNotEqualTo(one.test());
    }

    @Test
    void oneClassOnlyIsRefused() {
        assertRefused(
                raw(new Labels.Classes(new int[9], List.of("cat", "dog"))),
                0.1,
                "somewhere: all 9 examples are of class 'cat'; classification needs at least two classes");
    }

    @Test
    void aClassOfTwoExamplesIsRefused() {
        assertRefused(
                raw(new Labels.Classes(new int[] {0, 0, 0, 0, 1, 1, 0, 0}, List.of("cat", "dog"))),
                0.1,
                "somewhere: class 'dog' has only 2 of 8 examples, and each of the 2 classes needs at least 3: one for"
                        + " training, one for validation, one for the test");
    }

    @Test
    void numbersTakenForClassesAreSuspected() {
        int[] labels = IntStream.range(0, 50).toArray();
        List<String> names = IntStream.of(labels).mapToObj(i -> i + ".5").toList();

        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> Split.of(raw(new Labels.Classes(labels, names)), 0.1, 0.1, new SplittableRandom(1)))
                .withMessageEndingWith("(are the labels numbers to predict?)");
    }

    @Test
    void sharesThatLeaveNothingOfAClassForTrainingAreRefused() {
        assertRefused(
                raw(new Labels.Classes(new int[] {0, 0, 0, 0, 1, 1, 1}, List.of("cat", "dog"))),
                0.5,
                "somewhere: of 4 examples of class 'cat', 2 for validation (share 0.5) and 2 for the test (share 0.5)"
                        + " leave none for training; more examples or smaller shares are needed");
    }

    @Test
    void regressionNeedsTwoExamplesForEachScore() {
        assertRefused(
                numbers(4),
                0.1,
                "somewhere: of 4 examples, 2 for validation (share 0.1) and 2 for the test (share 0.1) leave none for"
                        + " training; more examples or smaller shares are needed");
        assertThat(Split.of(numbers(5), 0.1, 0.1, new SplittableRandom(1)).train())
                .hasSize(1);
    }

    private static void assertRefused(RawExamples raw, double share, String message) {
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> Split.of(raw, share, share, new SplittableRandom(1)))
                .withMessage(message);
    }

    private static int[] all(Split split) {
        List<Integer> all = new ArrayList<>();
        for (int[] part : List.of(split.train(), split.validation(), split.test())) {
            IntStream.of(part).forEach(all::add);
        }
        return all.stream().mapToInt(Integer::intValue).toArray();
    }

    private static int[] counts(int[] examples, int[] labels) {
        int[] counts = new int[Arrays.stream(labels).max().orElseThrow() + 1];
        for (int example : examples) {
            counts[labels[example]]++;
        }
        return counts;
    }

    private static RawExamples classes(int size, int classes) {
        return raw(new Labels.Classes(
                IntStream.range(0, size).map(i -> i % classes).toArray(),
                IntStream.range(0, classes).mapToObj(Integer::toString).toList()));
    }

    private static RawExamples numbers(int size) {
        return raw(new Labels.Numbers(new Table.Numbers(new double[size], List.of("y")), List.of("y")));
    }

    private static RawExamples raw(Labels labels) {
        return RawExamples.of("somewhere", new Table.Numbers(new double[labels.size()], List.of("x")), labels);
    }
}
