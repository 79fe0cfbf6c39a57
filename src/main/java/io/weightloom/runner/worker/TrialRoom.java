package io.weightloom.runner.worker;

import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.fault.Misfit;
import java.util.Optional;

/** Whether a trial's network has room here. Thread-safe. */
@FunctionalInterface
public interface TrialRoom {

    /** Why it has none; empty if it has. */
    Optional<Misfit> objection(TrialSpec trial);
}
