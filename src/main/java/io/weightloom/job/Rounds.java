package io.weightloom.job;

import io.weightloom.network.Ledgers;
import io.weightloom.results.NewTrial;
import io.weightloom.results.Trial;
import io.weightloom.results.TrialState;
import io.weightloom.results.Trials;
import io.weightloom.search.Controls;
import io.weightloom.search.Search;
import io.weightloom.search.Searches;
import io.weightloom.spec.Canonical;
import io.weightloom.spec.Control;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.TrialSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    private final Trials trials;
    private final Fence fence;

    Rounds(Trials trials, Fence fence) {
        this.trials = trials;
        this.fence = fence;
    }

    /** Whether a round is open; a new one is planned if the search has more to ask. */
    boolean propose(ActiveRun run) {
        List<Trial> known = hypernetworks(run);
        if (known.stream().anyMatch(Rounds::isOpen)) {
            return true;
        }
        List<Search.Proposal> round = Searches.of(run.experiment())
                .propose(known.stream().map(Rounds::ended).toList());
        plan(run, round, Optional.empty());
        return !round.isEmpty();
    }

    /** Plans the controls of all trials so far; those that are planned already stay as they are. */
    void proposeControls(ActiveRun run) {
        if (trials.of(run.id()).stream().anyMatch(trial -> trial.control().isPresent())) {
            return; // they were planned in one transaction
        }
        for (Control control : run.experiment().controls()) {
            plan(run, controls(run.experiment(), control, proposals(run)), Optional.of(control));
        }
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
            for (Control control : run.experiment().controls()) {
                controls(run.experiment(), control, proposals(run)).forEach(proposal -> all.add(proposal.spec()));
            }
        }
        List<TrialSpec> ended = planned.stream()
                .filter(trial -> !isOpen(trial))
                .map(trial -> Canonical.trial(trial.spec()))
                .toList();
        run.progress().planned(all.size(), ended.size(), epochs(all), epochs(ended));
    }

    private static long epochs(List<TrialSpec> specs) {
        return specs.stream().mapToLong(spec -> spec.training().epochs()).sum();
    }

    private void plan(ActiveRun run, List<Search.Proposal> proposals, Optional<Control> control) {
        fence.write(run, () -> {
            int last =
                    trials.of(run.id()).stream().mapToInt(Trial::number).max().orElse(0);
            List<NewTrial> planned = new ArrayList<>();
            for (Search.Proposal proposal : proposals) {
                planned.add(newTrial(last + planned.size() + 1, proposal, control));
            }
            trials.plan(run.id(), planned);
        });
    }

    private static NewTrial newTrial(int number, Search.Proposal proposal, Optional<Control> control) {
        return new NewTrial(
                number,
                Canonical.hash(proposal.spec()),
                control,
                Canonical.hash(Controls.twin(Control.PLAIN, proposal.spec())),
                Canonical.json(proposal.spec()),
                proposal.swept(),
                Ledgers.of(proposal.spec().target(), proposal.spec().weights()));
    }

    private List<Trial> hypernetworks(ActiveRun run) {
        return trials.of(run.id()).stream()
                .filter(trial -> trial.control().isEmpty())
                .toList();
    }

    private List<Search.Proposal> proposals(ActiveRun run) {
        return hypernetworks(run).stream().map(Rounds::proposal).toList();
    }

    private static List<Search.Proposal> controls(
            ExperimentSpec experiment, Control control, List<Search.Proposal> proposals) {
        return Controls.of(
                new ExperimentSpec(
                        experiment.name(),
                        experiment.description(),
                        experiment.seed(),
                        experiment.settings(),
                        List.of(control),
                        experiment.sweep(),
                        experiment.schedule()),
                proposals);
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
