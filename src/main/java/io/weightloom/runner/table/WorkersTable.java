package io.weightloom.runner.table;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Workers, a line for each, for a terminal. */
public final class WorkersTable {

    /**
     * A worker.
     *
     * @param host name
     * @param pid process number
     * @param state what it does
     * @param threads trials at a time
     * @param trials that it has at work, as people name them
     * @param heartbeatAt its last sign of life
     * @param computeKey what its numbers depend on
     * @param reason why it withdrew, or waits; null for none
     */
    public record Line(
            String host,
            long pid,
            String state,
            int threads,
            List<String> trials,
            Instant heartbeatAt,
            String computeKey,
            @Nullable String reason) {}

    private static final List<Field<Line>> FIELDS = List.of(
            Field.plain("host", Line::host),
            Field.plain("process", Line::pid),
            Field.plain("state", Line::state),
            Field.plain("threads", Line::threads),
            Field.plain("trials", line -> String.join(", ", line.trials())),
            Field.plain("last-sign-of-life", Line::heartbeatAt),
            Field.plain("compute-key", Line::computeKey),
            Field.plain("reason", Line::reason));

    private WorkersTable() {}

    /** A head line and one line per worker. */
    public static String text(List<Line> workers) {
        return Field.text(FIELDS, workers);
    }
}
