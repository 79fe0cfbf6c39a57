package io.weightloom.runner.table;

import io.weightloom.runner.review.ExperimentReview;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What was measured of each epoch of runs' trials as CSV (RFC 4180), in long form: a line is one number, whose trial is
 * that of the CSV of trials.
 */
final class MetricCsv {

    private MetricCsv() {}

    /**
     * Writes a head line and one line per number.
     *
     * @param metrics gives those of a run, one by one
     */
    static void write(
            List<ExperimentReview> runs, BiConsumer<ExperimentReview, Consumer<MetricRow>> metrics, Appendable to)
            throws IOException {
        List<String> parameters = RunTable.parameters(runs);
        List<String> header = new ArrayList<>(List.of("experiment", "run", "trial"));
        header.addAll(parameters);
        header.addAll(List.of("epoch", "split", "measure", "value"));
        Csv csv = new Csv(to, header);
        try {
            runs.forEach(run -> metrics.accept(run, row -> line(csv, run, parameters, row)));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void line(Csv csv, ExperimentReview run, List<String> parameters, MetricRow row) {
        List<@Nullable Object> line = new ArrayList<>();
        line.add(run.name());
        line.add(run.run().id());
        line.add(row.trial());
        parameters.forEach(parameter -> line.add(row.parameters().get(parameter)));
        line.add(row.epoch());
        line.add(row.split());
        line.add(row.measure());
        line.add(row.value());
        try {
            csv.line(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
