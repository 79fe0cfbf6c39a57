package io.weightloom.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.search.Importance.Kind;
import io.weightloom.search.Importance.Parameter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImportanceTests {

    private static final int POINTS = 200;

    /** Of {@code src/test/python/importance.py}, which sums over fine grids; they leave an error of about 1e-7. */
    @Test
    void importancesAreThoseThatNumpyFinds() throws IOException {
        Map<String, List<String[]>> cases = new LinkedHashMap<>();
        try (InputStream file = getClass().getResourceAsStream("importance.csv")) {
            new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .map(line -> line.split(",", -1))
                    .forEach(row -> cases.computeIfAbsent(row[0], name -> new ArrayList<>())
                            .add(row));
        }
        assertThat(cases).hasSize(4);
        for (List<String[]> rows : cases.values()) {
            List<Parameter> parameters = rows.stream()
                    .map(row -> new Parameter(
                            Kind.valueOf(row[1].toUpperCase(Locale.ROOT)),
                            numbers(row[3]).toList(),
                            Integer.parseInt(row[2])))
                    .toList();
            Set<Integer> best = numbers(rows.get(0)[4]).collect(Collectors.toSet());

            List<Double> importances = Importance.of(parameters, best);

            for (int i = 0; i < rows.size(); i++) {
                assertThat(importances.get(i))
                        .as("%s, parameter %s", rows.get(i)[0], i)
                        .isCloseTo(Double.parseDouble(rows.get(i)[5]), within(1e-6));
            }
        }
    }

    /** The slow way: for each point again, what the best are in its cell, over what all are, without smoothing. */
    @Test
    void ofManyPointsItIsTheVarianceOfTheChanceToBeAmongTheBest() {
        int points = 100_000;
        SplittableRandom random = new SplittableRandom(5);
        List<Integer> four = cells(random, points, 4);
        List<Integer> three = cells(random, points, 3);
        Set<Integer> best = new HashSet<>();
        for (int point = 0; point < points; point++) {
            if (random.nextDouble() < 0.05 + 0.1 * four.get(point) + 0.05 * three.get(point)) {
                best.add(point);
            }
        }
        double ofFour = variance(four, best);
        double ofThree = variance(three, best);

        List<Double> importances = Importance.of(
                List.of(new Parameter(Kind.OPTIONS, four, 4), new Parameter(Kind.OPTIONS, three, 3)), best);

        // one point that may be anywhere, of some 25,000 among the best
        assertThat(importances.get(0)).isCloseTo(ofFour / (ofFour + ofThree), within(1e-3));
    }

    private static double variance(List<Integer> cells, Set<Integer> best) {
        double mean = best.size() / (double) cells.size();
        int[] all = new int[4];
        int[] good = new int[4];
        for (int point = 0; point < cells.size(); point++) {
            all[cells.get(point)]++;
            good[cells.get(point)] += best.contains(point) ? 1 : 0;
        }
        return cells.stream()
                        .mapToDouble(cell -> good[cell] / (double) all[cell] - mean)
                        .map(d -> d * d)
                        .sum()
                / cells.size();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whereOneParameterDecidesItIsByFarTheMostImportant(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Integer> decides = cells(random, POINTS, 50);
        List<Parameter> parameters = List.of(
                new Parameter(Kind.LINE, cells(random, POINTS, 50), 50),
                new Parameter(Kind.LINE, decides, 50),
                new Parameter(Kind.OPTIONS, cells(random, POINTS, 4), 4));

        List<Double> importances = Importance.of(parameters, best(20, point -> -Math.abs(decides.get(point) - 33)));

        assertThat(importances.get(1)).isGreaterThan(0.8);
        assertThat(importances.stream().mapToDouble(Double::doubleValue).sum()).isCloseTo(1, within(1e-12));
    }

    /** Of the variance of the score itself nearly all would be that of the parameter that makes some diverge. */
    @Test
    void pointsThatAreBadBeyondMeasureDoNotHideWhatMattersAmongTheGood() {
        SplittableRandom random = new SplittableRandom(9);
        List<Integer> diverges = cells(random, POINTS, 10); // in one of ten cells
        List<Integer> tunes = cells(random, POINTS, 10);
        List<Parameter> parameters =
                List.of(new Parameter(Kind.LINE, diverges, 10), new Parameter(Kind.LINE, tunes, 10));

        List<Double> importances =
                Importance.of(parameters, best(20, point -> diverges.get(point) == 9 ? -1e9 : tunes.get(point)));

        assertThat(importances.get(1)).isGreaterThan(0.8);
    }

    @Test
    void aParameterThatIsRarelyActiveCountsAsRarely() {
        SplittableRandom random = new SplittableRandom(3);
        List<Integer> decides = cells(random, POINTS, 4);
        Set<Integer> best = best(40, point -> decides.get(point) == 2 ? 1 : random.nextDouble());
        List<Integer> sometimes = IntStream.range(0, POINTS)
                .mapToObj(point -> point % 2 == 0 ? decides.get(point) : -1)
                .toList();
        List<Integer> inNoneOfTheBest = IntStream.range(0, POINTS)
                .mapToObj(point -> best.contains(point) ? -1 : point % 4)
                .toList();

        List<Double> importances = Importance.of(
                List.of(
                        new Parameter(Kind.OPTIONS, decides, 4),
                        new Parameter(Kind.OPTIONS, sometimes, 4),
                        new Parameter(Kind.OPTIONS, inNoneOfTheBest, 4)),
                best);

        // half of the points, and about half of the best: (1/2)^2 / (1/2) of the whole
        assertThat(importances.get(1)).isBetween(0.2, 0.45);
        assertThat(importances.get(2)).isZero();
    }

    @Test
    void whatIsTheSameEverywhereHasNoImportance() {
        Parameter constant = new Parameter(Kind.LINE, Collections.nCopies(9, 4), 9);

        assertThat(constant.isConstant()).isTrue();
        assertThat(Importance.of(List.of(constant), Set.of(1, 2, 3))).containsExactly(0.0);
    }

    private static List<Integer> cells(SplittableRandom random, int points, int count) {
        return IntStream.range(0, points)
                .mapToObj(point -> random.nextInt(count))
                .toList();
    }

    private static Set<Integer> best(int most, IntToDoubleFunction score) {
        double[] scores = IntStream.range(0, POINTS).mapToDouble(score).toArray();
        double last =
                DoubleStream.of(scores).sorted().skip(POINTS - most).findFirst().orElseThrow();
        return IntStream.range(0, POINTS)
                .filter(point -> scores[point] >= last)
                .boxed()
                .collect(Collectors.toSet());
    }

    private static Stream<Integer> numbers(String text) {
        return Stream.of(text.split(" ", -1)).map(Integer::valueOf);
    }
}
