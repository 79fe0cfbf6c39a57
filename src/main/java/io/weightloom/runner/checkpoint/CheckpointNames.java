package io.weightloom.runner.checkpoint;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of checkpoints. They carry the trial, and with it the database, and the claim of the worker that trains it, so
 * that a worker that lost its claim cannot replace what its successor wrote. Names of earlier versions carry the
 * execution instead.
 */
final class CheckpointNames {

    private static final Pattern NAME = Pattern.compile("(?<trial>.+-\\d+-t\\d+)-[ce]\\d+-s\\d+\\.ckpt.*");

    private CheckpointNames() {}

    static String of(String trial, long claim, long segment) {
        return "%ss%s.ckpt".formatted(ofClaim(trial, claim), segment);
    }

    /** What the names begin with of what one claim saves. */
    static String ofClaim(String trial, long claim) {
        return "%s-c%s-".formatted(trial, claim);
    }

    /** What the keys begin with of a run's trials. */
    static String ofRun(String run) {
        return run + "-t";
    }

    /** The key of the trial whose checkpoint has this name; empty if none has. */
    static Optional<String> trial(String name) {
        Matcher parts = NAME.matcher(name);
        return parts.matches() ? Optional.of(parts.group("trial")) : Optional.empty();
    }
}
