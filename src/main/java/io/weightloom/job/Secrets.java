package io.weightloom.job;

import org.jspecify.annotations.Nullable;

/** Keeps passwords out of messages. */
final class Secrets {

    private Secrets() {}

    /** A database's URL as it may be shown. */
    static String masked(@Nullable Object url) {
        return String.valueOf(url).replaceAll("(?i)(password=)[^;&]*", "$1***");
    }
}
