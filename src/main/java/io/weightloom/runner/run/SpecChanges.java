package io.weightloom.runner.run;

import io.weightloom.runner.settings.RunnerSettings.OnChange;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.Runs;
import io.weightloom.spec.settings.Canonical;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of an experiment whose spec has changed since its last run by command; fired runs are always new ones.
 * Thread-safe.
 */
final class SpecChanges {

    private static final Logger log = LoggerFactory.getLogger(SpecChanges.class);

    private final OnChange onChange;
    private final Runs runs;

    SpecChanges(OnChange onChange, Runs runs) {
        this.onChange = onChange;
        this.runs = runs;
    }

    /**
     * The run of another spec that takes the one of this request; empty if there is none, or a new run is to begin.
     *
     * @param request for which there is no run yet
     */
    Optional<Run> extended(RunRequest request) {
        Optional<Run> last = last(request);
        boolean taken = takes(request);
        last.ifPresent(run -> log.info(
                "{}: {}; {}",
                request.experiment().name(),
                told(request, run),
                taken
                        ? "that run takes the new spec, and its new trials" + stands(request)
                        : "this is a new run (--runner.on-change=extend adds to that one)"));
        return last.filter(run -> taken);
    }

    /**
     * What a person is told if nothing is to be run.
     *
     * @param request for which there is no run yet
     */
    Optional<String> refused(RunRequest request) {
        return switch (onChange) {
            case FORK -> Optional.empty();
            case REFUSE ->
                last(request)
                        .map(run -> "%s; runner.on-change is refuse: fork begins a new run, and extend adds to that one"
                                .formatted(told(request, run)));
            case EXTEND ->
                last(request)
                        .filter(run -> takes(request) && SpecDifferences.isOfPruning(run.spec(), spec(request)))
                        .map(run ->
                                ("%s; runner.on-change is extend, which cannot add to a sweep that is pruned in another"
                                                + " way: where its trials paused, and which of them halted, was decided by the"
                                                + " pruning of that spec; fork begins a new run, which takes what completed, and"
                                                + " the spec as it was goes on with run %s")
                                        .formatted(told(request, run), run.id()));
        };
    }

    private static String stands(RunRequest request) {
        return request.experiment().sweep().pruning().isPresent()
                ? "; what its pruning has decided stands, so a new run of this spec may halt other trials"
                : "";
    }

    private boolean takes(RunRequest request) {
        return onChange == OnChange.EXTEND && request.repetition() != RunRequest.Repetition.TRAIN_AGAIN;
    }

    private static String spec(RunRequest request) {
        return Canonical.json(request.experiment());
    }

    private Optional<Run> last(RunRequest request) {
        return request.fireTime().isPresent()
                ? Optional.empty()
                : runs.latestByCommand(request.experiment().name());
    }

    private static String told(RunRequest request, Run run) {
        return "has changed since run %s: %s"
                .formatted(run.id(), String.join("; ", SpecDifferences.between(run.spec(), spec(request))));
    }
}
