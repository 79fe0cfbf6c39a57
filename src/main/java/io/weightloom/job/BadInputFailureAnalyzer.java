package io.weightloom.job;

import io.weightloom.data.InvalidDataException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Something that the user wrote is wrong, and the exception's message says all: what, where, and what would be right.
 */
final class BadInputFailureAnalyzer implements FailureAnalyzer {

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            @Nullable String description = describe(cause);
            if (description != null) {
                return new FailureAnalysis(
                        description, "Nothing was trained or stored. Correct it and start again.", cause);
            }
        }
        return null;
    }

    private static @Nullable String describe(Throwable cause) {
        if (cause instanceof InvalidDataException) {
            return "The data cannot be used. " + cause.getMessage();
        } else if (cause instanceof YAMLException) {
            return "A file of settings is not valid YAML: " + cause.getMessage();
        }
        return null;
    }
}
