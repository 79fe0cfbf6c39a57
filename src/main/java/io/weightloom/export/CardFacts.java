package io.weightloom.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a model card tells of a trial beside what is known by its weights. Immutable.
 *
 * @param title what the trial is called, such as {@code mnist-compression, trial 17}
 * @param description what its experiment is about; empty if nobody said
 * @param scores of the test, and others
 * @param controls what the controls came to, a sentence each
 * @param verdict what follows from them; empty if there is none
 * @param findings of the verification, a sentence each
 */
public record CardFacts(
        String title,
        String description,
        List<Score> scores,
        List<String> controls,
        Optional<String> verdict,
        List<String> findings) {

    /** Copies the lists. */
    public CardFacts {
        scores = List.copyOf(scores);
        controls = List.copyOf(controls);
        findings = List.copyOf(findings);
    }

    /** Of a trial of which nothing but its weights is known. */
    public static CardFacts of(String title) {
        return new CardFacts(title, "", List.of(), List.of(), Optional.empty(), List.of());
    }

    /** The same with another score behind the others. */
    public CardFacts with(Score score) {
        List<Score> more = new ArrayList<>(scores);
        more.add(score);
        return new CardFacts(title, description, more, controls, verdict, findings);
    }

    /**
     * How good a network is.
     *
     * @param name of the measure, such as {@code test accuracy}
     * @param value of this trial
     * @param seeds the same over the seeds of its point; empty if there is one
     */
    public record Score(String name, double value, Optional<Seeds> seeds) {}

    /**
     * A measure over trials that differ in nothing but their seed.
     *
     * @param n how many there are, at least 2
     * @param mean of them
     * @param low end of the 95 % interval of the mean
     * @param high end of it
     */
    public record Seeds(int n, double mean, double low, double high) {}
}
