package io.weightloom.spec;

import io.weightloom.spec.fault.Misfit;
import java.util.List;
import java.util.Optional;

/** Counts networks; what controls and constraints have to know of them. */
public interface Sizes {

    /** Weights of the plain target network. */
    long theta(TargetSpec target);

    /** Numbers that a trial's network trains, or is left with. */
    long trainable(TrialSpec trial);

    /** Bytes that an export stores of a trial's network. */
    long bytes(TrialSpec trial);

    /** A number of the ledger of a trial, whose network can be built. */
    double count(SweepSpec.Count count, TrialSpec trial);

    /** Why a trial's network cannot be built, or trained on batches of its size. */
    List<Misfit> misfits(TrialSpec trial);

    /** The fewest numbers that a cut of this kind can leave of a target network. */
    long least(WeightsSpec.Fewer cut, TargetSpec target);

    /** Numbers that a task has of its own where nothing generates them. */
    long own(GeneratorSpec.Own own, TargetSpec target);

    /** The target with its hidden layers scaled so that it has about so many weights; empty if it has none to scale. */
    Optional<TargetSpec> matched(TargetSpec target, long trainable);
}
