package io.weightloom.program.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/** Kernels on values of which stretches share one number, against what broadcasting means, element by element. */
class SpansTests {

    static Stream<Arguments> shapes() {
        return Stream.of(
                        new long[][] {{2, 3, 4, 5}, {1, 3, 1, 1}},
                        new long[][] {{2, 3, 4, 7}, {2, 1, 4, 1}},
                        new long[][] {{3, 5}, {3, 1}},
                        new long[][] {{3, 5}, {1, 1}},
                        new long[][] {{4, 3, 1, 1}, {1, 3, 1, 1}},
                        new long[][] {{3, 4}, {1, 4}},
                        new long[][] {{5, 3, 20, 20}, {1, 3, 1, 1}},
                        new long[][] {{70, 2, 3, 4}, {1, 2, 1, 1}},
                        new long[][] {{130, 3, 5, 5}, {1, 3, 1, 1}},
                        new long[][] {{3, 2, 30, 30}, {1, 2, 1, 1}},
                        new long[][] {{2, 4, 3, 5, 5}, {2, 1, 3, 1, 1}},
                        new long[][] {{32, 128}, {32, 1}})
                .flatMap(pair ->
                        Stream.of(DataType.FLOAT, DataType.DOUBLE).map(type -> Arguments.of(pair[0], pair[1], type)));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void everyKernelComputesWhatBroadcastingMeans(long[] whole, long[] shared, DataType type) {
        int n = size(whole);
        int m = size(shared);
        Spans spans = Spans.of(whole, shared).orElseThrow();
        try (Arena arena = new Arena(type, 3 * n + 2 * m)) {
            Elements x = random(arena.elements(0, n));
            Elements y = random(arena.elements(n, n));
            Elements z = arena.elements(2 * n, n);
            Elements s = random(arena.elements(3 * n, m));
            Elements sums = arena.elements(3 * n + m, m);
            int[] owner = owners(whole, shared);
            double tolerance = type == DataType.FLOAT ? 1e-4 : 1e-11; // of sums up to some hundreds

            spans.add(x, s, -1, z).run();
            assertEach(n, z, i -> x.get(i) - s.get(owner[i]), tolerance);
            spans.multiply(x, s, z).run();
            assertEach(n, z, i -> x.get(i) * s.get(owner[i]), tolerance);
            spans.spread(s, 0.25, z).run();
            assertEach(n, z, i -> 0.25 * s.get(owner[i]), tolerance);
            spans.sum(x, -1, sums).run();
            assertEach(m, sums, j -> -total(n, owner, j, i -> x.get(i)), tolerance);
            spans.dot(x, y, 0.5, sums).run();
            assertEach(m, sums, j -> 0.5 * total(n, owner, j, i -> x.get(i) * y.get(i)), tolerance);
            SharedSums.sum(spans, x, -1, sums).run();
            assertEach(m, sums, j -> -total(n, owner, j, i -> x.get(i)), tolerance);
            SharedSums.dot(spans, x, y, 0.5, sums).run();
            assertEach(m, sums, j -> 0.5 * total(n, owner, j, i -> x.get(i) * y.get(i)), tolerance);
        }
    }

    @Test
    void whatDoesNotBroadcastHasNoSpans() {
        assertThat(Spans.of(new long[] {2, 3}, new long[] {2, 3})).isEmpty();
        assertThat(Spans.of(new long[] {2, 3}, new long[] {2, 2})).isEmpty();
        assertThat(Spans.of(new long[] {1, 3}, new long[] {2, 1})).isEmpty();
        assertThat(Spans.of(new long[] {2, 3}, new long[] {3})).isEmpty();
    }

    private interface Element {
        double at(int index);
    }

    private static void assertEach(int n, Elements actual, Element expected, double tolerance) {
        for (int i = 0; i < n; i++) {
            assertThat(actual.get(i)).isCloseTo(expected.at(i), within(tolerance));
        }
    }

    private static double total(int n, int[] owner, int number, Element element) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += owner[i] == number ? element.at(i) : 0;
        }
        return sum;
    }

    /** For each element the number of the one that it shares, by its coordinates. */
    private static int[] owners(long[] whole, long[] shared) {
        int[] owners = new int[size(whole)];
        for (int i = 0; i < owners.length; i++) {
            int rest = i;
            int stride = 1;
            for (int axis = whole.length - 1; axis >= 0; axis--) {
                int coordinate = (int) (rest % whole[axis]);
                rest /= (int) whole[axis];
                owners[i] += shared[axis] == 1 ? 0 : coordinate * stride;
                stride *= (int) shared[axis];
            }
        }
        return owners;
    }

    private static Elements random(Elements elements) {
        Random random = new Random(elements.size());
        for (int i = 0; i < elements.size(); i++) {
            elements.put(i, random.nextGaussian());
        }
        return elements;
    }

    private static int size(long[] shape) {
        return (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    }
}
