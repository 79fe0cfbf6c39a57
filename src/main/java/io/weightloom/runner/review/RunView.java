package io.weightloom.runner.review;

import io.weightloom.runner.store.Run;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is shown of a run as of one revision, and how new each trial and point of it is. Made out of the view before it:
 * what has not changed is the same object in both, and is not computed again. Immutable.
 */
public final class RunView {

    private final Run run;
    private final Map<Integer, Shown> trials;
    private final Points points;
    private final Map<Integer, Long> pointsChanged;
    private final RunFigures figures;

    /** From which revision on it is known what has changed. */
    private final long base;

    /**
     * A trial as it is shown.
     *
     * @param compared with the plain network, without its place on the front
     * @param shown all of it
     * @param changed the revision at which it became what it is, or an earlier one
     */
    private record Shown(TrialRows.Row row, Points.Member compared, TrialSummary shown, long changed) {}

    /**
     * How far a run has come.
     *
     * @param run its id
     * @param revision another one whenever what is shown of it may have changed
     */
    public record Revised(long run, long revision, boolean isRunning) {}

    /**
     * What has changed since a revision.
     *
     * @param trials by number
     * @param points by number
     */
    public record Changes(List<TrialSummary> trials, List<PointReview> points) {}

    private RunView(
            Run run,
            Map<Integer, Shown> trials,
            Points points,
            Map<Integer, Long> pointsChanged,
            RunFigures figures,
            long base) {
        this.run = run;
        this.trials = trials;
        this.points = points;
        this.pointsChanged = pointsChanged;
        this.figures = figures;
        this.base = base;
    }

    /** The view of these trials, by number, of which nothing was known before. */
    static RunView of(Run run, List<TrialRows.Row> rows) {
        return make(run, rows, Optional.empty());
    }

    /** The view of a later revision, of which these are the trials, by number. */
    RunView next(Run later, List<TrialRows.Row> rows) {
        RunView next = make(later, rows, Optional.of(this));
        boolean isWithout = !next.trials.keySet().containsAll(trials.keySet())
                || !next.pointsChanged.keySet().containsAll(pointsChanged.keySet());
        return isWithout ? of(later, rows) : next; // who has what is gone now needs all anew
    }

    /** The view of a later revision, at which these of its trials are others. */
    RunView nextWith(Run later, List<TrialRows.Row> changed) {
        Map<Integer, TrialRows.Row> all = byNumber();
        changed.forEach(row -> all.put(row.summary().number(), row));
        return next(later, List.copyOf(all.values()));
    }

    /** The rows of its trials. */
    Map<Integer, TrialRows.Row> byNumber() {
        Map<Integer, TrialRows.Row> all = new LinkedHashMap<>();
        trials.forEach((number, trial) -> all.put(number, trial.row));
        return all;
    }

    private static RunView make(Run run, List<TrialRows.Row> rows, Optional<RunView> before) {
        Map<Integer, Shown> known = before.map(earlier -> earlier.trials).orElse(Map.of());
        List<Points.Member> compared = compared(rows, known);
        Points points =
                before.map(earlier -> earlier.points).orElse(Points.NONE).next(compared);
        Map<Integer, Shown> trials = new LinkedHashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            Shown shown = shown(run, rows.get(i), compared.get(i), points, known);
            trials.put(shown.shown.number(), shown);
        }
        return new RunView(
                run,
                trials,
                points,
                pointsChanged(run, points, before),
                RunFigures.of(run, rows, points.all()),
                before.map(earlier -> earlier.base).orElse(run.revision()));
    }

    /** Each with its difference to the plain network that it is compared with, once both have completed. */
    @SuppressWarnings("ReferenceEquality") // of rows that were not read again
    private static List<Points.Member> compared(List<TrialRows.Row> rows, Map<Integer, Shown> known) {
        Map<String, TrialSummary> completed = new HashMap<>();
        rows.stream()
                .map(TrialRows.Row::summary)
                .filter(TrialSummary::completed)
                .forEach(trial -> completed.putIfAbsent(trial.hash(), trial));
        List<Points.Member> compared = new ArrayList<>();
        for (TrialRows.Row row : rows) {
            Double difference = difference(row, completed.get(row.plainHash()));
            Shown before = known.get(row.summary().number());
            if (before != null && before.row == row) {
                compared.add(before.compared.with(before.compared.trial().withDifference(difference)));
            } else {
                TrialSummary trial = row.summary().withDifference(difference);
                compared.add(
                        before != null && before.compared.trial().equals(trial)
                                ? before.compared
                                : Points.Member.of(trial));
            }
        }
        return compared;
    }

    private static @Nullable Double difference(TrialRows.Row row, @Nullable TrialSummary plain) {
        Double score = row.summary().testScore();
        if (score == null
                || plain == null
                || plain.testScore() == null
                || row.plainHash().equals(row.summary().hash())) {
            return null;
        }
        return score - plain.testScore();
    }

    private static Shown shown(
            Run run, TrialRows.Row row, Points.Member compared, Points points, Map<Integer, Shown> known) {
        TrialSummary trial = compared.trial().at(points.at(compared.key()).summary());
        Shown before = known.get(trial.number());
        if (before != null && before.shown.equals(trial)) {
            return new Shown(row, compared, before.shown, before.changed);
        }
        return new Shown(row, compared, trial, run.revision());
    }

    private static Map<Integer, Long> pointsChanged(Run run, Points points, Optional<RunView> before) {
        Map<Integer, PointReview> known = new HashMap<>();
        before.ifPresent(earlier -> earlier.points.all().forEach(point -> known.put(point.number(), point)));
        Map<Integer, Long> changed = new HashMap<>();
        points.all().forEach(point -> {
            boolean isSame = point.equals(known.get(point.number()));
            changed.put(
                    point.number(),
                    isSame
                            ? before.orElseThrow().pointsChanged.getOrDefault(point.number(), run.revision())
                            : run.revision());
        });
        return changed;
    }

    /** The run, as of this revision. */
    Run run() {
        return run;
    }

    /** Name of the experiment. */
    public String experiment() {
        return run.key().experiment();
    }

    /** Of the experiment; may be empty. */
    public String description() {
        return run.description();
    }

    /** Which revision this is, for whoever may ask what has changed since. */
    public String revision() {
        return RunFigures.Revision.of(run).text();
    }

    /** The run's revision. */
    public long revisionNumber() {
        return run.revision();
    }

    RunFigures figures() {
        return figures;
    }

    /** What is told of the run in a list. */
    RunSummary summary(Optional<Duration> left) {
        return RunSummary.of(run, figures, left);
    }

    /** Names of the swept parameters, in the order of the sweep. */
    public List<String> parameters() {
        Set<String> names = new LinkedHashSet<>();
        trials.values().forEach(trial -> names.addAll(trial.shown.parameters().keySet()));
        return List.copyOf(names);
    }

    /** By number. */
    public List<TrialSummary> trials() {
        return trials.values().stream().map(Shown::shown).toList();
    }

    /** The trial of an id; empty if the run has none. */
    Optional<TrialSummary> trial(long id) {
        return trials.values().stream()
                .map(Shown::shown)
                .filter(trial -> trial.id() == id)
                .findFirst();
    }

    /** In the order of their first trials. */
    public List<PointReview> points() {
        return points.all();
    }

    /**
     * The number of the point of a trial of this view.
     *
     * @param number the trial's
     */
    public int pointOf(int number) {
        Shown trial = trials.get(number);
        if (trial == null) {
            throw new IllegalArgumentException("Run %s has no trial %s".formatted(run.id(), number));
        }
        return points.at(trial.compared.key()).number();
    }

    Collection<TrialRows.Row> rows() {
        return trials.values().stream().map(Shown::row).toList();
    }

    /** What has changed since a revision that this run was told to have; empty if that is not known any more. */
    public Optional<Changes> since(Optional<String> revision) {
        OptionalLong number = RunFigures.Revision.of(run).number(revision);
        if (number.isEmpty() || number.getAsLong() < base || number.getAsLong() > run.revision()) {
            return Optional.empty();
        }
        long then = number.getAsLong();
        return Optional.of(new Changes(
                trials.values().stream()
                        .filter(trial -> trial.changed > then)
                        .map(Shown::shown)
                        .toList(),
                points.all().stream()
                        .filter(point -> pointsChanged.getOrDefault(point.number(), Long.MAX_VALUE) > then)
                        .toList()));
    }
}
