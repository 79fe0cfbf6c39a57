package io.weightloom.runner.process;

import io.weightloom.runner.review.ExperimentReview;
import io.weightloom.runner.review.Review;
import io.weightloom.runner.table.RunTable;
import io.weightloom.runner.table.RunTables;
import io.weightloom.text.KebabCase;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the tables of runs that are asked for into their files. */
final class TableWriting {

    private static final Logger log = LoggerFactory.getLogger(TableWriting.class);

    private final Review review;
    private final RunTables tables;
    private final Map<RunTable, Path> files;

    /** Of these files by what is to stand in them; there may be none. */
    TableWriting(Review review, RunTables tables, Map<RunTable, Path> files) {
        this.review = review;
        this.tables = tables;
        this.files = Map.copyOf(files);
    }

    /** What kept a table from being written. */
    static final class TableNotWrittenException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final RunTable table;

        private TableNotWrittenException(RunTable table, IOException cause) {
            super(cause.getMessage(), cause);
            this.table = table;
        }

        RunTable table() {
            return table;
        }
    }

    /**
     * Writes them, each in one piece.
     *
     * @throws TableNotWrittenException at the first one that cannot be written
     */
    void write(List<Long> runs) {
        if (files.isEmpty()) {
            return;
        }
        List<ExperimentReview> found =
                runs.stream().flatMap(run -> review.run(run).stream()).toList();
        for (RunTable table : RunTable.values()) {
            Path file = files.get(table);
            if (file != null) {
                write(table, found, file);
            }
        }
    }

    private void write(RunTable table, List<ExperimentReview> runs, Path file) {
        try {
            WholeFile.replace(file, content -> {
                Writer text = new BufferedWriter(new OutputStreamWriter(content, StandardCharsets.UTF_8));
                tables.write(table, runs, text);
                text.flush();
            });
        } catch (IOException e) {
            throw new TableNotWrittenException(table, e);
        }
        log.info(
                "The {} of {} were written to {}",
                KebabCase.of(table),
                runs.stream().map(run -> run.name() + ", run " + run.run().id()).collect(Collectors.joining("; ")),
                file);
    }
}
