package io.weightloom.runner.run;

import io.weightloom.layout.Ledger;
import io.weightloom.network.Ledgers;
import io.weightloom.network.NetworkSizes;
import io.weightloom.network.target.Targets;
import io.weightloom.runner.store.NewTrial;
import io.weightloom.runner.store.SweepPlace;
import io.weightloom.runner.store.Trial;
import io.weightloom.search.Controls;
import io.weightloom.search.Feasibility;
import io.weightloom.search.Proposal;
import io.weightloom.spec.Control;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.settings.Canonical;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which trials a run is given next. Functions of its experiment and of the trials that it has. */
final class RoundPlan {

    private static final Controls CONTROLS = new Controls(new NetworkSizes());

    private RoundPlan() {}

    /**
     * The search's next round; empty if it has no more to ask.
     *
     * @param ended all hypernetworks so far
     */
    static List<NewTrial> hypernetworks(ExperimentSpec experiment, List<Trial> ended) {
        return ended.isEmpty()
                ? Proposal.first(experiment, Feasibility.ALWAYS).stream()
                        .map(proposal -> hypernetwork(experiment, proposal))
                        .toList()
                : List.of();
    }

    /** The twins of all hypernetworks, each once: one may be the twin of several and, rarely, of two kinds. */
    static List<NewTrial> controls(ExperimentSpec experiment, List<Trial> hypernetworks) {
        List<Proposal> proposals =
                hypernetworks.stream().map(RoundPlan::proposal).toList();
        Map<String, NewTrial> twins = new LinkedHashMap<>();
        for (Control control : experiment.controls()) {
            CONTROLS.of(control, proposals).stream()
                    .map(twin -> twin(control, twin))
                    .forEach(twin -> twins.putIfAbsent(twin.hash(), twin));
        }
        return List.copyOf(twins.values());
    }

    /** The same trials, whose numbers follow those that are known. */
    static List<NewTrial> numbered(List<NewTrial> planned, List<Trial> known) {
        int last = known.stream().mapToInt(Trial::number).max().orElse(0);
        List<NewTrial> numbered = new ArrayList<>();
        planned.forEach(trial -> numbered.add(trial.numbered(last + numbered.size() + 1)));
        return numbered;
    }

    private static NewTrial hypernetwork(ExperimentSpec experiment, Proposal proposal) {
        Map<Control, String> twins = new EnumMap<>(Control.class);
        experiment.controls().stream()
                .filter(control -> control != Control.PLAIN)
                .forEach(control -> CONTROLS.twin(control, proposal.spec())
                        .ifPresent(twin -> twins.put(control, Canonical.hash(twin))));
        return newTrial(
                proposal,
                Optional.empty(),
                proposal.spec(),
                twins,
                Ledgers.of(proposal.spec().target(), proposal.spec().weights()));
    }

    /** Its ratio is that of the target it stands in for, or a matched network would never compress anything. */
    private static NewTrial twin(Control control, Controls.Twin twin) {
        TrialSpec spec = twin.proposal().spec();
        Ledger own = Ledgers.of(spec.target(), spec.weights());
        long theta = Targets.layout(twin.of().target()).size();
        return newTrial(twin.proposal(), Optional.of(control), twin.of(), Map.of(), own.withTheta(theta));
    }

    /** @param comparable a trial with the same plain network */
    private static NewTrial newTrial(
            Proposal proposal,
            Optional<Control> control,
            TrialSpec comparable,
            Map<Control, String> twins,
            Ledger ledger) {
        return new NewTrial(
                1,
                Canonical.hash(proposal.spec()),
                control,
                Canonical.hash(Controls.plain(comparable)),
                twins,
                Canonical.json(proposal.spec()),
                proposal.swept(),
                SweepPlace.NONE,
                ledger);
    }

    private static Proposal proposal(Trial trial) {
        return new Proposal(Canonical.trial(trial.spec()), trial.swept());
    }
}
