package io.weightloom.runner.console;

import io.weightloom.text.Legible;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * One line of a terminal: the experiment, a bar, trials done, the last epoch, its score, the time left. Where there is
 * not room for all of it, first the bar goes, then the end of the experiment's name, and the numbers last of all.
 */
final class BarLine {

    /** A shorter bar says nothing. */
    private static final int SHORTEST = 8;

    private static final int LONGEST = 40;

    private BarLine() {}

    /** Exactly {@code width} columns, so that nothing of a longer line before it stays behind */
    static String of(String experiment, ProgressEstimate estimate, Instant now, int width) {
        String numbers = estimate.brief()
                + estimate.left(now).map(left -> ", " + clock(left) + " left").orElse("");
        int room = Math.max(0, width - numbers.length() - 1);
        String legible = Legible.line(experiment);
        String name = legible.substring(0, Math.min(room, legible.length()));
        String line = (name.isEmpty() ? "" : name + " ") + bar(estimate, room - name.length() - 3) + numbers;
        return line.length() > width ? line.substring(0, width) : line + " ".repeat(width - line.length());
    }

    /** With a space after it; empty if it would be too short. */
    private static String bar(ProgressEstimate estimate, int room) {
        if (room < SHORTEST) {
            return "";
        }
        int columns = Math.min(room, LONGEST);
        int done = estimate.epochs() == 0 ? 0 : Math.toIntExact(columns * estimate.done() / estimate.epochs());
        return "[" + "=".repeat(done) + " ".repeat(columns - done) + "] ";
    }

    private static String clock(Duration left) {
        return left.toHours() == 0
                ? String.format(Locale.ROOT, "%d:%02d", left.toMinutes(), left.toSecondsPart())
                : String.format(
                        Locale.ROOT, "%d:%02d:%02d", left.toHours(), left.toMinutesPart(), left.toSecondsPart());
    }
}
