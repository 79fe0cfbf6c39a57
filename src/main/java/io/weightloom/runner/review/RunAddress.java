package io.weightloom.runner.review;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How people name one run among all that a database holds.
 *
 * @param experiment its name
 * @param run id of the run; empty for the latest one
 */
public record RunAddress(String experiment, OptionalLong run) {

    /** What can be written, to stand after "must be". */
    public static final String FORMS = "an experiment, for its latest run, or EXPERIMENT/RUN, such as glyphs/3";

    private static final Pattern WRITTEN = Pattern.compile("(?<experiment>[^/:]+)(/(?<run>\\d{1,18}))?");

    /** The address that a text says; empty if it says none. */
    public static Optional<RunAddress> of(String text) {
        Matcher written = WRITTEN.matcher(text.strip());
        if (!written.matches()) {
            return Optional.empty();
        }
        String run = written.group("run");
        return Optional.of(new RunAddress(
                written.group("experiment"),
                run == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(run))));
    }

    @Override
    public String toString() {
        return experiment + (run.isPresent() ? "/" + run.getAsLong() : "");
    }
}
