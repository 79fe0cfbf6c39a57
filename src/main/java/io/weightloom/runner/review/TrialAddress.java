package io.weightloom.runner.review;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How people name one trial among all that a database holds. */
public sealed interface TrialAddress {

    /** What can be written, to stand after "must be". */
    String FORMS = "a trial: its number in the latest run, such as 17; EXPERIMENT/RUN/17; or id:17";

    /**
     * A trial of the latest run of the one experiment that is meant.
     *
     * @param number in its run, counted from 1
     */
    record InLatestRun(int number) implements TrialAddress {

        @Override
        public String toString() {
            return String.valueOf(number);
        }
    }

    /**
     * A trial of any run.
     *
     * @param experiment its name
     * @param run id of the run
     * @param number in its run, counted from 1
     */
    record InRun(String experiment, long run, int number) implements TrialAddress {

        @Override
        public String toString() {
            return experiment + "/" + run + "/" + number;
        }
    }

    /**
     * A trial by its row.
     *
     * @param id in the database
     */
    record ById(long id) implements TrialAddress {

        @Override
        public String toString() {
            return "id:" + id;
        }
    }

    /** The address that a text says; empty if it says none. */
    static Optional<TrialAddress> of(String text) {
        Matcher written = Written.ADDRESS.matcher(text.strip());
        if (!written.matches()) {
            return Optional.empty();
        } else if (written.group("id") != null) {
            return Optional.of(new ById(Long.parseLong(written.group("id"))));
        }
        int number = Integer.parseInt(written.group("number"));
        return Optional.of(
                written.group("experiment") == null
                        ? new InLatestRun(number)
                        : new InRun(written.group("experiment"), Long.parseLong(written.group("run")), number));
    }

    /** The pattern, which an interface would show to everybody. */
    final class Written {

        private static final Pattern ADDRESS =
                Pattern.compile("id:(?<id>\\d{1,18})|((?<experiment>[^/:]+)/(?<run>\\d{1,18})/)?(?<number>\\d{1,9})");

        private Written() {}
    }
}
