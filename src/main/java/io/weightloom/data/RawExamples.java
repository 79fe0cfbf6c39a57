package io.weightloom.data;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * All examples of a source, as they were found: neither split nor standardised.
 *
 * @param origin what messages call the source, such as a path
 * @param features one row per example
 * @param labels one per example
 * @param tasks that the examples belong to
 * @param fingerprint SHA-256 over features and labels, in hexadecimal
 */
record RawExamples(String origin, Table features, Labels labels, RawTasks tasks, String fingerprint) {

    /** Examples of one task. */
    static RawExamples of(String origin, Table features, Labels labels) {
        return of(origin, features, labels, RawTasks.one(labels.size()));
    }

    static RawExamples of(String origin, Table features, Labels labels, RawTasks tasks) {
        MessageDigest digest = sha256();
        features.digest(digest);
        labels.digest(digest);
        return new RawExamples(origin, features, labels, tasks, HexFormat.of().formatHex(digest.digest()));
    }

    long bytes() {
        return features.bytes() + labels.bytes();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
