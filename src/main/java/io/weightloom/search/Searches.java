package io.weightloom.search;

import io.weightloom.spec.ExperimentSpec;

/** The searches by the names that a spec gives them. */
public final class Searches {

    private Searches() {}

    /** The search that an experiment asks for. */
    public static Search of(ExperimentSpec experiment) {
        return switch (experiment.sweep().search()) {
            case GRID -> new GridSearch(experiment);
        };
    }
}
