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
 * @param fingerprint SHA-256 over features and labels, in hexadecimal
 */
record RawExamples(String origin, Table features, Labels labels, String fingerprint) {

    static RawExamples of(String origin, Table features, Labels labels) {
        MessageDigest digest = sha256();
        features.digest(digest);
        labels.digest(digest);
        return new RawExamples(origin, features, labels, HexFormat.of().formatHex(digest.digest()));
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
