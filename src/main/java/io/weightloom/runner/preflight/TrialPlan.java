package io.weightloom.runner.preflight;

import io.weightloom.layout.Ledger;
import io.weightloom.network.Footprint;
import io.weightloom.network.Ledgers;
import io.weightloom.network.NetworkSizes;
import io.weightloom.network.target.Targets;
import io.weightloom.search.Controls;
import io.weightloom.search.Proposal;
import io.weightloom.search.Proposed;
import io.weightloom.search.Searches;
import io.weightloom.search.Trainability;
import io.weightloom.spec.Control;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.Sizes;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.settings.Canonical;
import io.weightloom.text.KebabCase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * What a run of an experiment would train. Of a search that learns from what has ended, the points are those that it
 * would propose if nothing ever did: as many of them, and of the same space.
 *
 * @param experiment of whom
 * @param points of the search space that can be trained
 * @param infeasible how many points were passed over, by reason
 * @param trials hypernetworks first, then their controls, each once
 */
public record TrialPlan(
        ExperimentSpec experiment, int points, SortedMap<String, Integer> infeasible, List<Planned> trials) {

    /** The role of a trial that is no control. */
    static final String HYPERNETWORK = "hypernetwork";

    private static final Sizes SIZES = new NetworkSizes();

    /** Copies the list. */
    public TrialPlan {
        trials = List.copyOf(trials);
    }

    /**
     * One trial.
     *
     * @param role "hypernetwork" or the kind of control
     * @param spec all that decides it
     * @param ledger its counts
     */
    public record Planned(String role, TrialSpec spec, Ledger ledger) {

        /** Target weights. */
        public long theta() {
            return ledger.theta();
        }

        /** Numbers that it trains. */
        public long trainable() {
            return ledger.trainable();
        }

        /** How much smaller what it trains is than what it stands for. */
        public double ratio() {
            return ledger.compressionRatio();
        }

        /** Bytes of what it trains as an export counts them. */
        public long bytes() {
            return ledger.bytes();
        }

        /** About how many bytes it takes while it trains, in the heap and outside of it. */
        public double memory() {
            Footprint size = Footprint.of(spec, spec.training().batchSize());
            return size.heapBytes() + size.nativeBytes();
        }
    }

    /** The plan of an experiment whose data can be used. */
    public static TrialPlan of(ExperimentSpec experiment) {
        Trainability trainability = new Trainability(experiment, SIZES);
        Proposed proposed = Searches.of(experiment, trainability)
                .propose(List.of(), experiment.sweep().mostPoints());
        List<Proposal> proposals = proposed.points().stream()
                .flatMap(point -> trainability.proposals(point).stream())
                .toList();
        Map<String, Planned> trials = new LinkedHashMap<>();
        proposals.forEach(proposal -> add(
                trials,
                HYPERNETWORK,
                proposal.spec(),
                Ledgers.of(proposal.spec().target(), proposal.spec().weights())));
        Controls controls = new Controls(SIZES, experiment.controlSize());
        for (Control control : experiment.controls()) {
            for (Controls.Twin twin : controls.of(control, proposals)) {
                TrialSpec spec = twin.proposal().spec();
                long theta = Targets.layout(twin.of().target()).size();
                add(
                        trials,
                        KebabCase.of(control),
                        spec,
                        Ledgers.of(spec.target(), spec.weights()).withTheta(theta));
            }
        }
        Collection<Planned> all = trials.values();
        return new TrialPlan(experiment, proposed.points().size(), proposed.infeasible(), new ArrayList<>(all));
    }

    private static void add(Map<String, Planned> trials, String role, TrialSpec spec, Ledger ledger) {
        trials.putIfAbsent(Canonical.hash(spec), new Planned(role, spec, ledger));
    }
}
