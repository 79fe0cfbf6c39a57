package io.weightloom.search;

import io.weightloom.search.Observed.State;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.SweepSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a run does between two rounds: which paused trials go on, which end, which new ones begin. A function of the
 * experiment and of what is known of the trials so far, so that a run that was stopped there, or killed, goes on as it
 * would have.
 *
 * <p>Those that go on are the next round's first; new points fill it up to its size. So a round has more trials than
 * its size only if more of them go on.
 */
public final class Sweep {

    private final ExperimentSpec experiment;
    private final Trainability trainability;
    private final Search search;
    private final Optional<Pruner> pruner;

    /**
     * The sweep of an experiment.
     *
     * @param trainability makes the trials of points
     */
    public Sweep(ExperimentSpec experiment, Trainability trainability, Search search, Optional<Pruner> pruner) {
        this.experiment = experiment;
        this.trainability = trainability;
        this.search = search;
        this.pruner = pruner;
    }

    /**
     * What is known of a trial that was proposed, between two rounds.
     *
     * @param number in its run, counted from 1
     * @param point as it was proposed
     * @param state how far it is; paused trials are under way
     * @param score of the validation split, higher is better; of a trial that has not completed that of its last epoch
     * @param trainable numbers that it trains
     * @param curve validation scores of its epochs so far; none need be known if there is no pruner
     * @param paused the epoch after which it has paused; empty if it has ended
     */
    public record Tried(
            int number,
            Map<String, Object> point,
            State state,
            OptionalDouble score,
            long trainable,
            List<Double> curve,
            OptionalInt paused) {

        /** Copies the list. */
        public Tried {
            point = Collections.unmodifiableMap(new LinkedHashMap<>(point));
            curve = List.copyOf(curve);
        }
    }

    /**
     * A trial that is new.
     *
     * @param point of the search space
     * @param place of the point among those of the sweep, counted from 1
     * @param pauseEpoch after which it pauses for the first time; empty if it trains to its end
     */
    public record Begins(Proposal proposal, Map<String, Object> point, int place, OptionalInt pauseEpoch) {}

    /**
     * What happens now.
     *
     * @param decisions on each paused trial
     * @param trials that begin
     * @param infeasible points that were passed over on the way, by reason
     */
    public record Next(List<Pruner.Decision> decisions, List<Begins> trials, SortedMap<String, Integer> infeasible) {

        /** Copies the lists. */
        public Next {
            decisions = List.copyOf(decisions);
            trials = List.copyOf(trials);
        }

        /** Whether anything changes by it. */
        public boolean isEmpty() {
            return trials.isEmpty() && decisions.stream().allMatch(Pruner.Waits.class::isInstance);
        }
    }

    /**
     * The next step.
     *
     * @param tried all trials so far, in the order of their proposal; none of them is open
     * @return empty when the run has no more rounds; if it only ends trials, there is a step after it
     */
    public Next next(List<Tried> tried) {
        List<List<Tried>> points = points(tried);
        List<Pruner.Decision> decisions = decide(points, Pruner.Supply.OPEN);
        long on = decisions.stream().filter(Pruner.GoesOn.class::isInstance).count();
        int room = experiment.sweep().pointsPerRound() - points(on);
        if (room <= 0) {
            return new Next(decisions, List.of(), new TreeMap<>());
        }
        Proposed proposed = search.propose(points.stream().map(this::observed).toList(), room);
        if (proposed.points().isEmpty()) {
            return new Next(decide(points, Pruner.Supply.OVER), List.of(), proposed.infeasible());
        }
        return new Next(decisions, begin(proposed.points(), points.size()), proposed.infeasible());
    }

    private int points(long trials) {
        int repeats = experiment.sweep().repeats();
        return Math.toIntExact((trials + repeats - 1) / repeats);
    }

    private List<Pruner.Decision> decide(List<List<Tried>> points, Pruner.Supply supply) {
        if (pruner.isEmpty()) {
            return List.of();
        }
        List<Pruner.Curve> curves = new ArrayList<>();
        for (int point = 0; point < points.size(); point++) {
            for (Tried trial : points.get(point)) {
                curves.add(new Pruner.Curve(trial.number(), point + 1, trial.curve(), trial.paused()));
            }
        }
        return pruner.get().decide(curves, supply);
    }

    private List<Begins> begin(List<Map<String, Object>> points, int before) {
        List<Begins> trials = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            Map<String, Object> point = points.get(i);
            int place = before + i + 1;
            OptionalInt pause = pruner.isPresent() ? pruner.get().first(place) : OptionalInt.empty();
            trainability.proposals(point).forEach(proposal -> trials.add(new Begins(proposal, point, place, pause)));
        }
        return trials;
    }

    /** The trials of each point, in the order of the points' proposal. */
    private static List<List<Tried>> points(List<Tried> tried) {
        Map<Map<String, Object>, List<Tried>> points = new LinkedHashMap<>();
        tried.forEach(trial -> points.computeIfAbsent(trial.point(), point -> new ArrayList<>())
                .add(trial));
        return List.copyOf(points.values());
    }

    /** A point of which one seed ended badly has ended badly: nobody wants to depend on luck. */
    private Observed observed(List<Tried> trials) {
        Map<String, Object> point = trials.get(0).point();
        int epochs =
                trials.stream().mapToInt(trial -> trial.curve().size()).min().orElse(0);
        State state = state(trials);
        boolean scored = trials.stream().allMatch(trial -> trial.score().isPresent());
        if (state == State.BAD || !scored) {
            return new Observed(point, state == State.BAD ? state : State.UNDER_WAY, List.of(), epochs);
        }
        double score = trials.stream()
                .mapToDouble(trial -> trial.score().getAsDouble())
                .average()
                .orElseThrow();
        List<Double> objectives = experiment.sweep().score() == SweepSpec.ScoreKind.FRONT
                ? List.of(-score, (double) trials.get(0).trainable())
                : List.of(-score);
        return new Observed(point, state, objectives, epochs);
    }

    /** Of a point that is paused at a rung as much is known as of one that was halted there. */
    private static State state(List<Tried> trials) {
        List<State> states = trials.stream().map(Tried::state).toList();
        if (states.contains(State.BAD)) {
            return State.BAD;
        }
        return states.stream().allMatch(State.COMPLETED::equals) ? State.COMPLETED : State.HALTED;
    }
}
