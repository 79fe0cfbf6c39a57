package io.weightloom.runner.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.layout.Ledger;
import io.weightloom.runner.review.ImportanceReview.ParameterImportance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ImportancesTests {

    private static final String SPEC = """
            {"seed": 7, "sweep": {"search": "random", "parameters": [
                {"name": "training.learning-rate", "min": 1e-4, "max": 0.1, "scale": "log"},
                {"name": "hypernet.z-dim", "min": 2, "max": 16},
                {"name": "hypernet.generator", "values": ["full", "chunked"]},
                {"name": "hypernet.chunk-size", "min": 8, "max": 64, "step": 8, "when": {"hypernet.generator": ["chunked"]}},
                {"tied": [{"name": "target.layers", "values": [[8], [16]]}, {"name": "training.epochs", "values": [3, 4]}]},
                {"name": "training.batch-size", "values": [16]}]}}""";

    private final List<TrialSummary> trials = new ArrayList<>();

    @Test
    void theLearningRateDecides() {
        sweep(60, "");

        ImportanceReview review = review(0.1);

        assertThat(review.measure()).isEqualTo("validation-score");
        assertThat(review.points()).isEqualTo(60);
        assertThat(review.best()).isEqualTo(6);
        assertThat(review.missing()).isNull();
        assertThat(review.importances())
                .extracting(ParameterImportance::parameter)
                .startsWith("training.learning-rate")
                .containsExactlyInAnyOrder(
                        "training.learning-rate",
                        "hypernet.z-dim",
                        "hypernet.generator",
                        "hypernet.chunk-size",
                        "target.layers"); // which is tied, and no batch size, which is the same everywhere
        assertThat(review.importances())
                .filteredOn(each -> each.parameter().equals("target.layers"))
                .extracting(ParameterImportance::tied)
                .containsExactly(List.of("training.epochs"));
        assertThat(review.importances()).isSortedAccordingTo((a, b) -> Double.compare(b.importance(), a.importance()));
        assertThat(review.importances().stream()
                        .mapToDouble(ParameterImportance::importance)
                        .sum())
                .isCloseTo(1, within(1e-12));
    }

    @Test
    void pointsThatDidNotCompleteCountAndAreNeverAmongTheBest() {
        sweep(40, "");
        trials.replaceAll(trial -> trial.number() % 4 == 0 ? ended(trial, "diverged", 0.99) : trial);
        trials.replaceAll(trial -> trial.number() % 4 == 1 ? ended(trial, "halted", 0.99) : trial);

        ImportanceReview review = review(0.25);

        assertThat(review.points()).isEqualTo(40);
        assertThat(review.best()).isEqualTo(10);
    }

    @Test
    void pointsWithSeedsThatHaveNotEndedTakeNoPart() {
        sweep(40, "");
        trials.replaceAll(trial -> trial.number() <= 10 ? ended(trial, null, null) : trial);

        assertThat(review(0.1).points()).isEqualTo(30);
    }

    @Test
    void pointsThatAreAsGoodAsTheLastOfTheBestAreAmongThem() {
        sweep(40, "");
        trials.replaceAll(trial -> ended(trial, "completed", trial.number() <= 12 ? 1.0 : 0.5));

        assertThat(review(0.1).best()).isEqualTo(12);
    }

    @Test
    void whyThereIsNoneIsSaidInWords() {
        assertThat(review(0.1).missing())
                .isEqualTo("0 hypernetworks have ended with all of their seeds, and the best 10 % of them are 0;"
                        + " fewer than 3 agree by chance");

        sweep(20, "");

        assertThat(review(0.1).importances()).isEmpty();
        assertThat(review(0.1).missing())
                .isEqualTo("20 hypernetworks have ended with all of their seeds, and the best 10 % of them are 2;"
                        + " fewer than 3 agree by chance");
        assertThat(review(0.2).missing()).isNull();

        trials.replaceAll(trial -> ended(trial, "completed", 0.5));

        assertThat(review(0.2).missing()).isEqualTo("All 20 hypernetworks are as good as the best");

        trials.clear();
        for (int size = 1; size <= 40; size++) {
            Map<String, String> same = Map.of("hypernet.z-dim", "3");
            trials.add(trial(size, "hypernetwork", same, size, "completed", size / 50.0));
        }

        assertThat(review(0.1).missing()).isEqualTo("No parameter differs between hypernetworks");
    }

    /** One kind of data is easy, so that all of the best would be of it. */
    @Test
    void scoresOfDifferentDataAreNotCompared() {
        sweep(40, "easy");
        sweep(40, "hard");
        sweep(5, "rare"); // too few for one to be among the best tenth
        trials.replaceAll(trial -> "easy".equals(trial.parameters().get("data.source"))
                ? ended(trial, "completed", trial.validationScore() + 10)
                : trial);

        ImportanceReview review = review(0.1);

        assertThat(review.points()).isEqualTo(80);
        assertThat(review.best()).isEqualTo(8);
        assertThat(review.importances())
                .extracting(ParameterImportance::parameter)
                .startsWith("training.learning-rate")
                .doesNotContain("data.source");
        assertThat(review(0.01).missing())
                .isEqualTo("85 hypernetworks have ended with all of their seeds, and the best 1 % of them, taken of"
                        + " each setting of the data by itself, are 0; fewer than 3 agree by chance");
    }

    @Test
    void controlsTakeNoPart() {
        sweep(30, "");
        for (int i = 0; i < 30; i++) {
            trials.add(trial(100 + i, "plain", Map.of("training.learning-rate", "0.1"), 0.99));
        }

        assertThat(review(0.1).points()).isEqualTo(30);
    }

    private void sweep(int points, String data) {
        SplittableRandom random = new SplittableRandom(17);
        for (int i = 0; i < points; i++) {
            double place = random.nextDouble();
            Map<String, String> parameters = new LinkedHashMap<>();
            if (!data.isEmpty()) {
                parameters.put("data.source", data);
            }
            parameters.put("training.learning-rate", String.valueOf(1e-4 * Math.pow(1000, place)));
            parameters.put("hypernet.z-dim", String.valueOf(2 + random.nextInt(15)));
            boolean chunked = random.nextBoolean();
            parameters.put("hypernet.generator", chunked ? "chunked" : "full");
            if (chunked) {
                parameters.put("hypernet.chunk-size", String.valueOf(8 + 8 * random.nextInt(8)));
            }
            boolean wide = random.nextBoolean();
            parameters.put("target.layers", wide ? "[16]" : "[8]");
            parameters.put("training.epochs", wide ? "4" : "3");
            parameters.put("training.batch-size", "16");
            trials.add(trial(trials.size() + 1, "hypernetwork", parameters, 1 - Math.abs(place - 0.6)));
        }
    }

    private ImportanceReview review(double share) {
        return Importances.of(
                new ExperimentReview(
                        "e",
                        "",
                        new RunSummary(
                                1,
                                "running",
                                "",
                                null,
                                1,
                                Instant.EPOCH,
                                null,
                                null,
                                0,
                                Map.of(),
                                null,
                                "",
                                0,
                                new ProgressReview(0, 0, null),
                                null),
                        SPEC,
                        List.of(),
                        List.of(),
                        trials,
                        Points.of(trials).summaries(),
                        List.of(),
                        List.of()),
                share);
    }

    private static TrialSummary ended(TrialSummary trial, @Nullable String outcome, @Nullable Double score) {
        return trial(trial.number(), trial.role(), trial.parameters(), 300, outcome, score);
    }

    private static TrialSummary trial(int number, String role, Map<String, String> parameters, double score) {
        return trial(number, role, parameters, 300, "completed", score);
    }

    private static TrialSummary trial(
            int number,
            String role,
            Map<String, String> parameters,
            long generator,
            @Nullable String outcome,
            @Nullable Double score) {
        return new TrialSummary(
                number,
                number,
                "h" + number,
                role,
                parameters,
                outcome == null ? "running" : "ended",
                outcome,
                null,
                LedgerReview.of(new Ledger(1200, 1200, 0, generator, 4, 1, 100)),
                3,
                3,
                score,
                score,
                0.1,
                null,
                null,
                null,
                1.0,
                false,
                false,
                null,
                null,
                null,
                null);
    }
}
