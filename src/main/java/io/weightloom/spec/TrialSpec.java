package io.weightloom.spec;

import java.util.Optional;

/**
 * One fully resolved setting with one seed: all that decides a trial's numbers. Its identity is the SHA-256 of its
 * canonical form.
 *
 * @param seed from which every random stream of the trial is derived
 * @param data examples and splits
 * @param target the target network
 * @param weights where its weights come from
 * @param training how it is trained
 * @param verify how it is verified
 * @param given the network that a user has, if the target is one
 */
public record TrialSpec(
        long seed,
        DataSpec data,
        TargetSpec target,
        WeightsSpec weights,
        TrainingSpec training,
        VerifySpec verify,
        Optional<GivenSpec> given) {

    /** Without a given network. */
    public TrialSpec(
            long seed,
            DataSpec data,
            TargetSpec target,
            WeightsSpec weights,
            TrainingSpec training,
            VerifySpec verify) {
        this(seed, data, target, weights, training, verify, Optional.empty());
    }

    /** Verified as trials are where nobody asks for more or less. */
    public TrialSpec(long seed, DataSpec data, TargetSpec target, WeightsSpec weights, TrainingSpec training) {
        this(seed, data, target, weights, training, new VerifySpec());
    }

    /** Epochs that it trains at most: those of all tasks, where they are learned one after the other. */
    public int epochs() {
        if (weights instanceof WeightsSpec.Given) {
            return 0;
        }
        return training.order().sequential()
                ? Math.multiplyExact(training.epochs(), data.source().tasks())
                : training.epochs();
    }

    /**
     * The network that the user has, with its weights.
     *
     * @throws IllegalArgumentException if there is none, or it has not been read
     */
    public GivenSpec givenNetwork() {
        return given.filter(GivenSpec::isRead)
                .orElseThrow(() -> new IllegalArgumentException("The given network has not been read: " + given));
    }

    /** The same trial with other weights. */
    public TrialSpec with(WeightsSpec others) {
        return new TrialSpec(seed, data, target, others, training, verify, given);
    }

    /** The same trial with another training. */
    public TrialSpec with(TrainingSpec other) {
        return new TrialSpec(seed, data, target, weights, other, verify, given);
    }

    /** The same trial with another target. */
    public TrialSpec with(TargetSpec other) {
        return new TrialSpec(seed, data, other, weights, training, verify, given);
    }

    /** The same trial with another seed. */
    public TrialSpec withSeed(long other) {
        return new TrialSpec(other, data, target, weights, training, verify, given);
    }

    /** The same trial of a given network, or of none. */
    public TrialSpec withGiven(Optional<GivenSpec> other) {
        return new TrialSpec(seed, data, target, weights, training, verify, other);
    }
}
