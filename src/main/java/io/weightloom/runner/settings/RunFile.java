package io.weightloom.runner.settings;

import io.weightloom.runner.table.RunTable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What of runs can be had as a file. */
public enum RunFile {
    /** Their trials, a line each. */
    TRIALS(RunTable.TRIALS),
    /** How hypernetworks did beside their controls. */
    COMPARISONS(RunTable.COMPARISONS),
    /** What was measured after each epoch. */
    METRICS(RunTable.METRICS),
    /** The page, with all that it shows of them. */
    PAGE(null);

    private final @Nullable RunTable table;

    RunFile(@Nullable RunTable table) {
        this.table = table;
    }

    /** The table that stands in it; empty of the page. */
    public Optional<RunTable> table() {
        return Optional.ofNullable(table);
    }
}
