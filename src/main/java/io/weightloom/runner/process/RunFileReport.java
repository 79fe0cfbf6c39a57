package io.weightloom.runner.process;

import io.weightloom.runner.console.RunProgress;
import io.weightloom.runner.run.RunEnd;
import io.weightloom.runner.run.RunReport;
import io.weightloom.runner.run.RunTally;
import io.weightloom.runner.store.Run;
import io.weightloom.text.KebabCase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows runs on the console, and writes the files that are asked for whenever one has ended: of the latest run of each
 * experiment that has ended in this process. Thread-safe.
 */
final class RunFileReport implements RunReport {

    private static final Logger log = LoggerFactory.getLogger(RunFileReport.class);

    private final RunReport console;
    private final RunFileWriting files;
    private final RunTally tally;
    private final Map<String, Long> latest = new LinkedHashMap<>(); // guarded by this

    RunFileReport(RunReport console, RunFileWriting files, RunTally tally) {
        this.console = console;
        this.files = files;
        this.tally = tally;
    }

    @Override
    public RunProgress progress(Run run) {
        return console.progress(run);
    }

    /** A run has ended well even if its files cannot be written; the process has not. */
    @Override
    public synchronized void show(Run run) {
        console.show(run);
        latest.put(run.key().experiment(), run.id());
        try {
            files.write(List.copyOf(latest.values()));
        } catch (RunFileWriting.FileNotWrittenException e) {
            log.error(
                    "The {} cannot be written; the database has them, for --runner.of={}/{}: {}",
                    KebabCase.of(e.file()),
                    run.key().experiment(),
                    run.id(),
                    e.getMessage());
            tally.add(RunEnd.FAILED);
        }
    }
}
