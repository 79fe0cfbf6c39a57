package io.weightloom.data.raw;

import io.weightloom.text.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.BitSet;
import java.util.List;

/**
 * All examples of a source, as they were found: neither split nor standardised.
 *
 * @param origin what messages call the source, such as a path
 * @param features one row per example
 * @param labels one per example
 * @param tasks that the examples belong to
 * @param fingerprint SHA-256 over features and labels, in hexadecimal
 * @param tests numbers of the examples that are for the test; none if any can be
 * @param remarks what a user should know of them, although it is no fault
 * @param form what the features are to a user
 */
public record RawExamples(
        String origin,
        Table features,
        Labels labels,
        RawTasks tasks,
        String fingerprint,
        BitSet tests,
        List<String> remarks,
        Features form) {

    public RawExamples {
        remarks = List.copyOf(remarks);
    }

    /** What a user is told of inputs alone. */
    public static String unlabelled(Object origin) {
        return origin + ": no labels: scores are agreement with the network of target.weights";
    }

    /** Examples of one task. */
    public static RawExamples of(String origin, Table features, Labels labels) {
        return of(origin, features, labels, RawTasks.one(labels.size()));
    }

    public static RawExamples of(String origin, Table features, Labels labels, RawTasks tasks) {
        return of(origin, features, labels, tasks, "", List.of());
    }

    /**
     * Examples of one task.
     *
     * @param meaning of the features, as far as their numbers do not tell it
     */
    public static RawExamples of(String origin, Table features, Labels labels, String meaning, List<String> remarks) {
        return of(origin, features, labels, RawTasks.one(labels.size()), meaning, remarks);
    }

    private static RawExamples of(
            String origin, Table features, Labels labels, RawTasks tasks, String meaning, List<String> remarks) {
        MessageDigest digest = Sha256.digest();
        features.digest(digest);
        labels.digest(digest);
        digest.update(meaning.getBytes(StandardCharsets.UTF_8));
        return new RawExamples(
                origin,
                features,
                labels,
                tasks,
                Sha256.of(digest),
                new BitSet(),
                remarks,
                Features.Columns.unnamed(features.columns()));
    }

    /** The same where these examples, and no others, are for the test; any if there are none. */
    public RawExamples withTests(BitSet tests) {
        if (tests.isEmpty()) {
            return this;
        }
        MessageDigest digest = Sha256.digest();
        digest.update(fingerprint.getBytes(StandardCharsets.US_ASCII));
        digest.update(tests.toByteArray());
        return new RawExamples(origin, features, labels, tasks, Sha256.of(digest), tests, remarks, form);
    }

    /**
     * The same where the features are known better.
     *
     * @throws IllegalArgumentException if these are more or fewer
     */
    public RawExamples withForm(Features form) {
        if (form.width() != features.columns()) {
            throw new IllegalArgumentException("%s are not what %s numbers are".formatted(form, features.columns()));
        }
        return new RawExamples(origin, features, labels, tasks, fingerprint, tests, remarks, form);
    }

    /** The numbers from one up to, without, another. */
    public static BitSet range(int from, int to) {
        BitSet range = new BitSet();
        range.set(from, to);
        return range;
    }

    public long bytes() {
        return features.bytes() + labels.bytes();
    }
}
