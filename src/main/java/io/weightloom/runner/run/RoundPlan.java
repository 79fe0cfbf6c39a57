package io.weightloom.runner.run;

import io.weightloom.layout.Ledger;
import io.weightloom.network.Ledgers;
import io.weightloom.network.NetworkSizes;
import io.weightloom.network.target.Targets;
import io.weightloom.runner.store.Decisions;
import io.weightloom.runner.store.NewTrial;
import io.weightloom.runner.store.SweepPlace;
import io.weightloom.runner.store.Trial;
import io.weightloom.runner.store.TriedTrial;
import io.weightloom.search.Controls;
import io.weightloom.search.Observed;
import io.weightloom.search.Proposal;
import io.weightloom.search.Pruner;
import io.weightloom.search.Pruners;
import io.weightloom.search.Searches;
import io.weightloom.search.Sweep;
import io.weightloom.search.Trainability;
import io.weightloom.spec.Control;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.PlainValues;
import io.weightloom.spec.Sizes;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.settings.Canonical;
import io.weightloom.text.Sha256;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Which trials a run is given next. Functions of its experiment and of the trials that it has. */
final class RoundPlan {

    private static final Sizes SIZES = new NetworkSizes();

    static final Sweep.Next NOTHING = new Sweep.Next(List.of(), List.of(), new TreeMap<>());

    private RoundPlan() {}

    /** What a run does next, of whose trials none is open. */
    static Sweep.Next next(ExperimentSpec experiment, Trainability trainability, List<Sweep.Tried> tried) {
        return new Sweep(
                        experiment, trainability, Searches.of(experiment, trainability), Pruners.of(experiment.sweep()))
                .next(tried);
    }

    /** A decision as it is stored. */
    static Decisions.Decision stored(Pruner.Decision decision) {
        Decisions.Verdict verdict = Decisions.Verdict.WAITS;
        OptionalInt until = OptionalInt.empty();
        if (decision instanceof Pruner.GoesOn goesOn) {
            verdict = Decisions.Verdict.GOES_ON;
            until = goesOn.until();
        } else if (decision instanceof Pruner.Halts) {
            verdict = Decisions.Verdict.HALTS;
        }
        return new Decisions.Decision(
                decision.trial(), decision.rung().number(), decision.rung().epoch(), verdict, until, decision.reason());
    }

    /** What the search is told of a trial, whose point is known. */
    static Sweep.Tried tried(TriedTrial trial, List<Double> curve) {
        OptionalDouble last = curve.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(curve.get(curve.size() - 1));
        return new Sweep.Tried(
                trial.number(),
                PlainValues.settingsOfJson(trial.point().orElseThrow()),
                state(trial),
                trial.validationScore().isPresent() ? trial.validationScore() : last,
                trial.trainable(),
                curve,
                trial.paused());
    }

    private static Observed.State state(TriedTrial trial) {
        return switch (trial.outcome().orElse("")) {
            case "" -> Observed.State.UNDER_WAY;
            case "completed" -> Observed.State.COMPLETED;
            case "halted" -> Observed.State.HALTED;
            default -> Observed.State.BAD;
        };
    }

    /** The trials of a round, each once: points may come to the same. */
    static List<PlannedTrial> hypernetworks(ExperimentSpec experiment, List<Sweep.Begins> begins, int round) {
        Map<String, PlannedTrial> trials = new LinkedHashMap<>();
        Map<TrialSpec, String> hashes = new HashMap<>();
        for (Sweep.Begins trial : begins) {
            NewTrial planned = hypernetwork(
                    experiment,
                    hashes,
                    trial.proposal(),
                    new SweepPlace(
                            round,
                            OptionalInt.of(trial.place()),
                            Optional.of(PlainValues.json(trial.point())),
                            trial.pauseEpoch()));
            trials.putIfAbsent(
                    planned.hash(), new PlannedTrial(planned, trial.proposal().spec()));
        }
        return List.copyOf(trials.values());
    }

    /**
     * The twins of all hypernetworks that are not planned yet, but of those that were halted, with whose scores nothing
     * is compared. Each once: one may be the twin of several and, rarely, of two kinds.
     *
     * @param known all trials of the run
     */
    static List<PlannedTrial> controls(ExperimentSpec experiment, List<Trial> known) {
        List<Proposal> proposals = known.stream()
                .filter(trial -> trial.control().isEmpty())
                .filter(trial -> trial.outcome().filter("halted"::equals).isEmpty())
                .map(RoundPlan::proposal)
                .toList();
        Map<String, PlannedTrial> twins = new LinkedHashMap<>();
        Controls controls = new Controls(SIZES, experiment.controlSize());
        for (Control control : experiment.controls()) {
            controls.of(control, proposals).forEach(twin -> {
                NewTrial planned = twin(control, twin);
                twins.putIfAbsent(
                        planned.hash(),
                        new PlannedTrial(planned, twin.proposal().spec()));
            });
        }
        known.stream().filter(trial -> trial.control().isPresent()).forEach(trial -> twins.remove(trial.hash()));
        return List.copyOf(twins.values());
    }

    /** The same trials, whose numbers follow the last one. */
    static List<PlannedTrial> numbered(List<PlannedTrial> planned, int last) {
        List<PlannedTrial> numbered = new ArrayList<>();
        planned.forEach(next ->
                numbered.add(new PlannedTrial(next.trial().numbered(last + numbered.size() + 1), next.spec())));
        return numbered;
    }

    /** @param hashes of plain networks that are known; many trials have the same */
    private static NewTrial hypernetwork(
            ExperimentSpec experiment, Map<TrialSpec, String> hashes, Proposal proposal, SweepPlace place) {
        Map<Control, String> twins = new EnumMap<>(Control.class);
        Controls controls = new Controls(SIZES, experiment.controlSize());
        experiment.controls().stream()
                .filter(control -> control != Control.PLAIN)
                .forEach(control -> controls.twin(control, proposal.spec())
                        .ifPresent(twin -> twins.put(control, Canonical.hash(twin))));
        return newTrial(
                proposal,
                Optional.empty(),
                hashes.computeIfAbsent(Controls.plain(proposal.spec()), Canonical::hash),
                twins,
                place,
                Ledgers.of(proposal.spec().target(), proposal.spec().weights()));
    }

    /** Its ratio is that of the target it stands in for, or a matched network would never compress anything. */
    private static NewTrial twin(Control control, Controls.Twin twin) {
        TrialSpec spec = twin.proposal().spec();
        Ledger own = Ledgers.of(spec.target(), spec.weights());
        long theta = Targets.layout(twin.of().target()).size();
        return newTrial(
                twin.proposal(),
                Optional.of(control),
                Canonical.hash(Controls.plain(twin.of())),
                Map.of(),
                SweepPlace.NONE,
                own.withTheta(theta));
    }

    /** @param plain hash of the plain network of the same target, data, training and seed */
    private static NewTrial newTrial(
            Proposal proposal,
            Optional<Control> control,
            String plain,
            Map<Control, String> twins,
            SweepPlace place,
            Ledger ledger) {
        String json = Canonical.json(proposal.spec());
        return new NewTrial(
                1,
                Sha256.of(json),
                control,
                plain,
                twins,
                json,
                proposal.swept(),
                place,
                proposal.spec().epochs(),
                ledger,
                Optional.empty());
    }

    private static Proposal proposal(Trial trial) {
        return new Proposal(Canonical.trial(trial.spec()), trial.swept());
    }
}
