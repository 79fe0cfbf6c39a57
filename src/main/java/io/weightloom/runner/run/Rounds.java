package io.weightloom.runner.run;

import io.weightloom.layout.Ledger;
import io.weightloom.network.Ledgers;
import io.weightloom.network.NetworkSizes;
import io.weightloom.network.target.Targets;
import io.weightloom.runner.store.NewTrial;
import io.weightloom.runner.store.Trial;
import io.weightloom.runner.store.TrialState;
import io.weightloom.runner.store.Trials;
import io.weightloom.runner.worker.ActiveRun;
import io.weightloom.runner.worker.DataWatch;
import io.weightloom.runner.worker.Fence;
import io.weightloom.search.Controls;
import io.weightloom.search.Search;
import io.weightloom.search.Searches;
import io.weightloom.spec.Control;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.PlainValues;
import io.weightloom.spec.Sizer;
import io.weightloom.spec.Sizes;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.settings.Binding;
import io.weightloom.spec.settings.Canonical;
import io.weightloom.spec.settings.TrialSettings;
import io.weightloom.text.Decimals;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plans the trials of a run, round by round. All it knows is in the database, so it gives the same answer after a
 * restart: while trials of a round are open, that round goes on.
 */
final class Rounds {

    private static final Logger log = LoggerFactory.getLogger(Rounds.class);

    private static final Sizes SIZES = new NetworkSizes();
    private static final Controls CONTROLS = new Controls(SIZES);

    private final Trials trials;
    private final Fence fence;
    private final DataWatch data;

    Rounds(Trials trials, Fence fence, DataWatch data) {
        this.trials = trials;
        this.fence = fence;
        this.data = data;
    }

    /** Whether a round is open; a new one is planned if the search has more to ask. */
    boolean propose(ActiveRun run) {
        List<Trial> known = hypernetworks(run);
        if (known.stream().anyMatch(Rounds::isOpen)) {
            return true;
        }
        List<Search.Proposal> round = Searches.of(run.experiment())
                .propose(known.stream().map(Rounds::ended).toList());
        plan(
                run,
                known,
                round.stream().map(proposal -> hypernetwork(run, proposal)).toList());
        if (!round.isEmpty()) {
            same(run.experiment(), round.size())
                    .ifPresent(message -> log.info("{}: {}", run.experiment().name(), message));
            run.experiment().solved().keySet().stream()
                    .map(point -> solved(run.experiment(), point))
                    .distinct()
                    .forEach(message -> log.info("{}: {}", run.experiment().name(), message));
        }
        return !round.isEmpty();
    }

    /** That points of the sweep come to the same trials, if some do. */
    private static Optional<String> same(ExperimentSpec experiment, int proposed) {
        int asked = experiment.sweep().points().size() * experiment.sweep().repeats();
        return asked == proposed
                ? Optional.empty()
                : Optional.of("%s of the sweep's %s trials are the same as others, because what is swept does not count"
                                .formatted(Decimals.whole(asked - proposed), Decimals.whole(asked))
                        + " in all of them; each is trained once");
    }

    /** Which size a ratio came to at a point of the sweep, and by how much that misses. */
    private static String solved(ExperimentSpec experiment, Map<String, Object> point) {
        Sizer.Sized sized = Objects.requireNonNull(experiment.solved().get(point));
        Map<String, Object> settings =
                TrialSettings.of(Binding.trial(experiment, point, 0)).values();
        return "%s %s with generator %s is %s: ratio %s (%s %%), %s numbers trained"
                .formatted(
                        Sizer.TARGET_RATIO,
                        PlainValues.text(sized.wanted()),
                        settings.get("hypernet.generator"),
                        sized.size(),
                        Decimals.fixed(2, sized.ratio()),
                        Decimals.signed(1, 100 * sized.miss()),
                        Decimals.whole(sized.trainable()));
    }

    /** Plans the controls of all trials so far; those that are planned already stay as they are. */
    void proposeControls(ActiveRun run) {
        List<Trial> known = trials.of(run.id());
        if (known.stream().anyMatch(trial -> trial.control().isPresent())) {
            return; // they were planned in one transaction
        }
        List<NewTrial> twins = twins(run);
        plan(run, known, twins);
        twins.stream()
                .filter(twin -> twin.control().filter(Control.MATCHED::equals).isPresent())
                .map(twin -> Canonical.trial(twin.spec()))
                .map(twin -> matched(run, twin))
                .distinct()
                .forEach(message -> log.info("{}: {}", run.experiment().name(), message));
    }

    /** What was chosen, and by how much it misses. */
    private String matched(ActiveRun run, TrialSpec twin) {
        long numbers = SIZES.trainable(twin);
        List<TrialSpec> hypernetworks = hypernetworks(run).stream()
                .map(trial -> Canonical.trial(trial.spec()))
                .filter(trial -> CONTROLS.twin(Control.MATCHED, trial)
                        .filter(twin::equals)
                        .isPresent())
                .toList();
        Map<String, Object> before = TrialSettings.of(hypernetworks.get(0)).values();
        String changed = TrialSettings.of(twin).values().entrySet().stream()
                .filter(setting -> !setting.getValue().equals(before.get(setting.getKey())))
                .map(setting -> " with %s %s".formatted(setting.getKey(), PlainValues.text(setting.getValue())))
                .collect(Collectors.joining());
        String wanted = hypernetworks.stream()
                .map(SIZES::trainable)
                .distinct()
                .map(trainable -> "%s (%s %%)"
                        .formatted(
                                Decimals.whole(trainable),
                                Decimals.signed(1, 100.0 * (numbers - trainable) / trainable)))
                .collect(Collectors.joining(", "));
        return "the matched network%s has %s numbers, the hypernetwork %s"
                .formatted(changed, Decimals.whole(numbers), wanted);
    }

    /** Trials of the open round that have not ended, by number. */
    List<Trial> open(ActiveRun run) {
        return hypernetworks(run).stream().filter(Rounds::isOpen).toList();
    }

    /** Controls that have not ended, by number. */
    List<Trial> openControls(ActiveRun run) {
        return trials.of(run.id()).stream()
                .filter(trial -> trial.control().isPresent() && isOpen(trial))
                .toList();
    }

    /** Says in the log how the trials of all rounds so far have ended. */
    void observe(ActiveRun run) {
        Map<String, Long> outcomes = hypernetworks(run).stream()
                .collect(Collectors.groupingBy(
                        trial -> trial.outcome().orElse("open"), TreeMap::new, Collectors.counting()));
        log.info(
                "{}: {}",
                run.experiment().name(),
                outcomes.entrySet().stream()
                        .map(outcome -> outcome.getValue() + " " + outcome.getKey())
                        .collect(Collectors.joining(", ")));
    }

    /** Tells a person how much there is to do: all planned trials, and their controls whether planned or not. */
    void announce(ActiveRun run) {
        List<Trial> planned = trials.of(run.id());
        List<TrialSpec> all = new ArrayList<>();
        planned.forEach(trial -> all.add(Canonical.trial(trial.spec())));
        if (planned.stream().allMatch(trial -> trial.control().isEmpty())) {
            twins(run).forEach(twin -> all.add(Canonical.trial(twin.spec())));
        }
        List<TrialSpec> ended = planned.stream()
                .filter(trial -> !isOpen(trial))
                .map(trial -> Canonical.trial(trial.spec()))
                .toList();
        run.progress().planned(all.size(), ended.size(), epochs(all), epochs(ended));
    }

    private static long epochs(List<TrialSpec> specs) {
        return specs.stream().mapToLong(TrialSpec::epochs).sum();
    }

    /** @param planned numbered from 1; they follow those that are known */
    private void plan(ActiveRun run, List<Trial> known, List<NewTrial> planned) {
        int last = known.stream().mapToInt(Trial::number).max().orElse(0);
        List<NewTrial> numbered = new ArrayList<>();
        planned.forEach(trial -> numbered.add(trial.numbered(last + numbered.size() + 1)));
        DataWatch.Kept kept = data.look(
                run.id(),
                numbered.stream().collect(Collectors.toMap(NewTrial::number, trial -> Canonical.trial(trial.spec()))));
        fence.write(run, () -> {
            trials.plan(run.id(), numbered);
            data.save(run.id(), kept);
        });
    }

    private static NewTrial hypernetwork(ActiveRun run, Search.Proposal proposal) {
        Map<Control, String> twins = new EnumMap<>(Control.class);
        run.experiment().controls().stream()
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

    /** The twins of all trials so far, each once: one may be the twin of several trials and, rarely, of two kinds. */
    private List<NewTrial> twins(ActiveRun run) {
        List<Search.Proposal> proposals =
                hypernetworks(run).stream().map(Rounds::proposal).toList();
        Map<String, NewTrial> twins = new LinkedHashMap<>();
        for (Control control : run.experiment().controls()) {
            CONTROLS.of(control, proposals).stream()
                    .map(twin -> twin(control, twin))
                    .forEach(twin -> twins.putIfAbsent(twin.hash(), twin));
        }
        return List.copyOf(twins.values());
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
            Search.Proposal proposal,
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
                ledger);
    }

    private List<Trial> hypernetworks(ActiveRun run) {
        return trials.of(run.id()).stream()
                .filter(trial -> trial.control().isEmpty())
                .toList();
    }

    private static Search.Ended ended(Trial trial) {
        return new Search.Ended(proposal(trial), trial.outcome().orElseThrow(), trial.validationScore());
    }

    private static Search.Proposal proposal(Trial trial) {
        return new Search.Proposal(Canonical.trial(trial.spec()), trial.swept());
    }

    private static boolean isOpen(Trial trial) {
        return trial.state() != TrialState.ENDED;
    }
}
