package io.weightloom.runner.run;

import io.weightloom.runner.settings.RunnerSettings.OnChange;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.Runs;
import io.weightloom.spec.PlainValues;
import io.weightloom.spec.settings.Canonical;
import java.util.Map;
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
                        ? "that run takes the new spec, and its new trials"
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
                        .filter(run -> takes(request) && (prunes(run.spec()) || prunes(spec(request))))
                        .map(run ->
                                ("%s; runner.on-change is extend, which cannot add to a sweep with pruning: what was"
                                                + " halted or waits was compared to the trials of that spec alone; fork begins a"
                                                + " new run, which takes what completed, and the spec as it was goes on with run"
                                                + " %s")
                                        .formatted(told(request, run), run.id()));
        };
    }

    /** Rounds of a run tell what its pruning decided, and the rounds of another spec do not find that again. */
    private static boolean prunes(String spec) {
        return PlainValues.settingsOfJson(spec).get("sweep") instanceof Map<?, ?> sweep && sweep.containsKey("pruning");
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
