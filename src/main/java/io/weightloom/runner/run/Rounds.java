package io.weightloom.runner.run;

import io.weightloom.runner.store.NewTrial;
import io.weightloom.runner.store.Trial;
import io.weightloom.runner.store.TrialState;
import io.weightloom.runner.store.Trials;
import io.weightloom.runner.worker.ActiveRun;
import io.weightloom.runner.worker.DataWatch;
import io.weightloom.runner.worker.Fence;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.settings.Canonical;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads a run from round to round. All it knows is in the database, so it gives the same answer after a restart: while
 * trials of a round are open, that round goes on.
 */
final class Rounds {

    private static final Logger log = LoggerFactory.getLogger(Rounds.class);

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
        List<NewTrial> round = RoundPlan.hypernetworks(run.experiment(), known);
        plan(run, known, round);
        tell(run, RoundRemarks.onHypernetworks(run.experiment(), round.size()));
        return !round.isEmpty();
    }

    /** Plans the controls of all trials so far; those that are planned already stay as they are. */
    void proposeControls(ActiveRun run) {
        List<Trial> known = trials.of(run.id());
        if (known.stream().anyMatch(trial -> trial.control().isPresent())) {
            return; // they were planned in one transaction
        }
        List<NewTrial> twins = RoundPlan.controls(run.experiment(), known);
        plan(run, known, twins);
        tell(run, RoundRemarks.onControls(twins, known));
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
        tell(run, List.of(RoundRemarks.outcomes(hypernetworks(run))));
    }

    /** Tells a person how much there is to do: all planned trials, and their controls whether planned or not. */
    void announce(ActiveRun run) {
        List<Trial> planned = trials.of(run.id());
        List<TrialSpec> all = new ArrayList<>();
        planned.forEach(trial -> all.add(Canonical.trial(trial.spec())));
        if (planned.stream().allMatch(trial -> trial.control().isEmpty())) {
            RoundPlan.controls(run.experiment(), planned).forEach(twin -> all.add(Canonical.trial(twin.spec())));
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

    private void plan(ActiveRun run, List<Trial> known, List<NewTrial> planned) {
        List<NewTrial> numbered = RoundPlan.numbered(planned, known);
        DataWatch.Kept kept = data.look(
                run.id(),
                numbered.stream().collect(Collectors.toMap(NewTrial::number, trial -> Canonical.trial(trial.spec()))));
        fence.write(run.lease(), () -> {
            trials.plan(run.id(), numbered);
            data.save(run.id(), kept);
        });
    }

    private static void tell(ActiveRun run, List<String> remarks) {
        remarks.forEach(remark -> log.info("{}: {}", run.experiment().name(), remark));
    }

    private List<Trial> hypernetworks(ActiveRun run) {
        return trials.of(run.id()).stream()
                .filter(trial -> trial.control().isEmpty())
                .toList();
    }

    private static boolean isOpen(Trial trial) {
        return trial.state() != TrialState.ENDED;
    }
}
