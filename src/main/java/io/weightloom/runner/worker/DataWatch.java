package io.weightloom.runner.worker;

import io.weightloom.data.Datasets;
import io.weightloom.data.NamedFile;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.given.GivenFiles;
import io.weightloom.runner.store.Fingerprints;
import io.weightloom.runner.store.NewTrial;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.Trial;
import io.weightloom.runner.store.Trials;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.GivenSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.settings.Canonical;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Holds each run to the data that it began with: a fingerprint is kept for each data setting (and seed, where examples
 * are drawn), and is compared before the run goes on, at the opening of each trial, and before a complete run is shown.
 * What decides are the examples, so that a file may be zipped or written anew; the files' own hashes only tell which of
 * them changed. Thread-safe.
 */
public final class DataWatch {

    private static final String OTHER_RUNNER =
            "%s otherwise by this version of the runner than by the one with which run %s began";

    private final Datasets datasets;
    private final GivenFiles files;
    private final Trials trials;
    private final Fingerprints fingerprints;
    private final Fence fence;
    private @Nullable Seen seen;

    DataWatch(Datasets datasets, Trials trials, Fingerprints fingerprints, Fence fence) {
        this.datasets = datasets;
        this.files = new GivenFiles(datasets.folder());
        this.trials = trials;
        this.fingerprints = fingerprints;
        this.fence = fence;
    }

    /** How much of a run's data is compared. */
    public enum Reach {
        /** The data of every trial. */
        EVERYTHING,
        /** Each data setting once; what is drawn for other seeds as well is not drawn for this alone. */
        EACH_SETTING_ONCE
    }

    /** What was kept of the data of trials. */
    public record Kept(Map<Integer, String> trials, Map<String, String> files) {

        /** The trial with what was kept of its data. */
        public NewTrial on(NewTrial trial) {
            return trial.on(Optional.ofNullable(trials.get(trial.number())));
        }
    }

    /** Data that have the same examples. */
    private record Key(DataSpec spec, long seed) {

        static Key of(TrialSpec trial) {
            return new Key(trial.data(), Datasets.areDrawn(trial.data()) ? trial.seed() : 0);
        }
    }

    /** The trials of one key: the first of them, and all fingerprints that are known of their data. */
    private record Group(TrialSpec first, Set<String> known) {}

    /** What is known of the data of the run that is under way here, which only this runner adds to. */
    private record Seen(long run, Map<Key, Group> groups) {}

    /** The data of a run that are not those that it began with; a file that is gone is none of them. */
    public List<DataChange> changes(Run run, Reach reach) {
        Map<DataSpec, Long> seeds = new HashMap<>();
        Map<String, DataChange> changes = new LinkedHashMap<>();
        groups(run.id()).forEach((key, group) -> {
            long seed = seeds.computeIfAbsent(key.spec, spec -> key.seed);
            if (reach == Reach.EVERYTHING || seed == key.seed) {
                change(run, group).ifPresent(change -> changes.putIfAbsent(change.toString(), change));
            }
        });
        given(run.id()).ifPresent(change -> changes.putIfAbsent(change.toString(), change));
        return List.copyOf(changes.values());
    }

    /** The file of a given network that is not what it was; one that is gone is none. */
    private Optional<DataChange> given(long run) {
        Map<String, Optional<String>> now = new HashMap<>();
        for (Trial trial : trials.of(run)) {
            TrialSpec spec = Canonical.trial(trial.spec());
            Optional<GivenSpec> given = spec.given();
            if (given.isPresent()
                    && now.computeIfAbsent(given.get().file(), files::sha256)
                            .filter(sha256 -> !sha256.equals(given.get().sha256()))
                            .isPresent()) {
                return Optional.of(new DataChange(
                        spec,
                        "target.weights",
                        "names %s, which has changed since run %s began"
                                .formatted(given.get().file(), run)));
            }
        }
        return Optional.empty();
    }

    private Map<Key, Group> groups(long run) {
        Map<Integer, String> known = fingerprints.of(run);
        Map<Key, Group> groups = new LinkedHashMap<>();
        for (Trial trial : trials.of(run)) {
            TrialSpec spec = Canonical.trial(trial.spec());
            Group group = groups.computeIfAbsent(Key.of(spec), key -> new Group(spec, new LinkedHashSet<>()));
            Optional.ofNullable(known.get(trial.number())).ifPresent(group.known::add);
        }
        return groups;
    }

    private Optional<DataChange> change(Run run, Group group) {
        if (group.known.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> now = now(group.first);
        if (now.isPresent()) {
            return group.known.equals(Set.of(now.get()))
                    ? Optional.empty()
                    : Optional.of(told(run.id(), group.first, group.known.size() > 1));
        }
        Map<String, String> before = fingerprints.files(run.id());
        List<NamedFile> files = datasets.files(group.first.data());
        boolean there = files.stream().allMatch(named -> named.file().sha256().isPresent());
        return there && files.stream().anyMatch(named -> differs(named, before))
                ? Optional.of(told(run.id(), group.first, false))
                : Optional.empty();
    }

    /** The fingerprint of a trial's data as they are; empty if they cannot be used. */
    private Optional<String> now(TrialSpec trial) {
        try {
            return Optional.of(datasets.fingerprint(trial.data(), trial.seed()));
        } catch (InvalidDataException | OutOfMemoryError e) { // of no use; whoever needs them is told by Preflight
            return Optional.empty();
        }
    }

    /** Which of the data of a trial are not those that its run began with. */
    DataChange changed(long run, TrialSpec trial) {
        return told(run, trial, false);
    }

    private DataChange told(long run, TrialSpec trial, boolean mixed) {
        List<NamedFile> files = datasets.files(trial.data());
        if (files.isEmpty()) {
            return new DataChange(trial, "data", OTHER_RUNNER.formatted("are drawn", run));
        }
        Map<String, String> before = fingerprints.files(run);
        List<NamedFile> changed =
                files.stream().filter(named -> differs(named, before)).toList();
        if (mixed) {
            return told(trial, files, " and ", "changed while run %s was under way".formatted(run));
        } else if (!changed.isEmpty()) {
            String have = changed.size() > 1 ? "have" : "has";
            return told(trial, changed, " and ", "%s changed since run %s began".formatted(have, run));
        } else if (files.stream().allMatch(named -> before.containsKey(named.name()))) {
            return told(trial, files, " and ", OTHER_RUNNER.formatted(files.size() > 1 ? "are read" : "is read", run));
        }
        return told(trial, files, " or ", "has changed since run %s began".formatted(run));
    }

    private static DataChange told(TrialSpec trial, List<NamedFile> files, String joint, String story) {
        String names = files.stream().map(NamedFile::told).collect(Collectors.joining(joint));
        return new DataChange(trial, files.get(0).file().setting(), "names %s, which %s".formatted(names, story));
    }

    private static boolean differs(NamedFile named, Map<String, String> before) {
        String then = before.get(named.name());
        return then != null && !named.file().sha256().equals(Optional.of(then));
    }

    /** The fingerprint of the data that a trial has to be trained on; empty if nothing is known of them. */
    Optional<String> expected(long trial) {
        return fingerprints.ofTrial(trial);
    }

    /**
     * What is to be kept of the data of trials that are about to be planned: as trials of the same data have it, or
     * else as they are now. Reads data, so it wants to be called with no row locked.
     */
    public synchronized Kept look(long run, Map<Integer, TrialSpec> planned) {
        if (seen == null || seen.run != run) {
            seen = new Seen(run, groups(run));
        }
        Map<Key, Group> groups = seen.groups;
        Map<Key, Optional<String>> looked = new HashMap<>();
        Map<Integer, String> found = new HashMap<>();
        planned.forEach((number, spec) -> {
            Key key = Key.of(spec);
            Group group = groups.computeIfAbsent(key, k -> new Group(spec, new LinkedHashSet<>()));
            looked.computeIfAbsent(key, k -> group.known.stream().findFirst().or(() -> now(spec)))
                    .ifPresent(fingerprint -> {
                        found.put(number, fingerprint);
                        group.known.add(fingerprint);
                    });
        });
        return new Kept(found, files(run, planned.values()));
    }

    private Map<String, String> files(long run, Collection<TrialSpec> planned) {
        Set<String> known = new HashSet<>(fingerprints.files(run).keySet());
        Map<String, String> found = new LinkedHashMap<>();
        planned.stream()
                .map(TrialSpec::data)
                .distinct()
                .map(datasets::files)
                .flatMap(List::stream)
                .filter(named -> known.add(named.name()))
                .forEach(named -> named.file().sha256().ifPresent(sha256 -> found.put(named.name(), sha256)));
        return found;
    }

    /** Writes what is kept of files; called in the transaction that plans the trials, which have the rest. */
    public void saveFiles(long run, Kept kept) {
        fingerprints.saveFiles(run, kept.files);
    }

    /** Keeps what is not kept of the trials that are planned: an older runner may have planned them. */
    public synchronized void keep(ActiveRun run) {
        seen = null; // another runner may have worked on the run meanwhile
        Map<Integer, String> known = fingerprints.of(run.id());
        Map<Integer, TrialSpec> missing = new LinkedHashMap<>();
        trials.of(run.id()).stream()
                .filter(trial -> !known.containsKey(trial.number()))
                .forEach(trial -> missing.put(trial.number(), Canonical.trial(trial.spec())));
        if (!missing.isEmpty()) {
            Kept kept = look(run.id(), missing);
            fence.write(run.lease(), () -> fingerprints.save(run.id(), kept.trials, kept.files));
        }
    }
}
