package io.weightloom.verification;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All findings of one trial.
 *
 * @param findings in the order of the checks
 */
public record Verification(List<Finding> findings) {

    /** Copies the list. */
    public Verification {
        findings = List.copyOf(findings);
    }

    /** Findings that reject the trial. */
    public List<Finding> faults() {
        return findings.stream().filter(finding -> finding.verdict().fault()).toList();
    }

    /** The worst verdict on gradients: the last in the order of {@link Verdict}; {@code OK} if none was asked for. */
    public Verdict gradientVerdict() {
        return findings.stream()
                .filter(finding -> finding.check() == CheckKind.GRADIENT_FLOW)
                .map(Finding::verdict)
                .max(Comparator.naturalOrder())
                .orElse(Verdict.OK);
    }

    /** Trainables that no gradient can reach before others have moved. */
    Set<String> delayed() {
        return subjects(Verdict.DELAYED);
    }

    /** Trainables whose gradients are nothing but rounding. */
    Set<String> invisible() {
        return subjects(Verdict.INVISIBLE);
    }

    private Set<String> subjects(Verdict verdict) {
        return findings.stream()
                .filter(finding -> finding.verdict() == verdict)
                .map(Finding::subject)
                .collect(Collectors.toUnmodifiableSet());
    }
}
