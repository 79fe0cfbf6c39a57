package io.weightloom.runner.review;

import io.weightloom.text.Nearest;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;

/**
 * Finds a trial by its address.
 *
 * @param experiments that ever ran, by name
 * @param ends ids of the first and of the last trial of a run by their numbers; none if it has no trials
 * @param ids the id of a run's trial with a number
 * @param exists whether there is a trial with an id
 */
record TrialSearch(
        List<ExperimentSummary> experiments,
        LongFunction<SortedMap<Integer, Long>> ends,
        Ids ids,
        LongPredicate exists) {

    /** Ids of trials by run and number. */
    @FunctionalInterface
    interface Ids {

        /** Empty if the run has no trial with this number, which is counted from 1. */
        OptionalLong of(long run, int number);
    }

    /**
     * The trial at this address.
     *
     * @param meant names of the experiments that a number without one may stand for; none for all
     */
    TrialFound find(TrialAddress address, Collection<String> meant) {
        if (experiments.isEmpty()) {
            return missing("names no trial: nothing was ever run in this database");
        }
        if (address instanceof TrialAddress.ById row) {
            return exists.test(row.id())
                    ? new TrialFound.At(row.id())
                    : missing(
                            "names no trial; the latest runs have %s".formatted(each(experiments, this::idsOfLatest)));
        } else if (address instanceof TrialAddress.InRun place) {
            return inRun(place);
        }
        return inLatest(((TrialAddress.InLatestRun) address).number(), meant);
    }

    private TrialFound inRun(TrialAddress.InRun place) {
        Optional<ExperimentSummary> experiment = experiments.stream()
                .filter(each -> each.name().equals(place.experiment()))
                .findFirst();
        if (experiment.isEmpty()) {
            return missing("names no experiment that ran; " + Nearest.hint(place.experiment(), names()));
        }
        List<RunSummary> runs = experiment.get().runs();
        if (runs.stream().noneMatch(run -> run.id() == place.run())) {
            return missing("names no run of %s; its runs, latest first, are %s"
                    .formatted(
                            place.experiment(),
                            runs.stream().map(run -> String.valueOf(run.id())).collect(Collectors.joining(", "))));
        }
        return inRun(place.experiment(), place.run(), place.number());
    }

    private TrialFound inLatest(int number, Collection<String> meant) {
        List<ExperimentSummary> candidates = experiments.stream()
                .filter(each -> meant.isEmpty() || meant.contains(each.name()))
                .toList();
        if (candidates.isEmpty()) {
            return missing("is a number in a run of %s, which never ran in this database; what did: %s"
                    .formatted(String.join(", ", meant), String.join(", ", names())));
        } else if (candidates.size() > 1) {
            return missing("may stand for a trial of several experiments; write one of "
                    + each(
                            candidates,
                            each -> "%s/%s/%s (%s)"
                                    .formatted(each.name(), latest(each), number, numbers(latest(each)))));
        }
        ExperimentSummary only = candidates.get(0);
        return inRun(only.name(), latest(only), number);
    }

    private TrialFound inRun(String experiment, long run, int number) {
        OptionalLong id = ids.of(run, number);
        return id.isEmpty()
                ? missing("names no trial of run %s of %s, which has %s".formatted(run, experiment, numbers(run)))
                : new TrialFound.At(id.getAsLong());
    }

    private List<String> names() {
        return experiments.stream().map(ExperimentSummary::name).toList();
    }

    private static String each(List<ExperimentSummary> some, Function<ExperimentSummary, String> shown) {
        return some.stream().map(shown).collect(Collectors.joining(", "));
    }

    private static long latest(ExperimentSummary experiment) {
        return experiment.runs().get(0).id();
    }

    private String numbers(long run) {
        SortedMap<Integer, Long> all = ends.apply(run);
        return all.isEmpty() ? "no trials" : "trials %s to %s".formatted(all.firstKey(), all.lastKey());
    }

    private String idsOfLatest(ExperimentSummary experiment) {
        long run = latest(experiment);
        SortedMap<Integer, Long> all = ends.apply(run);
        return all.isEmpty()
                ? "none (%s/%s)".formatted(experiment.name(), run)
                : "id:%s to id:%s (%s/%s)"
                        .formatted(all.get(all.firstKey()), all.get(all.lastKey()), experiment.name(), run);
    }

    private static TrialFound missing(String why) {
        return new TrialFound.Missing(why);
    }
}
