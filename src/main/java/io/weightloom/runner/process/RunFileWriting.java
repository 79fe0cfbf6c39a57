package io.weightloom.runner.process;

import io.weightloom.runner.page.PageFile;
import io.weightloom.runner.review.ExperimentReview;
import io.weightloom.runner.review.Review;
import io.weightloom.runner.settings.RunFile;
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
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the tables of runs and the page that are asked for into their files. */
final class RunFileWriting {

    private static final Logger log = LoggerFactory.getLogger(RunFileWriting.class);

    private final Review review;
    private final RunTables tables;
    private final PageFile page;
    private final Map<RunFile, Path> files;

    /** Of these files by what is to stand in them; there may be none. */
    RunFileWriting(Review review, RunTables tables, PageFile page, Map<RunFile, Path> files) {
        this.review = review;
        this.tables = tables;
        this.page = page;
        this.files = Map.copyOf(files);
    }

    /** What kept a file from being written. */
    static final class FileNotWrittenException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final RunFile file;

        private FileNotWrittenException(RunFile file, IOException cause) {
            super(cause.getMessage(), cause);
            this.file = file;
        }

        RunFile file() {
            return file;
        }
    }

    /**
     * Writes them, each in one piece.
     *
     * @throws FileNotWrittenException at the first one that cannot be written
     */
    void write(List<Long> runs) {
        if (files.isEmpty()) {
            return;
        }
        List<ExperimentReview> found =
                runs.stream().flatMap(run -> review.run(run).stream()).toList();
        for (RunFile file : RunFile.values()) {
            Path path = files.get(file);
            if (path != null) {
                write(file, found, path);
            }
        }
    }

    private void write(RunFile file, List<ExperimentReview> runs, Path path) {
        try {
            WholeFile.replace(path, content -> {
                Writer text = new BufferedWriter(new OutputStreamWriter(content, StandardCharsets.UTF_8));
                Optional<RunTable> table = file.table();
                if (table.isPresent()) {
                    tables.write(table.get(), runs, text);
                } else {
                    page.write(runs.stream().map(run -> run.run().id()).toList(), text);
                }
                text.flush();
            });
        } catch (IOException e) {
            throw new FileNotWrittenException(file, e);
        }
        log.info(
                file == RunFile.PAGE ? "The {} of {} was written to {}" : "The {} of {} were written to {}",
                KebabCase.of(file),
                runs.stream().map(run -> run.name() + ", run " + run.run().id()).collect(Collectors.joining("; ")),
                path);
    }
}
