package io.weightloom.verification;

import io.weightloom.network.Trainable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What {@link Slope} said of the sampled elements of one trainable. Mutable; not thread-safe. */
final class Tally {

    private final Trainable trainable;
    private final String circumstance;
    private final List<Finding.Sample> samples = new ArrayList<>();
    private int agreed;
    private int agreedWithZero;
    private int disagreed;
    private int kinks;
    private int hidden;
    private long nonFinite;
    private double error;
    private int worst;
    private double gradient;
    private double difference;

    /**
     * Of a trainable.
     *
     * @param circumstance a clause for the message, with what separates it from the next; or nothing
     * @param nonFinite how many of its values and gradients are not finite
     */
    Tally(Trainable trainable, String circumstance, long nonFinite) {
        this.trainable = trainable;
        this.circumstance = circumstance;
        this.nonFinite = nonFinite;
    }

    Trainable trainable() {
        return trainable;
    }

    void add(int element, double gradient, Slope.Comparison comparison) {
        switch (comparison.word()) {
            case AGREES -> {
                samples.add(new Finding.Sample(gradient, comparison.difference()));
                agreed++;
                agreedWithZero += gradient == 0 ? 1 : 0;
                error = disagreed > 0 ? error : Math.max(error, comparison.error());
            }
            case DISAGREES -> disagree(element, gradient, comparison);
            case KINK -> kinks++;
            case HIDDEN -> hidden++;
        }
    }

    private void disagree(int element, double gradient, Slope.Comparison comparison) {
        if (!Double.isFinite(comparison.difference())) {
            nonFinite++;
            return;
        }
        samples.add(new Finding.Sample(gradient, comparison.difference()));
        if (disagreed == 0 || comparison.error() > error) {
            error = comparison.error();
            worst = element;
            this.gradient = gradient;
            difference = comparison.difference();
        }
        disagreed++;
    }

    /** Elements of which the differences said something. */
    int compared() {
        return agreed + disagreed;
    }

    /** Those elements, in the order in which they were looked at. */
    List<Finding.Sample> samples() {
        return samples;
    }

    /** Whether no other number is worth asking for. */
    boolean broken() {
        return nonFinite > 0;
    }

    /** Whether nothing but zeros agreed. */
    boolean provesLittle() {
        return verdict() == Verdict.NOTED || (verdict() == Verdict.OK && agreed == agreedWithZero);
    }

    Verdict verdict() {
        if (nonFinite > 0) {
            return Verdict.NON_FINITE;
        }
        if (disagreed > 0) {
            return Verdict.MISMATCH;
        }
        boolean allZero = agreed == agreedWithZero;
        return agreed > 0 && !(allZero && kinks + hidden > 0) ? Verdict.OK : Verdict.NOTED;
    }

    Map<String, Double> measures() {
        return new Measures()
                .with("relative-error", error)
                .with("compared", compared())
                .with("disagreed", disagreed)
                .with("zero", agreedWithZero)
                .with("kinks", kinks)
                .with("hidden", hidden)
                .all();
    }

    /** The verdict as a sentence. */
    String message() {
        return "%s: %s%s.".formatted(trainable.name(), circumstance, words());
    }

    private String words() {
        return switch (verdict()) {
            case OK ->
                agreed == agreedWithZero
                        ? "the gradient is zero at all %s sampled elements, and so are central differences%s"
                                .formatted(agreed, skipped())
                        : "the gradient agrees with central differences at %s sampled elements, relative error %s%s"
                                .formatted(agreed, Numbers.text(error), skipped());
            case MISMATCH ->
                "the gradient at element %s is %s, but central differences give %s; %s of %s sampled elements disagree%s"
                        .formatted(
                                Numbers.position(trainable.shape(), worst),
                                Numbers.text(gradient),
                                Numbers.text(difference),
                                disagreed,
                                compared(),
                                skipped());
            case NON_FINITE ->
                "there is nothing to compare, because %s values, gradients or differences are not finite"
                        .formatted(nonFinite);
            default -> "central differences prove nothing%s".formatted(skipped());
        };
    }

    private String skipped() {
        String atKinks = kinks == 0 ? "" : "; left out: %s at a kink".formatted(kinks);
        return atKinks + (hidden == 0 ? "" : "; left out: %s too small to be told from rounding".formatted(hidden));
    }
}
