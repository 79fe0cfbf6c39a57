package io.weightloom.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/** The memory of a JVM that runs many trials, one after the other. */
final class TrialsBenchmark {

    /** So that the Java heap, which grows as it likes, has its full size before the first reading. */
    private static final List<String> FIXED_HEAP = List.of("-Xms192m", "-Xmx192m", "-XX:+AlwaysPreTouch");

    private static final Pattern READING = Pattern.compile("\\d+");

    private final Settings settings;
    private final Jvm jvm;

    /**
     * Bytes in memory.
     *
     * @param trials how many there were in all
     * @param early after the first {@value ManyTrials#FIRST}
     * @param late after all
     */
    record Result(int trials, long early, long late) {

        double ratio() {
            return (double) late / early;
        }

        double bytesPerTrial() {
            return (double) (late - early) / (trials - ManyTrials.FIRST);
        }
    }

    TrialsBenchmark(Settings settings, Jvm jvm) {
        this.settings = settings;
        this.jvm = jvm;
    }

    Result run() throws IOException, InterruptedException {
        Process process = jvm.of(Kind.PROGRAM, ManyTrials.class, FIXED_HEAP, String.valueOf(settings.trials()))
                .start();
        long[] readings = new long[2];
        try (BufferedReader lines = process.inputReader()) {
            for (int i = 0; i < readings.length; i++) {
                String line = lines.readLine();
                while (line != null && !READING.matcher(line).matches()) { // loggers write there, too
                    line = lines.readLine();
                }
                if (line == null) {
                    throw new IllegalStateException("The trials ended early; see " + jvm.log("ManyTrials-*"));
                }
                readings[i] = Long.parseLong(line);
            }
        }
        int code = process.waitFor();
        if (code != 0) {
            throw new IllegalStateException(
                    "The trials ended with code %s; see %s".formatted(code, jvm.log("ManyTrials-*")));
        }
        return new Result(settings.trials(), readings[0], readings[1]);
    }
}
