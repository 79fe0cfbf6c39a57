package io.weightloom.search;

import io.weightloom.network.NetworkSizes;
import io.weightloom.spec.ExperimentSpec;
import java.util.List;

/** What an experiment begins with. */
public final class FirstRound {

    private FirstRound() {}

    /** Its trials. */
    public static List<Proposal> of(ExperimentSpec experiment) {
        Trainability trainability = new Trainability(experiment, new NetworkSizes());
        return points(experiment).points().stream()
                .flatMap(point -> trainability.proposals(point).stream())
                .toList();
    }

    /** Its points, and those that cannot be trained. */
    public static Proposed points(ExperimentSpec experiment) {
        return Searches.of(experiment, new Trainability(experiment, new NetworkSizes()))
                .propose(List.of(), experiment.sweep().pointsPerRound());
    }
}
