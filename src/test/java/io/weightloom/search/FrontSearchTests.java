package io.weightloom.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.weightloom.data.Datasets;
import io.weightloom.network.NetworkSizes;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.SweepSpec;
import io.weightloom.spec.SweepSpec.Parameter;
import io.weightloom.spec.SweepSpec.Strategy;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.read.Yaml;
import io.weightloom.spec.settings.Binding;
import io.weightloom.training.PausePoint;
import io.weightloom.trial.TrialOutcome;
import io.weightloom.trial.TrialRun;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * How large the front is that evolution finds with the 60 trials of {@code experiments/search/evolution.yml}, in rounds
 * of 8, beside random points. What its trials come to with the seed 101 stands in a table, for rates half a decade
 * apart; with {@code -Dproofs=full} trials are trained, of the seeds 1 to 5.
 */
class FrontSearchTests {

    private static final boolean FULL = "full".equals(System.getProperty("proofs"));
    private static final int TABLE_SEED = 101;
    private static final String RATE = "training.learning-rate";
    private static final List<Double> RATES = List.of(0.0001, 0.000316228, 0.001, 0.00316228, 0.01, 0.0316228, 0.1);
    /** Of the target network, which are as many numbers as a trial may train. */
    private static final int WEIGHTS = 2490;

    private final Datasets datasets = new Datasets();

    /**
     * What a trial comes to.
     *
     * @param trainable numbers
     * @param score of the validation; empty if it did not complete
     */
    private record Result(int trainable, OptionalDouble score) {

        Observed of(Map<String, Object> point) {
            return score.isPresent()
                    ? new Observed(
                            point, Observed.State.COMPLETED, List.of(-score.getAsDouble(), (double) trainable), 10)
                    : new Observed(point, Observed.State.BAD, List.of(), 0);
        }
    }

    @Test
    void evolutionFindsALargerFrontThanRandomPointsDo() throws IOException {
        Map<Map<String, Object>, Optional<Result>> table = table();
        Feasibility feasibility =
                point -> table.get(tabled(point)).isPresent() ? Optional.empty() : Optional.of("ratio below 1");
        Space space = Space.of(experiment(TABLE_SEED, Strategy.EVOLUTION).sweep());
        List<Double> differences = IntStream.rangeClosed(1, 30)
                .mapToObj(seed -> {
                    Function<Strategy, Double> area = strategy -> area(
                            Searches.of(strategy, space, feasibility, 2, seed),
                            point -> table.get(tabled(point)).orElseThrow());
                    return area.apply(Strategy.EVOLUTION) - area.apply(Strategy.RANDOM);
                })
                .toList();

        assertThat(differences)
                .filteredOn(difference -> difference > 0)
                .hasSizeGreaterThanOrEqualTo(22); // of 30: one in a hundred by chance
        assertThat(differences.stream()
                        .mapToDouble(Double::doubleValue)
                        .average()
                        .orElseThrow())
                .isGreaterThan(0.02);
    }

    @Test
    void itDoesWhereTheTrialsAreTrained(TestReporter reporter) throws IOException {
        assumeThat(FULL).isTrue();
        double sum = 0;
        for (int seed = 1; seed <= 5; seed++) {
            Map<TrialSpec, Result> trained = new HashMap<>();
            double evolution = trained(experiment(seed, Strategy.EVOLUTION), trained);
            double random = trained(experiment(seed, Strategy.RANDOM), trained);
            reporter.publishEntry("seed " + seed, "evolution " + evolution + ", random " + random);
            sum += evolution - random;
        }

        assertThat(sum / 5).isPositive();
    }

    @Test
    void theTableIsOfTheExperiment() throws IOException {
        ExperimentSpec experiment = experiment(TABLE_SEED, Strategy.EVOLUTION);
        Trainability trainability = new Trainability(experiment, new NetworkSizes());
        List<Map.Entry<Map<String, Object>, Optional<Result>>> rows = List.copyOf(table().entrySet());
        double distance = 0;
        int trained = 0;
        for (int i = 0; i < rows.size(); i += 61) {
            Map<String, Object> point = rows.get(i).getKey();
            Optional<Result> row = rows.get(i).getValue();
            assertThat(trainability.objection(point).isEmpty()).isEqualTo(row.isPresent());
            if (row.isPresent()) {
                assertThat(new NetworkSizes().trainable(Binding.trial(experiment, point, 0)))
                        .isEqualTo(row.get().trainable());
            }
            if (FULL && row.isPresent() && row.get().score().isPresent()) {
                distance += Math.abs(
                        trained(Binding.trial(experiment, point, 0)).score().orElseThrow()
                                - row.get().score().getAsDouble());
                trained++;
            }
        }
        assertThat(distance).isLessThanOrEqualTo(0.03 * trained);
    }

    private static ExperimentSpec experiment(int seed, Strategy strategy) throws IOException {
        String text = Files.readString(Path.of("experiments/search/evolution.yml"))
                .replace("seed: 1\n", "seed: " + seed + "\n");
        return Yaml.read(strategy == Strategy.RANDOM ? text.replace("search: evolution\n", "search: random\n") : text)
                .get(0);
    }

    private double trained(ExperimentSpec experiment, Map<TrialSpec, Result> trained) {
        Search search = Searches.of(experiment, new Trainability(experiment, new NetworkSizes()));
        return area(search, point -> trained.computeIfAbsent(Binding.trial(experiment, point, 0), this::trained));
    }

    private Result trained(TrialSpec trial) {
        try (TrialRun run = TrialRun.open(trial, datasets.load(trial.data(), trial.seed()))) {
            TrialOutcome outcome = run.segment(PausePoint.NONE).outcome().orElseThrow();
            return new Result(
                    Math.toIntExact(new NetworkSizes().trainable(trial)),
                    outcome instanceof TrialOutcome.Completed completed
                            ? OptionalDouble.of(completed.result().validationScore())
                            : OptionalDouble.empty());
        }
    }

    /** As a run tells it: a score of 1 for nothing is 1; the reference point is a score of 0 for all weights. */
    private static double area(Search search, Function<Map<String, Object>, Result> results) {
        List<Observed> observed = new ArrayList<>();
        while (observed.size() < 60) {
            search.propose(observed, Math.min(8, 60 - observed.size()))
                    .points()
                    .forEach(point -> observed.add(results.apply(point).of(point)));
        }
        return new Hypervolume(0, WEIGHTS)
                        .of(observed.stream()
                                .map(Observed::objectives)
                                .filter(objectives -> !objectives.isEmpty())
                                .toList())
                / WEIGHTS;
    }

    /** The point of the table that is nearest. */
    private static Map<String, Object> tabled(Map<String, Object> point) {
        double rate = (Double) point.get(RATE);
        Map<String, Object> tabled = new HashMap<>(point);
        tabled.put(
                RATE,
                RATES.stream()
                        .min(Comparator.comparingDouble(other -> Math.abs(Math.log(other / rate))))
                        .orElseThrow());
        return tabled;
    }

    /** A line for each point, in the order of the grid: numbers trained and score; empty where there are too many. */
    private static Map<Map<String, Object>, Optional<Result>> table() throws IOException {
        List<Parameter> parameters = experiment(TABLE_SEED, Strategy.EVOLUTION).sweep().parameters().stream()
                .map(parameter -> parameter.range().settings().contains(RATE) ? Parameter.of(RATE, RATES) : parameter)
                .toList();
        List<Map<String, Object>> points = SweepSpec.grid(parameters).toList();
        try (InputStream file = FrontSearchTests.class.getResourceAsStream("front-scores.csv")) {
            List<String> lines = new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .toList();
            assertThat(lines).hasSameSizeAs(points);
            Map<Map<String, Object>, Optional<Result>> table = new LinkedHashMap<>();
            for (int i = 0; i < lines.size(); i++) {
                table.put(points.get(i), result(lines.get(i).split(",", -1)));
            }
            return table;
        }
    }

    private static Optional<Result> result(String[] row) {
        return row[0].isEmpty()
                ? Optional.empty()
                : Optional.of(new Result(
                        Integer.parseInt(row[0]),
                        row[1].isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(row[1]))));
    }
}
