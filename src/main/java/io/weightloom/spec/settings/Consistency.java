package io.weightloom.spec.settings;

import io.weightloom.spec.Control;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.Loss;
import io.weightloom.spec.PlainValues;
import io.weightloom.spec.Settings;
import io.weightloom.spec.Sizer;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TableSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.Task;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;

/** What the settings of one trial must be to each other, as far as that can be told without its data. */
public final class Consistency {

    private static final String ORDER = path(TrainingSettings.SECTION, TrainingSettings.ORDER.selector());

    private final BiConsumer<String, String> faults;

    private Consistency(BiConsumer<String, String> faults) {
        this.faults = faults;
    }

    /**
     * Checks one trial's settings; those that are missing, because they are at fault themselves, are left out.
     *
     * @param controls what is trained beside it
     * @param faults takes the path of a setting and what is wrong with it
     */
    public static void check(Settings settings, List<Control> controls, BiConsumer<String, String> faults) {
        Consistency consistency = new Consistency(faults);
        Optional<DataSpec> data = DataSettings.SECTION.made(settings);
        Optional<TargetSpec> target = TargetSettings.SECTION.made(settings);
        data.ifPresent(consistency::checkSplits);
        data.ifPresent(known -> target.ifPresent(network -> consistency.checkTarget(known.source(), network)));
        data.ifPresent(known -> consistency.checkTraining(known, settings.section(TrainingSettings.SECTION.name())));
        consistency.checkHalves(controls, settings.section(TrainingSettings.SECTION.name()));
        data.ifPresent(known -> consistency.checkTasks(known.source(), settings));
        data.filter(known -> "sequential".equals(settings.values().get(ORDER)))
                .ifPresent(known -> consistency.checkSequence(known.source(), controls, settings));
        consistency.checkInitialisation(settings);
    }

    private void checkSplits(DataSpec data) {
        if (data.validation() + data.testShare() >= 1) {
            faults.accept(
                    path(DataSettings.SECTION, DataSettings.VALIDATION),
                    "must leave examples to train on: validation %s and test %s together must be below 1"
                            .formatted(PlainValues.text(data.validation()), PlainValues.text(data.test())));
        }
        if (SourceFacts.single(data.source()) instanceof SourceSpec.Glyphs glyphs
                && glyphs.samples() < 10 * SourceFacts.DIGITS) {
            faults.accept(
                    path(DataSettings.SECTION, DataSettings.SAMPLES),
                    "must be at least %s for glyphs, but is %s".formatted(10 * SourceFacts.DIGITS, glyphs.samples()));
        }
    }

    private void checkInitialisation(Settings settings) {
        Map<String, Object> values = new HashMap<>(settings.values());
        if (values.containsKey(Sizer.TARGET_RATIO)) { // its size is solved for, and any does here
            HypernetSettings.SIZES.forEach(size -> values.putIfAbsent(size.path(), 1L));
        }
        Settings sized = new Settings(values);
        if (!HypernetSettings.SECTION.isComplete(sized)) {
            return;
        }
        Map<String, Object> plain = sized.section(HypernetSettings.SECTION.name());
        Object init = plain.get(HypernetSettings.INIT.key());
        if (init != null && !HypernetSettings.INIT.kind().typed(init).suits(HypernetSettings.GENERATOR.make(plain))) {
            faults.accept(
                    path(HypernetSettings.SECTION, HypernetSettings.INIT),
                    "must not be %s for generator %s: one head makes many parts of the target, and all would start the same"
                            .formatted(
                                    init,
                                    plain.get(HypernetSettings.GENERATOR
                                            .selector()
                                            .key())));
        }
    }

    private void checkTasks(SourceSpec source, Settings settings) {
        checkSource(source);
        Object perStep = settings.section(TrainingSettings.SECTION.name()).get(TrainingSettings.TASKS_PER_STEP.key());
        if (perStep != null && TrainingSettings.TASKS_PER_STEP.kind().typed(perStep) > source.tasks()) {
            faults.accept(
                    path(TrainingSettings.SECTION, TrainingSettings.TASKS_PER_STEP),
                    "must be at most %s, the tasks of %s, but is %s"
                            .formatted(source.tasks(), SourceFacts.name(source), PlainValues.text(perStep)));
        }
        String condition = path(HypernetSettings.SECTION, HypernetSettings.CONDITION.selector());
        Object chosen = settings.values().get(condition);
        if (source.tasks() == 1 && ("per-task".equals(chosen) || "descriptor".equals(chosen))) {
            faults.accept(
                    condition, "must not be %s, because %s is one task".formatted(chosen, SourceFacts.name(source)));
        } else if (source.descriptors() == 0 && "descriptor".equals(chosen)) {
            faults.accept(
                    condition,
                    "must not be descriptor, because nothing describes the tasks of %s; use per-task"
                            .formatted(SourceFacts.name(source)));
        } else if ("descriptor".equals(chosen)) {
            checkOneVector(settings);
            checkStatistics(source, settings);
        }
    }

    /** Tasks that are learned one after the other. */
    private void checkSequence(SourceSpec source, List<Control> controls, Settings settings) {
        Map<String, Object> training = settings.section(TrainingSettings.SECTION.name());
        if (source.tasks() == 1) {
            faults.accept(ORDER, "must not be sequential, because %s is one task".formatted(SourceFacts.name(source)));
        }
        if (isNormed(settings)) {
            faults.accept(
                    path(TargetSettings.SECTION, TargetSettings.NORM),
                    "must be none with training.order sequential, because the means and variances of a task need its"
                            + " examples, which are gone when the next one is learned");
        }
        if (controls.contains(Control.PRUNED) || controls.contains(Control.LOW_RANK_PLAIN)) {
            faults.accept(
                    ORDER,
                    "must not be sequential with the controls pruned and low-rank-plain, which are cut half-way through"
                            + " a training");
        }
        above(1, TrainingSettings.TASKS_PER_STEP, training)
                .ifPresent(number -> faults.accept(
                        path(TrainingSettings.SECTION, TrainingSettings.TASKS_PER_STEP),
                        "must be 1 with training.order sequential, but is " + PlainValues.text(number)));
        Object condition = settings.values().get(path(HypernetSettings.SECTION, HypernetSettings.CONDITION.selector()));
        if (condition != null && !"per-task".equals(condition) && !"descriptor".equals(condition)) {
            above(0, TrainingSettings.REGULARISER, training)
                    .ifPresent(number -> faults.accept(
                            path(TrainingSettings.SECTION, TrainingSettings.REGULARISER),
                            "must be 0 with hypernet.condition %s, which gives all tasks the same weights (per-task and descriptor give each its own), but is %s"
                                    .formatted(condition, PlainValues.text(number))));
        }
        if ("per-task".equals(condition)) {
            above(0, TrainingSettings.WEIGHT_DECAY, training)
                    .ifPresent(number -> faults.accept(
                            path(TrainingSettings.SECTION, TrainingSettings.WEIGHT_DECAY),
                            "must be 0 with training.order sequential and hypernet.condition per-task, because it would shrink the z of tasks that are not being learned, but is "
                                    + PlainValues.text(number)));
        }
    }

    private static Optional<Object> above(double limit, Setting<? extends Number> setting, Map<String, Object> plain) {
        return Optional.ofNullable(plain.get(setting.key()))
                .filter(value -> setting.kind().typed(value).doubleValue() > limit);
    }

    /** A task is described once, so a generator that takes several vectors would take equal ones. */
    private void checkOneVector(Settings settings) {
        String chunkDim = path(HypernetSettings.SECTION, HypernetSettings.CHUNK_DIM);
        Object width = settings.values().get(chunkDim);
        if (width != null && HypernetSettings.CHUNK_DIM.kind().typed(width) == 0) {
            faults.accept(
                    chunkDim,
                    "must be at least 1 with condition descriptor, because chunks that share their z need embeddings to"
                            + " differ, but is 0");
        }
    }

    /** Batch norm needs examples of each task that has weights of its own. */
    private void checkStatistics(SourceSpec source, Settings settings) {
        if (source.heldOut() > 0 && isNormed(settings)) {
            faults.accept(
                    path(TargetSettings.SECTION, TargetSettings.NORM),
                    "must be none with condition descriptor and tasks that are held out (%s of %s), because the means and"
                                    .formatted(source.heldOut(), SourceFacts.name(source))
                            + " variances of a task need examples to train on; or data.held-out must be 0");
        }
    }

    private static boolean isNormed(Settings settings) {
        return TargetSettings.SECTION
                .made(settings)
                .filter(target ->
                        target instanceof TargetSpec.Residual residual && residual.norm() != TargetSpec.BatchNorm.NONE)
                .isPresent();
    }

    private void checkSource(SourceSpec source) {
        if (SourceFacts.single(source) instanceof SourceSpec.Csv csv) {
            checkTable(csv);
        } else if (SourceFacts.single(source) instanceof SourceSpec.Idx idx
                && idx.testImages().isPresent() != idx.testLabels().isPresent()) {
            boolean images = idx.testImages().isPresent();
            faults.accept(
                    path(DataSettings.SECTION, images ? DataSettings.TEST_LABELS : DataSettings.TEST_IMAGES),
                    "must be given beside data.%s: pictures and labels for the test go together"
                            .formatted((images ? DataSettings.TEST_IMAGES : DataSettings.TEST_LABELS).key()));
        }
        if (SourceFacts.single(source) != source && SourceFacts.single(source).task() != Task.CLASSIFICATION) {
            faults.accept(
                    path(DataSettings.SECTION, DataSettings.TASK),
                    "must be classification within %s, but is regression".formatted(SourceFacts.name(source)));
        }
        if (source instanceof SourceSpec.ClassGroups groups) {
            SourceFacts.outputs(groups.of())
                    .ifPresent(classes ->
                            requireEvenGroups(path(DataSettings.SECTION, DataSettings.TASKS), classes, groups));
        }
        if (source instanceof SourceSpec.RotatedMoons moons && moons.heldOut() > moons.tasks()) {
            faults.accept(
                    path(DataSettings.SECTION, DataSettings.HELD_OUT),
                    "must be at most %s, one angle between each two that are trained on, but is %s"
                            .formatted(moons.tasks(), moons.heldOut()));
        }
    }

    private void checkTable(SourceSpec.Csv csv) {
        TableSpec table = csv.table();
        if (table.gaps() == TableSpec.Gaps.REFUSE && !table.missing().equals(TableSpec.MISSING)) {
            faults.accept(
                    path(DataSettings.SECTION, DataSettings.GAPS),
                    "must be drop, mean, median or indicator beside data.missing.values, but is refuse");
        }
        Map.of(
                        DataSettings.IGNORE, table.ignored(),
                        DataSettings.FEATURES, table.features(),
                        DataSettings.CATEGORICAL, table.categorical())
                .forEach((setting, columns) -> {
                    if (columns.contains(csv.label()) && !csv.label().equals(TableSpec.AUTO)) {
                        faults.accept(
                                path(DataSettings.SECTION, setting),
                                "must not name '%s', which is the label".formatted(csv.label()));
                    }
                });
        table.categorical().stream()
                .filter(column -> table.ignored().contains(column)
                        || (!table.features().isEmpty()
                                && !table.features().contains(column)
                                && !column.equals(TableSpec.AUTO)))
                .forEach(column -> faults.accept(
                        path(DataSettings.SECTION, DataSettings.CATEGORICAL),
                        "must not name '%s', which is no feature here".formatted(column)));
        table.ignored().stream()
                .filter(table.features()::contains)
                .forEach(column -> faults.accept(
                        path(DataSettings.SECTION, DataSettings.IGNORE),
                        "must not name '%s', which is among data.features".formatted(column)));
    }

    private void requireEvenGroups(String path, int classes, SourceSpec.ClassGroups groups) {
        if (classes % groups.tasks() != 0 || classes / groups.tasks() < 2) {
            faults.accept(
                    path,
                    "must divide the %s classes of %s into groups of at least 2, but is %s"
                            .formatted(classes, SourceFacts.name(groups.of()), groups.tasks()));
        }
    }

    private void checkTarget(SourceSpec source, TargetSpec target) {
        target.misfits().forEach(misfit -> faults.accept(targetPath(misfit.key()), misfit.message()));
        SourceFacts.inputs(source)
                .ifPresent(inputs ->
                        requireWidth(target.input(), inputs, "features of an example of " + SourceFacts.name(source)));
        SourceFacts.outputs(source)
                .ifPresent(outputs -> requireWidth(
                        target.output(),
                        outputs,
                        source.task() == Task.REGRESSION
                                ? "number to predict from " + SourceFacts.name(source)
                                : "classes of " + SourceFacts.name(source)));
    }

    private void requireWidth(TargetSpec.End end, int wanted, String what) {
        if (end.width() != wanted) {
            faults.accept(targetPath(end.key()), end.fault(wanted, what));
        }
    }

    private static String targetPath(String key) {
        return TargetSettings.SECTION.name() + "." + key;
    }

    private void checkTraining(DataSpec data, Map<String, Object> training) {
        Object loss = training.get(TrainingSettings.LOSS.key());
        if (loss != null
                && data.source().task() == Task.REGRESSION
                && TrainingSettings.LOSS.kind().typed(loss) == Loss.CROSS_ENTROPY) {
            faults.accept(
                    path(TrainingSettings.SECTION, TrainingSettings.LOSS),
                    "must be mse or mae, because data.task is regression, but is cross-entropy");
        }
        Object batchSize = training.get(TrainingSettings.BATCH_SIZE.key());
        OptionalInt samples = SourceFacts.samples(data.source());
        if (batchSize != null && samples.isPresent()) {
            int all = samples.getAsInt();
            long train = all - Math.round(all * data.validation()) - Math.round(all * data.test());
            if (TrainingSettings.BATCH_SIZE.kind().typed(batchSize) > train && train > 0) {
                faults.accept(
                        path(TrainingSettings.SECTION, TrainingSettings.BATCH_SIZE),
                        "must be at most %s, the examples of the training split%s, but is %s"
                                .formatted(
                                        train,
                                        data.source().tasks() > 1 ? " of a task" : "",
                                        PlainValues.text(batchSize)));
            }
        }
    }

    /** A network that is cut half-way has to be trained before and after. */
    private void checkHalves(List<Control> controls, Map<String, Object> training) {
        Object epochs = training.get(TrainingSettings.EPOCHS.key());
        boolean cut = controls.contains(Control.PRUNED) || controls.contains(Control.LOW_RANK_PLAIN);
        if (cut && epochs != null && TrainingSettings.EPOCHS.kind().typed(epochs) < 2) {
            faults.accept(
                    path(TrainingSettings.SECTION, TrainingSettings.EPOCHS),
                    "must be at least 2, because the controls pruned and low-rank-plain are cut half-way, but is "
                            + PlainValues.text(epochs));
        }
    }

    private static String path(Section<?> section, Setting<?> setting) {
        return section.name() + "." + setting.key();
    }
}
