package io.weightloom.search;

import io.weightloom.spec.Keys;
import io.weightloom.spec.TrialSpec;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Proposes rounds of trials until it has nothing more to ask. The search itself is a value: what it knows is in the
 * arguments.
 */
public interface Search {

    /**
     * The next round.
     *
     * @param ended what is known of all trials proposed so far, in the order of their proposal
     * @return trials to run next, in order; empty when the search is over
     */
    List<Proposal> propose(List<Ended> ended);

    /**
     * A trial to run.
     *
     * @param spec all that decides it
     * @param swept the swept parameters' values as text, in the order of the sweep, and {@link Keys#SEED} when there
     *     are repeats
     */
    record Proposal(TrialSpec spec, Map<String, String> swept) {}

    /**
     * A trial that has ended.
     *
     * @param proposal as proposed
     * @param outcome the glossary's word for its end
     * @param validationScore accuracy or R² on the validation split, if it completed
     */
    record Ended(Proposal proposal, String outcome, OptionalDouble validationScore) {}
}
