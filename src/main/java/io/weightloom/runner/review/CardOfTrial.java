package io.weightloom.runner.review;

import io.weightloom.export.CardFacts;
import io.weightloom.text.Decimals;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a run knows of one of its trials that a model card tells: its scores, its controls, its findings. */
final class CardOfTrial {

    private static final String OK = "ok";

    private CardOfTrial() {}

    /** The facts. */
    static CardFacts of(TrialReview trial, ExperimentReview run) {
        int number = trial.trial().number();
        List<Comparison> comparisons = run.comparisons().stream()
                .filter(comparison -> comparison.trials().contains(number))
                .toList();
        return new CardFacts(
                "%s, trial %s".formatted(run.name(), number),
                run.description(),
                scores(trial, run),
                comparisons.stream().map(CardOfTrial::sentence).toList(),
                verdict(comparisons),
                findings(trial));
    }

    private static List<CardFacts.Score> scores(TrialReview trial, ExperimentReview run) {
        List<CardFacts.Score> scores = new ArrayList<>();
        add("test score", trial, run, TrialSummary::testScore, scores);
        add("validation score", trial, run, TrialSummary::validationScore, scores);
        trial.measures().forEach((name, value) -> {
            if (value != null) {
                scores.add(new CardFacts.Score(name, value, Optional.empty()));
            }
        });
        return scores;
    }

    private static void add(
            String name,
            TrialReview trial,
            ExperimentReview run,
            Function<TrialSummary, @Nullable Double> score,
            List<CardFacts.Score> scores) {
        Double own = score.apply(trial.trial());
        if (own != null) {
            double[] ofPoint = run.points().stream()
                    .filter(point -> point.trials().contains(trial.trial().number()))
                    .flatMap(point -> run.trials().stream()
                            .filter(each -> point.trials().contains(each.number()) && each.completed())
                            .map(score)
                            .filter(Objects::nonNull))
                    .mapToDouble(Double::doubleValue)
                    .toArray();
            scores.add(new CardFacts.Score(
                    name, own, MeanInterval.of(ofPoint).map(interval -> seeds(ofPoint.length, interval))));
        }
    }

    private static CardFacts.Seeds seeds(int n, MeanInterval interval) {
        return new CardFacts.Seeds(n, (interval.low() + interval.high()) / 2, interval.low(), interval.high());
    }

    private static String sentence(Comparison comparison) {
        Double difference = comparison.difference();
        String interval = comparison.low() == null || comparison.high() == null
                ? ""
                : ", 95 %% interval %s to %s"
                        .formatted(Decimals.signed(4, comparison.low()), Decimals.signed(4, comparison.high()));
        return "%s (%s numbers, %s bytes): %s%s"
                .formatted(
                        comparison.control(),
                        Decimals.whole(comparison.controlTrainable()),
                        Decimals.whole(comparison.controlBytes()),
                        comparison.verdict(),
                        difference == null
                                ? ""
                                : "; test score %s over %s%s"
                                        .formatted(
                                                Decimals.signed(4, difference),
                                                comparison.pairs() == 1 ? "1 seed" : comparison.pairs() + " seeds",
                                                interval));
    }

    private static Optional<String> verdict(List<Comparison> comparisons) {
        return comparisons.isEmpty()
                ? Optional.empty()
                : Optional.of("It beat %s, lost to %s, and is undecided against %s."
                        .formatted(
                                controls(comparisons, Comparison.BEAT),
                                controls(comparisons, Comparison.LOST),
                                controls(comparisons, Comparison.UNDECIDED)));
    }

    private static String controls(List<Comparison> comparisons, String verdict) {
        String some = comparisons.stream()
                .filter(comparison -> comparison.verdict().equals(verdict))
                .map(Comparison::control)
                .collect(Collectors.joining(", "));
        return some.isEmpty() ? "none" : some;
    }

    private static List<String> findings(TrialReview trial) {
        List<TrialReview.FindingReview> all = trial.findings();
        List<String> told = new ArrayList<>();
        long good = all.stream().filter(finding -> finding.verdict().equals(OK)).count();
        if (!all.isEmpty()) {
            told.add("%s of %s findings of its verification are ok".formatted(good, all.size()));
        }
        all.stream()
                .filter(finding -> !finding.verdict().equals(OK))
                .forEach(finding -> told.add("%s of %s is %s: %s"
                        .formatted(finding.check(), finding.subject(), finding.verdict(), finding.message())));
        return told;
    }
}
