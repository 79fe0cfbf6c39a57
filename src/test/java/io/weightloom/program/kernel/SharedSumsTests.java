package io.weightloom.program.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/** Sums of floats that share an element, against one loop over all of them in double precision. */
class SharedSumsTests {

    /** Largest relative error of one operation on floats. */
    private static final double ROUNDING = 0x1p-24;

    /** Numbers that are added up in single precision. */
    private static final int REPEATS = 64;

    static Stream<Arguments> shapes() {
        return Stream.of(
                shapes(new long[] {5, 7, 3, 3}, 1, 7, 1, 1), // channels of pictures
                shapes(new long[] {130, 3, 5, 5}, 1, 3, 1, 1), // of more than are added up at once
                shapes(new long[] {64, 2, 2, 3}, 1, 2, 1, 1), // of just as many
                shapes(new long[] {65, 2, 2, 3}, 1, 2, 1, 1), // of one more
                shapes(new long[] {3, 2, 30, 30}, 1, 2, 1, 1), // longer than a piece, at places apart from its begin
                shapes(new long[] {2, 1, 32, 32}, 1, 1, 1, 1), // of two whole pieces
                shapes(new long[] {2, 4, 3, 5, 5}, 2, 1, 3, 1, 1), // of each of two tasks, one after the other
                shapes(new long[] {2, 70, 3, 2, 2}, 2, 1, 3, 1, 1),
                shapes(new long[] {32, 128}, 32, 1), // rows
                shapes(new long[] {40, 30}, 1, 1), // everything
                shapes(new long[] {1000, 3}, 1, 1),
                shapes(new long[] {4, 3, 5, 6}, 1, 3, 5, 1), // of a row of all pictures
                shapes(new long[] {2, 2, 2, 2}, 1, 2, 1, 1)); // so few that they are not copied
    }

    private static Arguments shapes(long[] whole, long... shared) {
        return Arguments.of(whole, shared);
    }

    /**
     * A sum of {@code n} numbers, one after the other, differs from the exact one by at most {@code n - 1} roundings of
     * the sum of their magnitudes, to first order; each product of two is one rounding away, besides. What is added in
     * double precision differs by nothing beside that. A rounding of the result comes on top.
     */
    @ParameterizedTest
    @MethodSource("shapes")
    void atMostSixtyFourNumbersAreAddedUpInSinglePrecision(long[] whole, long[] shared) {
        int n = size(whole);
        int m = size(shared);
        Spans spans = Spans.of(whole, shared).orElseThrow();
        try (Arena arena = new Arena(DataType.FLOAT, 2 * n + m)) {
            Elements x = drawn(arena.elements(0, n), 1);
            Elements y = drawn(arena.elements(n, n), 2);
            Elements s = arena.elements(2 * n, m);
            double[] sums = new double[m];
            double[] magnitudes = new double[m];
            double[] dots = new double[m];
            double[] dotMagnitudes = new double[m];
            for (int i = 0; i < n; i++) {
                int owner = owner(i, whole, shared);
                sums[owner] += x.get(i);
                magnitudes[owner] += Math.abs(x.get(i));
                dots[owner] += x.get(i) * y.get(i);
                dotMagnitudes[owner] += Math.abs(x.get(i) * y.get(i));
            }
            Kernel sum = SharedSums.sum(spans, x, -0.5, s);
            Kernel dot = SharedSums.dot(spans, x, y, 3, s);

            for (int run = 0; run < 2; run++) { // the first must leave nothing to the second
                sum.run();
                assertClose(s, -0.5, sums, (REPEATS - 1) * ROUNDING, magnitudes);
                dot.run();
                assertClose(s, 3, dots, REPEATS * ROUNDING, dotMagnitudes);
            }
        }
    }

    private static void assertClose(Elements actual, double factor, double[] sums, double error, double[] magnitudes) {
        for (int i = 0; i < sums.length; i++) {
            double expected = factor * sums[i];
            double bound = Math.abs(factor) * error * magnitudes[i];
            double rounded = ROUNDING * (bound + Math.abs(expected));
            assertThat(actual.get(i)).as("sum %s", i).isCloseTo(expected, within(bound + rounded));
        }
    }

    static Stream<Arguments> longSums() {
        return Stream.of(shapes(new long[] {1024, 1024}, 1, 1), shapes(new long[] {8192, 2, 64}, 1, 2, 1));
    }

    /**
     * Of numbers whose last bit is lost when they are added to 256 in single precision, but not when to less than 64:
     * in one stretch, and in stretches of which each is added to the one before.
     */
    @ParameterizedTest
    @MethodSource("longSums")
    void longSumsKeepWhatSinglePrecisionWouldLose(long[] whole, long[] shared) {
        int n = size(whole);
        int m = size(shared);
        try (Arena arena = new Arena(DataType.FLOAT, n + m)) {
            Elements x = arena.elements(0, n);
            Elements s = arena.elements(n, m);
            for (int i = 0; i < n; i++) {
                x.put(i, 1 + 0x1p-17);
            }

            SharedSums.sum(Spans.of(whole, shared).orElseThrow(), x, 1, s).run();

            assertThat(s.toArray()).containsOnly((double) n / m * (1 + 0x1p-17));
        }
    }

    @Test
    void stretchesThatAreTooShortAreAddedUpAsTheyLie() {
        Spans spans = Spans.of(new long[] {70, 2, 3}, new long[] {1, 2, 1}).orElseThrow();
        try (Arena arena = new Arena(DataType.FLOAT, 424)) {
            Elements x = drawn(arena.elements(0, 420), 1);
            Elements actual = arena.elements(420, 2);
            Elements expected = arena.elements(422, 2);

            SharedSums.sum(spans, x, 1, actual).run();
            spans.sum(x, 1, expected).run();

            assertThat(actual.toArray()).containsExactly(expected.toArray());
        }
    }

    /** By the coordinates of an element. */
    private static int owner(int element, long[] whole, long[] shared) {
        int owner = 0;
        int size = size(whole);
        for (int axis = 0; axis < whole.length; axis++) {
            size /= Math.toIntExact(whole[axis]);
            int coordinate = element / size % Math.toIntExact(whole[axis]);
            owner = owner * Math.toIntExact(shared[axis]) + (shared[axis] == 1 ? 0 : coordinate);
        }
        return owner;
    }

    private static Elements drawn(Elements elements, int seed) {
        Random random = new Random(seed);
        for (int i = 0; i < elements.size(); i++) {
            elements.put(i, random.nextGaussian());
        }
        return elements;
    }

    private static int size(long[] shape) {
        return Math.toIntExact(LongStream.of(shape).reduce(1, (a, b) -> a * b));
    }
}
