package io.weightloom.runner.preflight;

import io.weightloom.data.Dataset;
import io.weightloom.data.Datasets;
import io.weightloom.data.raw.DataFault;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.network.NetworkSizes;
import io.weightloom.network.Suitability;
import io.weightloom.runner.settings.SpecFiles;
import io.weightloom.search.Controls;
import io.weightloom.search.Proposal;
import io.weightloom.search.Proposed;
import io.weightloom.search.Searches;
import io.weightloom.search.Trainability;
import io.weightloom.spec.Control;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.GivenSpec;
import io.weightloom.spec.Sizes;
import io.weightloom.spec.SweepSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.fault.Fault;
import io.weightloom.spec.fault.Misfit;
import io.weightloom.spec.settings.Binding;
import io.weightloom.text.Decimals;
import io.weightloom.text.KebabCase;
import io.weightloom.trial.DataFit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Compares experiments with their data before anything is stored or trained: what no spec alone can tell. Each data set
 * is looked at with the seed of the first trial that has it; another seed splits the same examples in another way.
 */
public final class Preflight {

    private static final Sizes SIZES = new NetworkSizes();

    private final Datasets datasets;
    private final AvailableMemory memory;
    private final Consumer<String> remarks;

    /** With {@code remarks} for what a user should know of the data, although it is no fault. */
    public Preflight(Datasets datasets, AvailableMemory memory, Consumer<String> remarks) {
        this.datasets = datasets;
        this.memory = memory;
        this.remarks = remarks;
    }

    /** What is wrong with the trials that are known beforehand, each fault once, with the place in the spec. */
    List<Fault> faults(SpecFiles files) {
        Set<Fault> faults = new LinkedHashSet<>();
        Map<List<DataFault>, String> told = new HashMap<>();
        Set<String> networks = new HashSet<>();
        for (ExperimentSpec experiment : files.experiments()) {
            Map<DataSpec, Optional<Dataset>> loaded = new HashMap<>();
            Map<DataSpec, Boolean> known = new HashMap<>();
            Trainability trainability = new Trainability(experiment, SIZES);
            Proposed first = first(experiment, trainability);
            if (first.points().isEmpty()) {
                faults.add(files.fault(experiment, "sweep", "has no point that can be trained" + reasons(first)));
            }
            for (Map<String, Object> point : first.points()) {
                for (TrialSpec trial : trainability.trials(point)) {
                    trial.given()
                            .map(GivenSpec::file)
                            .filter(networks::add)
                            .ifPresent(file -> tellOf(file, experiment.lookups().given()));
                    if (known.computeIfAbsent(trial.data(), data -> Binding.knowsNetworks(experiment, data))) {
                        networkMisfits(experiment, trial)
                                .forEach(misfit -> faults.add(files.fault(
                                        experiment,
                                        trial,
                                        misfit.setting(),
                                        misfit.message() + at(experiment, trial, point))));
                    }
                    if (!loaded.containsKey(trial.data())) {
                        loaded.put(trial.data(), load(files, experiment, trial, faults, told));
                    }
                    loaded.getOrDefault(trial.data(), Optional.empty())
                            .ifPresent(data -> DataFit.misfits(trial, data)
                                    .forEach(misfit -> faults.add(
                                            files.fault(experiment, trial, misfit.setting(), misfit.message()))));
                }
            }
        }
        return List.copyOf(faults);
    }

    /** What of a network's file was left out; files that hold weights alone tell no layers, and nothing is left out. */
    private void tellOf(String file, GivenSpec.Reader given) {
        if (given.fault(file).isEmpty()) {
            given.found(file).notes().forEach(note -> remarks.accept("%s: %s".formatted(file, note)));
        }
    }

    /** What keeps a trial's network from being trained. */
    private List<Misfit> networkMisfits(ExperimentSpec experiment, TrialSpec trial) {
        List<Misfit> misfits = new ArrayList<>(Suitability.misfits(trial));
        Capacity.tooDeep(trial).ifPresent(misfits::add);
        Capacity.tooLong(trial).ifPresent(misfits::add);
        if (misfits.isEmpty()) { // else there is no network to be counted
            Capacity.fault(trial, memory).ifPresent(fault -> misfits.add(new Misfit("hypernet", fault)));
            Controls controls = new Controls(SIZES, experiment.controlSize());
            for (Control control : experiment.controls()) {
                controls.fault(control, trial)
                        .ifPresent(fault -> misfits.add(new Misfit("controls", KebabCase.of(control) + " " + fault)));
            }
        }
        return misfits;
    }

    /** All points of a grid, and the first round of other searches, whose later ones nobody knows. */
    private static Proposed first(ExperimentSpec experiment, Trainability trainability) {
        return Searches.of(experiment, trainability)
                .propose(
                        List.of(),
                        experiment.sweep().search() == SweepSpec.Strategy.GRID
                                ? Integer.MAX_VALUE
                                : experiment.sweep().pointsPerRound());
    }

    private static String reasons(Proposed proposed) {
        return proposed.infeasible().entrySet().stream()
                .map(reason -> "%s (%s of them)".formatted(reason.getKey(), Decimals.whole(reason.getValue())))
                .collect(Collectors.joining("; ", ": ", ""));
    }

    private Optional<Dataset> load(
            SpecFiles files,
            ExperimentSpec experiment,
            TrialSpec trial,
            Set<Fault> faults,
            Map<List<DataFault>, String> told) {
        try {
            Optional<Dataset> data = Optional.of(datasets.load(trial.data(), trial.seed()));
            datasets.remarks(trial.data(), trial.seed()).forEach(remarks);
            return data;
        } catch (OutOfMemoryError e) { // a single array is larger than what is free: nothing else has suffered
            faults.add(files.fault(
                    experiment,
                    trial,
                    "data",
                    "cannot be used: too large for the memory that this process may use (more with java -Xmx...)"));
            return Optional.empty();
        } catch (InvalidDataException e) {
            List<Fault> found = e.faults().stream()
                    .map(fault -> files.fault(experiment, trial, fault.setting(), "cannot be used: " + fault.message()))
                    .toList();
            String first = found.get(0).where();
            String before = told.putIfAbsent(e.faults(), first);
            if (before == null || before.equals(first)) {
                faults.addAll(found);
            } else {
                faults.add(files.fault(
                        experiment,
                        trial,
                        e.faults().get(0).setting(),
                        "cannot be used, for the reasons given for " + before));
            }
            return Optional.empty();
        }
    }

    /** At which point of the sweep; nothing if there is none. */
    private static String at(ExperimentSpec experiment, TrialSpec trial, Map<String, Object> point) {
        Map<String, String> swept =
                Proposal.of(trial, point, experiment.sweep().repeats()).swept();
        return swept.isEmpty()
                ? ""
                : swept.entrySet().stream()
                        .map(value -> value.getKey() + " = " + value.getValue())
                        .collect(Collectors.joining(", ", "; at ", ""));
    }
}
