package io.weightloom.runner.review;

import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.RunState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What is told of runs in lists, computed once for each revision of a run, and of many runs in as many statements as of
 * one. Safe for use by many threads.
 */
final class RunLists {

    /** Trials whose rows are held at once. */
    private static final int TRIALS = 20_000;

    private final TrialRows rows;
    private final Function<Run, RunView> views;
    private final RunsUnderWay underWay;
    private final Map<Long, Known> known = new ConcurrentHashMap<>();

    private record Known(RunFigures.Revision revision, RunFigures figures) {}

    /** @param views of runs that change while they are looked at */
    RunLists(TrialRows rows, Function<Run, RunView> views, RunsUnderWay underWay) {
        this.rows = rows;
        this.views = views;
        this.underWay = underWay;
    }

    /** Summaries of these runs, in their order. */
    List<RunSummary> of(List<Run> runs) {
        learn(runs.stream().filter(this::isNews).toList());
        return runs.stream()
                .map(run -> RunSummary.of(run, figures(run), underWay.left(run.id())))
                .toList();
    }

    /** The best point of a run; empty while there is none. */
    Optional<BestPoint> best(Run run) {
        if (isNews(run)) {
            learn(List.of(run));
        }
        return Optional.ofNullable(figures(run).bestPoint());
    }

    /** Forgets all other runs. */
    void retain(List<Run> runs) {
        known.keySet().retainAll(runs.stream().map(Run::id).toList());
    }

    private boolean isNews(Run run) {
        Known figures = known.get(run.id());
        return figures == null || !figures.revision.equals(RunFigures.Revision.of(run));
    }

    private RunFigures figures(Run run) {
        Known figures = known.get(run.id());
        return figures == null ? views.apply(run).figures() : figures.figures;
    }

    private void learn(List<Run> news) {
        List<Run> still = new ArrayList<>();
        for (Run run : news) {
            if (run.state() == RunState.RUNNING) {
                note(run, views.apply(run).figures());
            } else {
                still.add(run);
            }
        }
        if (!still.isEmpty()) {
            Map<Long, Integer> trials = rows.counts(still.stream().map(Run::id).toList());
            List<Run> together = new ArrayList<>();
            int held = 0;
            for (Run run : still) {
                int more = trials.getOrDefault(run.id(), 0);
                if (!together.isEmpty() && held + more > TRIALS) {
                    read(together);
                    together.clear();
                    held = 0;
                }
                together.add(run);
                held += more;
            }
            read(together);
        }
    }

    private void read(List<Run> runs) {
        Map<Long, List<TrialRows.Row>> trials =
                rows.of(runs.stream().map(Run::id).toList());
        runs.forEach(run -> note(
                run, RunView.of(run, trials.getOrDefault(run.id(), List.of())).figures()));
    }

    private void note(Run run, RunFigures figures) {
        known.put(run.id(), new Known(RunFigures.Revision.of(run), figures));
    }
}
