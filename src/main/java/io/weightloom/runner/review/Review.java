package io.weightloom.runner.review;

import io.weightloom.export.CardFacts;
import io.weightloom.runner.store.RoundTrials;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.Runs;
import io.weightloom.runner.store.Trial;
import io.weightloom.runner.store.Trials;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * What people look at: the read models of experiments, runs and trials. What a run's rows say is put together once for
 * each of its revisions. Each is read in a transaction of its own, because what another one has written may still be
 * taken back, and must not be known as that revision then. Safe for use by many threads.
 */
@Repository
@Transactional(readOnly = true, propagation = Propagation.REQUIRES_NEW)
public class Review {

    private final Runs runs;
    private final Trials trials;
    private final RoundTrials rounds;
    private final TrialRows rows;
    private final TrialReviews trialReviews;
    private final RunsUnderWay underWay;
    private final KnownRuns known;
    private final RunLists lists;

    Review(
            Runs runs,
            Trials trials,
            RoundTrials rounds,
            TrialRows rows,
            TrialReviews trialReviews,
            ObjectProvider<RunsUnderWay> underWay) {
        this.runs = runs;
        this.trials = trials;
        this.rounds = rounds;
        this.rows = rows;
        this.trialReviews = trialReviews;
        this.underWay = run -> underWay.getIfAvailable(() -> RunsUnderWay.NONE).left(run);
        this.known = new KnownRuns(
                (run, before) -> before.flatMap(
                                earlier -> rows.changed(run.id(), earlier.run().revision(), earlier.byNumber())
                                        .map(changed -> earlier.nextWith(run, changed)))
                        .orElseGet(() -> {
                            List<TrialRows.Row> all = rows.of(List.of(run.id())).getOrDefault(run.id(), List.of());
                            return before.map(earlier -> earlier.next(run, all)).orElseGet(() -> RunView.of(run, all));
                        }),
                KnownRuns.TRIALS);
        this.lists = new RunLists(rows, known::view, this.underWay);
    }

    /** All experiments that ever ran, by name. */
    public List<ExperimentSummary> experiments() {
        List<Run> all = runs.all();
        lists.retain(all);
        List<RunSummary> summaries = lists.of(all);
        Map<String, List<Integer>> byName = new TreeMap<>();
        for (int i = 0; i < all.size(); i++) {
            byName.computeIfAbsent(all.get(i).key().experiment(), name -> new ArrayList<>())
                    .add(i);
        }
        return byName.entrySet().stream()
                .map(entry -> new ExperimentSummary(
                        entry.getKey(),
                        all.get(entry.getValue().get(0)).description(),
                        entry.getValue().stream().map(summaries::get).toList()))
                .toList();
    }

    /** At which revision each run is; cheap enough to be asked every second. */
    public List<RunView.Revised> revisions() {
        return rows.revisions().stream()
                .map(run -> new RunView.Revised(run.run(), run.revision(), run.isRunning()))
                .toList();
    }

    /** What is shown of a run, without what only few ask for; empty if there is none of this id. */
    public Optional<RunView> view(long run) {
        return runs.find(run).map(known::view);
    }

    /** A run as in a list. */
    public RunSummary summary(RunView view) {
        return view.summary(underWay.left(view.run().id()));
    }

    /** The latest run of an experiment; empty if it never ran. */
    public Optional<ExperimentReview> latest(String experiment) {
        return runs.latest(experiment).map(this::review);
    }

    /** One run; empty if there is none of this id. */
    public Optional<ExperimentReview> run(long id) {
        return runs.find(id).map(this::review);
    }

    /**
     * How much each parameter of a run matters; empty if there is none of this id.
     *
     * @param share of the points that are the best, in (0, 1)
     */
    public Optional<ImportanceReview> importance(long run, double share) {
        return run(run).map(review -> Importances.of(review, share));
    }

    /**
     * Two sides compared seed by seed.
     *
     * @param a ids of trials that there are
     * @param b ids of those that they are compared with
     * @throws IllegalArgumentException if two trials of a side have the same seed; the message is for people
     */
    public SeedPairs pairs(List<Long> a, List<Long> b) {
        List<Long> all = Stream.concat(a.stream(), b.stream()).distinct().toList();
        Map<Long, String> specs = trials.specs(all);
        Map<Long, TrialSummary> summaries = new HashMap<>();
        trials.runs(all).values().stream()
                .distinct()
                .flatMap(run -> view(run).orElseThrow().trials().stream())
                .forEach(trial -> summaries.put(trial.id(), trial));
        return SeedPairs.of(members(a, specs, summaries), members(b, specs, summaries));
    }

    private static List<SeedPairs.Member> members(
            List<Long> side, Map<Long, String> specs, Map<Long, TrialSummary> summaries) {
        return side.stream()
                .map(id -> SeedPairs.Member.of(
                        Objects.requireNonNull(specs.get(id)), Objects.requireNonNull(summaries.get(id))))
                .toList();
    }

    /** By the ids of trials those of their runs; none of what is no trial. */
    public Map<Long, Long> runsOf(Collection<Long> trials) {
        return this.trials.runs(trials);
    }

    /** What came out of each run of an experiment; empty if it never ran. */
    public Optional<ExperimentHistory> history(String experiment) {
        List<Run> all = runs.of(experiment);
        if (all.isEmpty()) {
            return Optional.empty();
        }
        List<RunSummary> summaries = lists.of(all);
        Map<Long, BestPoint> best = new HashMap<>();
        all.forEach(run -> lists.best(run).ifPresent(point -> best.put(run.id(), point)));
        return Optional.of(ExperimentHistory.of(experiment, all, summaries, best));
    }

    /**
     * The same of one run, read with no other than the one that it is compared with; empty if there is none of this id.
     */
    public Optional<PastRun> past(long id) {
        return runs.find(id).map(this::past);
    }

    private PastRun past(Run run) {
        RunSummary summary = lists.of(List.of(run)).get(0);
        Optional<BestPoint> own = lists.best(run);
        Optional<Run> before = own.flatMap(found -> completeBefore(run));
        while (before.isPresent()) {
            Run other = before.get();
            Optional<BestPoint> best = PastRun.isComparable(run, other) ? lists.best(other) : Optional.empty();
            if (best.isPresent()) {
                return PastRun.of(
                        summary, own.orElseThrow(), lists.of(List.of(other)).get(0), best.get());
            }
            before = completeBefore(other);
        }
        return PastRun.of(summary, own.orElse(null));
    }

    private Optional<Run> completeBefore(Run run) {
        return runs.completeBefore(run.key().experiment(), run.id());
    }

    /** Changes whenever what is shown of an experiment's runs may; empty if it never ran. */
    public Optional<String> versionOfHistory(String experiment) {
        List<Run> all = runs.of(experiment);
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(all.stream().map(Review::version).collect(Collectors.joining(" ")));
    }

    /** One trial; empty if there is none of this id. */
    public Optional<TrialReview> trial(long id) {
        return trials.find(id).map(trial -> review(trial, runs.find(trial.run()).orElseThrow()));
    }

    /** What a model card tells of a trial; empty if there is none of this id. */
    public Optional<CardFacts> card(long trial) {
        return trial(trial)
                .map(found ->
                        CardOfTrial.of(found, review(runs.find(found.run()).orElseThrow())));
    }

    /** Changes whenever what is shown of a run may; empty if there is none of this id. */
    public Optional<String> versionOfRun(long id) {
        return runs.find(id).map(Review::version);
    }

    /** Changes whenever what is shown of a trial may; empty if there is none of this id. */
    public Optional<String> versionOfTrial(long id) {
        return trials.find(id).map(trial -> version(runs.find(trial.run()).orElseThrow()));
    }

    /** Ids and revisions begin at 1 in every database, so the time is what tells two of them apart. */
    private static String version(Run run) {
        return "%s %s %s %s".formatted(run.id(), run.key().specHash(), run.createdAt(), run.revision());
    }

    /**
     * The trial at an address.
     *
     * @param meant names of the experiments that a number without one may stand for; none for all
     */
    public TrialFound find(TrialAddress address, Collection<String> meant) {
        return new TrialSearch(
                        experiments(),
                        rounds::ends,
                        rounds::id,
                        id -> trials.find(id).isPresent())
                .find(address, meant);
    }

    /** The run at an address; without one, the latest of all. */
    public RunFound find(Optional<RunAddress> address) {
        return new RunSearch(experiments()).find(address);
    }

    private ExperimentReview review(Run run) {
        return known.review(run, this::review);
    }

    private ExperimentReview review(RunView view) {
        Run run = view.run();
        List<PointSummary> points =
                view.points().stream().map(PointReview::summary).toList();
        return new ExperimentReview(
                run.key().experiment(),
                run.description(),
                summary(view),
                run.spec(),
                runs.overrides(run.id()),
                view.parameters(),
                view.trials(),
                points,
                Comparisons.ofTrials(view.rows(), view::pointOf),
                Front.of(points));
    }

    /** Its place on the front and its difference to the plain network are the run's to tell. */
    private TrialReview review(Trial trial, Run run) {
        return trialReviews.of(trial, run, summary(trial, run));
    }

    private TrialSummary summary(Trial trial, Run run) {
        return known.view(run).trial(trial.id()).orElseThrow();
    }
}
