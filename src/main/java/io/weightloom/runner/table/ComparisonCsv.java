package io.weightloom.runner.table;

import io.weightloom.runner.review.Comparison;
import io.weightloom.runner.review.ExperimentReview;
import io.weightloom.spec.Keys;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The comparisons of runs with their controls as CSV (RFC 4180): a header of names in kebab-case, the swept parameters
 * but the seed under their own names, numbers of trials with spaces between them, numbers in full precision, nothing
 * where there is no number. They have a file of their own because a line is a point of the sweep against a control,
 * which stands for as many trials as there are seeds.
 */
final class ComparisonCsv {

    private ComparisonCsv() {}

    /** Writes a head line and one line per comparison of these runs. */
    static void write(List<ExperimentReview> runs, Appendable to) throws IOException {
        List<String> parameters = RunTable.parameters(runs).stream()
                .filter(parameter -> !parameter.equals(Keys.SEED))
                .toList();
        Csv csv = new Csv(to, header(parameters));
        for (ExperimentReview run : runs) {
            for (Comparison comparison : run.comparisons()) {
                csv.line(line(run, parameters, comparison));
            }
        }
    }

    private static List<String> header(List<String> parameters) {
        List<String> header = new ArrayList<>(List.of("experiment", "run"));
        header.addAll(parameters);
        header.addAll(List.of("trials", "trainable", "bytes", "control", "control-trials"));
        header.addAll(List.of("control-trainable", "control-bytes", "pairs"));
        header.addAll(List.of("test-score", "control-test-score", "difference", "low", "high", "verdict"));
        return header;
    }

    private static List<@Nullable Object> line(
            ExperimentReview review, List<String> parameters, Comparison comparison) {
        List<@Nullable Object> line = new ArrayList<>();
        line.add(review.name());
        line.add(review.run().id());
        parameters.forEach(parameter -> line.add(comparison.parameters().get(parameter)));
        line.add(numbers(comparison.trials()));
        line.add(comparison.trainable());
        line.add(comparison.bytes());
        line.add(comparison.control());
        line.add(numbers(comparison.controlTrials()));
        line.add(comparison.controlTrainable());
        line.add(comparison.controlBytes());
        line.add(comparison.pairs());
        line.add(comparison.testScore());
        line.add(comparison.controlTestScore());
        line.add(comparison.difference());
        line.add(comparison.low());
        line.add(comparison.high());
        line.add(comparison.verdict());
        return line;
    }

    private static String numbers(List<Integer> trials) {
        return trials.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }
}
