package io.weightloom.spec;

import java.util.Optional;

/** Counts networks; what controls have to know of them. */
public interface Sizes {

    /** Weights of the plain target network. */
    long theta(TargetSpec target);

    /** Numbers that a trial's network trains, or is left with. */
    long trainable(TrialSpec trial);

    /** The fewest numbers that a cut of this kind can leave of a target network. */
    long least(WeightsSpec.Cut cut, TargetSpec target);

    /** The target with its hidden layers scaled so that it has about so many weights; empty if it has none to scale. */
    Optional<TargetSpec> matched(TargetSpec target, long trainable);
}
