package io.weightloom.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** What tests ask of findings. */
final class FindingAssertions {

    private FindingAssertions() {}

    /** The one finding on this subject. */
    static Finding on(String subject, List<Finding> findings) {
        List<Finding> found =
                findings.stream().filter(f -> f.subject().equals(subject)).toList();
        assertThat(found).as("findings on %s among %s", subject, findings).hasSize(1);
        return found.get(0);
    }

    /** Of one check of a whole verification. */
    static List<Finding> about(CheckKind check, Verification verification) {
        return verification.findings().stream().filter(f -> f.check() == check).toList();
    }

    /** Subjects with this verdict, in order. */
    static List<String> subjects(Verdict verdict, List<Finding> findings) {
        return findings.stream()
                .filter(f -> f.verdict() == verdict)
                .map(Finding::subject)
                .toList();
    }
}
