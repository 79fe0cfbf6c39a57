package io.weightloom.spec.read;

import io.weightloom.spec.Control;
import io.weightloom.spec.CronSpec;
import io.weightloom.spec.DataWidths;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.GivenSpec;
import io.weightloom.spec.Settings;
import io.weightloom.spec.Sizer;
import io.weightloom.spec.SweepSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.settings.Binding;
import io.weightloom.spec.settings.DataSettings;
import io.weightloom.spec.settings.ExperimentSettings;
import io.weightloom.spec.settings.GivenLayers;
import io.weightloom.spec.settings.KnownParts;
import io.weightloom.spec.settings.Section;
import io.weightloom.spec.settings.Setting;
import io.weightloom.spec.settings.SettingNode;
import io.weightloom.spec.settings.Solving;
import io.weightloom.spec.settings.TargetSettings;
import io.weightloom.spec.settings.TrainingSettings;
import io.weightloom.text.KebabCase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads one experiment: its parts first, then each point of the sweep as a whole. Not thread-safe. */
final class ExperimentReader {

    static final String SWEEP = "sweep";
    static final String SCHEDULE = "schedule";

    private static final long MOST_TRIALS = 10_000;

    private final String name;
    private final String key;
    private final SettingNode node;
    private final CronSyntax cron;
    private final Sizer sizer;
    private final DataWidths widths;
    private final GivenSpec.Reader given;
    private final Faults all;
    private final SettingReader settings = new SettingReader(new Faults());

    ExperimentReader(
            String name,
            String key,
            SettingNode node,
            CronSyntax cron,
            Sizer sizer,
            DataWidths widths,
            GivenSpec.Reader given,
            Faults all) {
        this.name = name;
        this.key = key;
        this.node = node;
        this.cron = cron;
        this.sizer = sizer;
        this.widths = widths;
        this.given = given;
        this.all = all;
    }

    /** The experiment; empty if it has faults, which are then among those of the reader. */
    Optional<ExperimentSpec> read() {
        Optional<ExperimentSpec> experiment = experiment();
        all.addAll(settings.faults());
        return experiment.filter(read -> settings.faults().none());
    }

    private Optional<ExperimentSpec> experiment() {
        Optional<Map<String, SettingNode>> entries = settings.entries(node, key, keys());
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        Map<String, SettingNode> parts = entries.get();
        String description = settings.value(ExperimentSettings.DESCRIPTION, parts, key);
        long seed = settings.value(ExperimentSettings.SEED, parts, key);
        List<Control> controls = settings.value(ExperimentSettings.CONTROLS, parts, key);
        Control.Size controlSize = settings.value(ExperimentSettings.CONTROL_SIZE, parts, key);
        Optional<CronSpec> schedule = Optional.ofNullable(parts.get(SCHEDULE))
                .flatMap(part -> new ScheduleReader(settings, cron).read(part, key + "." + SCHEDULE));
        SweepReader sweep = new SweepReader(settings, Optional.ofNullable(parts.get(SWEEP)), key + "." + SWEEP);
        TrialReader trial = new TrialReader(settings, key, node, parts, sweep);
        Map<String, Object> values = trial.read();
        SweepSpec spec = sweep.spec(values);
        FoundWidths layers = new FoundWidths(widths, seed);
        if (isTooLarge(spec)) {
            SettingNode part = parts.getOrDefault(SWEEP, node);
            settings.faults().add(part.origin(), key + "." + SWEEP, tooLarge(spec));
            return Optional.empty();
        }
        checkPoints(values, layers, controls, spec, trial);
        if (!settings.faults().none()) {
            return Optional.empty();
        }
        Map<Map<String, Object>, Sizer.Sized> solved = solve(values, layers, spec, trial);
        if (!settings.faults().none()) {
            return Optional.empty();
        }
        return Optional.of(resolved(new ExperimentSpec(
                name,
                description,
                seed,
                new Settings(values),
                controls.stream().distinct().toList(),
                controlSize,
                spec,
                spec.search() == SweepSpec.Strategy.GRID ? solved : Map.of(),
                layers.all(),
                new ExperimentSpec.Lookups(sizer, widths, given),
                schedule)));
    }

    /** The hypernetworks by point whose size follows from a ratio. */
    private Map<Map<String, Object>, Sizer.Sized> solve(
            Map<String, Object> values, FoundWidths layers, SweepSpec sweep, TrialReader trial) {
        Solving solving = new Solving(sizer);
        Settings base = new Settings(values);
        Map<Map<String, Object>, Sizer.Sized> solved = new LinkedHashMap<>();
        CheckedPoints.of(sweep).forEach(point -> {
            Settings settings = inFile(base.with(point));
            if (!settings.values().containsKey(Sizer.TARGET_RATIO)) {
                return;
            }
            Settings resolved = layers.resolved(settings);
            if (TargetSettings.SECTION.made(resolved).isEmpty()) {
                return; // the widths are those of data that cannot be used, which is told elsewhere
            }
            solving.solve(resolved, (path, message) -> trial.addFault(point, path, message + Solving.at(point, path)))
                    .ifPresent(sized -> solved.put(point, sized));
        });
        return solved;
    }

    private static boolean isTooLarge(SweepSpec sweep) {
        return sweep.search() == SweepSpec.Strategy.GRID
                && sweep.repeats()
                                * sweep.grid()
                                        .limit(Math.min(sweep.mostPoints(), MOST_TRIALS / sweep.repeats() + 1))
                                        .count()
                        > MOST_TRIALS;
    }

    private static String tooLarge(SweepSpec sweep) {
        String sizes = sweep.parameters().stream()
                .map(parameter -> String.valueOf(parameter.range().size()))
                .collect(Collectors.joining(" x "));
        return "must ask for at most %s trials, but asks for %s points with %s seeds each"
                .formatted(MOST_TRIALS, sizes, sweep.repeats());
    }

    private void checkPoints(
            Map<String, Object> values,
            FoundWidths layers,
            List<Control> controls,
            SweepSpec sweep,
            TrialReader trial) {
        Settings base = new Settings(values);
        boolean conditional = sweep.parameters().stream()
                .anyMatch(parameter -> !parameter.when().isEmpty());
        boolean complete = settings.faults().none();
        CheckedPoints.of(sweep).forEach(point -> {
            Settings asked = inFile(base.with(point));
            Settings all = layers.resolved(asked);
            if (conditional && complete) {
                KnownParts.missing(asked)
                        .forEach(misfit -> trial.addFault(
                                point, misfit.setting(), misfit.message() + Solving.at(point, misfit.setting())));
            }
            KnownParts.of(all, controls)
                    .misfits()
                    .forEach(misfit -> trial.addFault(point, misfit.setting(), misfit.message()));
            checkGiven(all, point, controls, trial);
        });
    }

    /** With the layers that a file says, if it can be used. */
    private Settings inFile(Settings settings) {
        return GivenLayers.scaling(settings)
                        .filter(file -> given.fault(file).isEmpty())
                        .isPresent()
                ? GivenLayers.with(settings, given)
                : settings;
    }

    /** The file with a network's weights is read as soon as it is known whose they are. */
    private void checkGiven(Settings all, Map<String, Object> point, List<Control> controls, TrialReader trial) {
        String path = path(TargetSettings.SECTION, TargetSettings.WEIGHTS);
        Optional<GivenSpec> asked = TargetSettings.given(all.section(TargetSettings.SECTION.name()));
        Optional<String> file = GivenLayers.file(all); // which is still there if it cannot be used
        if (file.isPresent()) {
            given.fault(file.get()).ifPresent(message -> trial.addFault(point, GivenLayers.PATH, "names " + message));
            return;
        } else if (asked.isPresent()) {
            TargetSettings.SECTION
                    .made(all)
                    .filter(target -> target.misfits().isEmpty())
                    .flatMap(target -> given.fault(asked.get(), target))
                    .ifPresent(message -> trial.addFault(point, path, "names " + message));
            return;
        }
        Stream.of(Control.GIVEN, Control.FINE_TUNED, Control.LORA)
                .filter(controls::contains)
                .findFirst()
                .ifPresent(control -> trial.addFault(
                        point,
                        path,
                        "is missing, but the control %s needs a network that you have"
                                .formatted(KebabCase.of(control))));
        if (TargetSettings.isReordered(all)) {
            trial.addFault(
                    point,
                    path(TargetSettings.SECTION, TargetSettings.ORDER),
                    "orders the units of a network that you have, but %s is missing".formatted(path));
        }
    }

    /** With the settings that follow from others, where they are the same in all trials. */
    private static ExperimentSpec resolved(ExperimentSpec experiment) {
        List<String> swept = experiment.sweep().parameters().stream()
                .flatMap(parameter -> parameter.range().settings().stream())
                .toList();
        TrialSpec first = Binding.first(experiment);
        TrainingSpec training = first.training();
        Map<String, Object> derived = new HashMap<>();
        if (Stream.of(
                        path(DataSettings.SECTION, DataSettings.SOURCE.selector()),
                        path(DataSettings.SECTION, DataSettings.TASK),
                        path(TrainingSettings.SECTION, TrainingSettings.LOSS))
                .noneMatch(swept::contains)) {
            derived.put(
                    path(TrainingSettings.SECTION, TrainingSettings.LOSS),
                    TrainingSettings.LOSS.kind().plain(training.loss()));
        }
        if (first.data().source().tasks() > 1
                && Stream.of(
                                path(DataSettings.SECTION, DataSettings.SOURCE.selector()),
                                path(DataSettings.SECTION, DataSettings.TASKS),
                                path(TrainingSettings.SECTION, TrainingSettings.ORDER.selector()),
                                path(TrainingSettings.SECTION, TrainingSettings.TASKS_PER_STEP))
                        .noneMatch(swept::contains)) {
            derived.put(
                    path(TrainingSettings.SECTION, TrainingSettings.TASKS_PER_STEP),
                    TrainingSettings.TASKS_PER_STEP.kind().plain(training.tasksPerStep()));
        }
        return new ExperimentSpec(
                experiment.name(),
                experiment.description(),
                experiment.seed(),
                experiment.settings().with(derived),
                experiment.controls(),
                experiment.controlSize(),
                experiment.sweep(),
                experiment.solved(),
                experiment.widths(),
                experiment.lookups(),
                experiment.schedule());
    }

    private static String path(Section<?> section, Setting<?> setting) {
        return section.name() + "." + setting.key();
    }

    /** The paths of all settings but the swept parameters. */
    static List<String> paths() {
        List<String> paths = new ArrayList<>(List.of(
                ExperimentSettings.DESCRIPTION.key(),
                ExperimentSettings.SEED.key(),
                ExperimentSettings.CONTROLS.key(),
                ExperimentSettings.CONTROL_SIZE.key(),
                SWEEP + "." + ExperimentSettings.SEARCH.key(),
                SWEEP + "." + ExperimentSettings.MAX_TRIALS.key(),
                SWEEP + "." + ExperimentSettings.ROUND.key(),
                SWEEP + "." + ExperimentSettings.SCORE.key(),
                SWEEP + "." + ExperimentSettings.REPEATS.key(),
                SWEEP + "." + ExperimentSettings.MAX_FAILED.key(),
                SWEEP + "." + ExperimentSettings.MAX_DURATION.key(),
                SWEEP + "." + ExperimentSettings.MAX_SECONDS.key(),
                SCHEDULE + "." + ExperimentSettings.CRON.key(),
                SCHEDULE + "." + ExperimentSettings.ZONE.key()));
        paths.addAll(ExperimentSettings.SWEEPABLE.keySet());
        return paths;
    }

    /** All keys of an experiment. */
    static List<String> keys() {
        List<String> keys =
                new ArrayList<>(List.of(ExperimentSettings.DESCRIPTION.key(), ExperimentSettings.SEED.key()));
        ExperimentSettings.TRIAL.forEach(section -> keys.add(section.name()));
        keys.addAll(List.of(ExperimentSettings.CONTROLS.key(), ExperimentSettings.CONTROL_SIZE.key(), SWEEP, SCHEDULE));
        return keys;
    }
}
