package io.weightloom.spec.settings;

import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.Control;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.LabelKind;
import io.weightloom.spec.Loss;
import io.weightloom.spec.OptimizerSpec;
import io.weightloom.spec.OrderSpec;
import io.weightloom.spec.PlainValues;
import io.weightloom.spec.RecurrentSpec;
import io.weightloom.spec.SequenceSpec;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import io.weightloom.spec.fault.Misfit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * What the records of one trial must be to each other, as far as that can be told without its data. What is not known
 * is left out. Immutable.
 *
 * @param data examples and splits
 * @param target the target network
 * @param training how it is trained
 * @param condition of a hypernetwork
 * @param generator of a hypernetwork
 * @param init how the generator's weights are drawn
 * @param residual what is added to generated weights
 * @param controls what is trained beside it
 * @param given whether there is a network that the user has
 */
public record Consistency(
        Optional<DataSpec> data,
        Optional<TargetSpec> target,
        TrainingSpec training,
        Optional<ConditionSpec> condition,
        Optional<GeneratorSpec> generator,
        Optional<Initialisation> init,
        Optional<HypernetSpec.ResidualWeights> residual,
        List<Control> controls,
        boolean given) {

    /** Copies the list. */
    public Consistency {
        controls = List.copyOf(controls);
    }

    /** Of a trial by itself; one that is cut half-way is a control. */
    public static Consistency of(TrialSpec trial) {
        Optional<HypernetSpec> hypernet =
                trial.weights() instanceof HypernetSpec generated ? Optional.of(generated) : Optional.empty();
        return new Consistency(
                Optional.of(trial.data()),
                Optional.of(trial.target()),
                trial.training(),
                hypernet.map(HypernetSpec::condition),
                hypernet.map(HypernetSpec::generator),
                hypernet.map(HypernetSpec::init),
                hypernet.map(HypernetSpec::residual),
                trial.weights() instanceof WeightsSpec.Cut cut ? List.of(control(cut)) : List.of(),
                trial.given().isPresent());
    }

    private static Control control(WeightsSpec.Cut cut) {
        if (cut instanceof WeightsSpec.Quantised quantised) {
            return quantised.bits() == Byte.SIZE ? Control.QUANTISED_8 : Control.QUANTISED_4;
        }
        return cut instanceof WeightsSpec.Pruned ? Control.PRUNED : Control.LOW_RANK_PLAIN;
    }

    /** All that does not go together. */
    public List<Misfit> misfits() {
        List<Misfit> misfits = new ArrayList<>();
        data.ifPresent(known -> checkExamples(known, misfits));
        data.ifPresent(known -> target.ifPresent(network -> checkTarget(known.source(), network, misfits)));
        data.ifPresent(known -> checkTraining(known, misfits));
        checkHalves(misfits);
        misfits.addAll(Distilling.misfits(data.map(DataSpec::source), training, given));
        misfits.addAll(Augmenting.misfits(data.map(DataSpec::source), target, training));
        if (residual.filter(HypernetSpec.ResidualWeights.GIVEN::equals).isPresent()) {
            misfits.addAll(Adapting.misfits(given, condition, generator, training));
        }
        data.map(DataSpec::source).ifPresent(source -> {
            checkSource(source, misfits);
            checkTasks(source, misfits);
            if (training.order() instanceof OrderSpec.Sequential order) {
                checkSequence(order, source, misfits);
            }
        });
        generator.ifPresent(chosen -> init.filter(drawn -> !drawn.suits(chosen))
                .ifPresent(drawn -> misfits.add(misfit(
                        HypernetSettings.SECTION,
                        HypernetSettings.INIT,
                        "must not be %s for generator %s: one head makes many parts of the target, and all would start the same"
                                .formatted(
                                        HypernetSettings.INIT.kind().plain(drawn),
                                        HypernetSettings.GENERATOR.name(chosen))))));
        return misfits;
    }

    private static void checkExamples(DataSpec data, List<Misfit> misfits) {
        data.misfit().ifPresent(misfits::add);
        SourceSpec source = data.source().single();
        OptionalInt samples = source.facts().samplesPerTask();
        if (samples.isPresent() && samples.getAsInt() < source.leastSamples()) {
            misfits.add(misfit(
                    DataSettings.SECTION,
                    DataSettings.SAMPLES,
                    "must be at least %s for %s, but is %s"
                            .formatted(source.leastSamples(), DataSettings.SOURCE.name(source), samples.getAsInt())));
        }
    }

    private static void checkTarget(SourceSpec source, TargetSpec target, List<Misfit> misfits) {
        String name = DataSettings.name(source);
        boolean sequences = source instanceof SourceSpec.Sequential;
        if (sequences != target instanceof RecurrentSpec) {
            misfits.add(misfit(
                    TargetSettings.SECTION,
                    TargetSettings.KIND.selector(),
                    sequences
                            ? "must be rnn or lstm, because the examples of %s are sequences, but is %s"
                                    .formatted(name, TargetSettings.KIND.name(target))
                            : "must not be %s, because the examples of %s are no sequences"
                                    .formatted(TargetSettings.KIND.name(target), name)));
            return;
        }
        misfits.addAll(target.misfits());
        Stream.of(
                        optional(source.facts().inputs())
                                .flatMap(inputs -> target.input().misfit(inputs, "features of an example of " + name)),
                        optional(source.facts().outputs())
                                .flatMap(outputs -> target.output()
                                        .misfit(
                                                outputs,
                                                (source.labelKind() == LabelKind.REGRESSION
                                                                ? "number to predict from "
                                                                : "classes of ")
                                                        + name)))
                .flatMap(Optional::stream)
                .forEach(misfits::add);
    }

    private static Optional<Integer> optional(OptionalInt number) {
        return number.isPresent() ? Optional.of(number.getAsInt()) : Optional.empty();
    }

    private void checkTraining(DataSpec data, List<Misfit> misfits) {
        if (data.source().labelKind() == LabelKind.REGRESSION && training.loss() == Loss.CROSS_ENTROPY) {
            misfits.add(misfit(
                    TrainingSettings.SECTION,
                    TrainingSettings.LOSS,
                    "must be mse or mae, because data.task is regression, but is cross-entropy"));
        }
        if (data.source() instanceof SequenceSpec.Text && training.loss() != Loss.CROSS_ENTROPY) {
            misfits.add(misfit(
                    TrainingSettings.SECTION,
                    TrainingSettings.LOSS,
                    "must be cross-entropy, because a text is scored by the bits that its characters take, but is "
                            + TrainingSettings.LOSS.kind().plain(training.loss())));
        }
        if (data.source() instanceof SequenceSpec.Text && data.standardise() instanceof DataSpec.Standardise.By) {
            misfits.add(misfit(
                    DataSettings.SECTION,
                    DataSettings.STANDARDISE,
                    "must not be given for a text, whose characters are no numbers to be scaled"));
        }
        if (data.source() instanceof SequenceSpec && given) {
            misfits.add(misfit(
                    TargetSettings.SECTION,
                    TargetSettings.WEIGHTS,
                    "must not be given for data that are sequences: networks that read such are not taken from files"));
        }
        data.trainSamples().stream()
                .filter(train -> train > 0) // else the shares are at fault
                .mapToObj(train -> TrainingSpec.batchMisfit(
                        training.batchSize(), train, data.source().tasks()))
                .flatMap(Optional::stream)
                .forEach(misfits::add);
    }

    /** A network that is cut half-way has to be trained before and after. */
    private void checkHalves(List<Misfit> misfits) {
        if (isCut() && training.epochs() < 2) {
            misfits.add(misfit(
                    TrainingSettings.SECTION,
                    TrainingSettings.EPOCHS,
                    "must be at least 2, because the controls pruned, low-rank-plain and quantised are cut half-way, but is "
                            + training.epochs()));
        }
    }

    private boolean isCut() {
        return controls.stream()
                .anyMatch(
                        EnumSet.of(Control.PRUNED, Control.LOW_RANK_PLAIN, Control.QUANTISED_8, Control.QUANTISED_4)
                                ::contains);
    }

    private static void checkSource(SourceSpec source, List<Misfit> misfits) {
        misfits.addAll(source.misfits());
        if (source.single() != source && source.single().labelKind() != LabelKind.CLASSIFICATION) {
            misfits.add(misfit(
                    DataSettings.SECTION,
                    DataSettings.TASK,
                    "must be classification within %s, but is regression".formatted(DataSettings.name(source))));
        }
        source.unevenClasses()
                .ifPresent(classes -> misfits.add(misfit(
                        DataSettings.SECTION,
                        DataSettings.TASKS,
                        "must divide the %s classes of %s into groups of at least 2, but is %s"
                                .formatted(classes, DataSettings.name(source.single()), source.tasks()))));
    }

    private void checkTasks(SourceSpec source, List<Misfit> misfits) {
        String name = DataSettings.name(source);
        if (training.tasksPerStep() > source.tasks()) {
            misfits.add(misfit(
                    TrainingSettings.SECTION,
                    TrainingSettings.TASKS_PER_STEP,
                    "must be at most %s, the tasks of %s, but is %s"
                            .formatted(source.tasks(), name, training.tasksPerStep())));
        }
        boolean described =
                condition.filter(ConditionSpec.Descriptor.class::isInstance).isPresent();
        if (source.tasks() == 1 && condition.filter(ConditionSpec::perTask).isPresent()) {
            misfits.add(misfit(
                    HypernetSettings.SECTION,
                    HypernetSettings.CONDITION.selector(),
                    "must not be %s, because %s is one task"
                            .formatted(HypernetSettings.CONDITION.name(condition.get()), name)));
        } else if (source.descriptors() == 0 && described) {
            misfits.add(misfit(
                    HypernetSettings.SECTION,
                    HypernetSettings.CONDITION.selector(),
                    "must not be descriptor, because nothing describes the tasks of %s; use per-task".formatted(name)));
        } else if (described) {
            checkOneVector(misfits);
            checkStatistics(source, name, misfits);
        }
    }

    /** A task is described once, so a generator that takes several vectors would take equal ones. */
    private void checkOneVector(List<Misfit> misfits) {
        if (generator
                .filter(chosen -> chosen instanceof GeneratorSpec.Chunked chunked && chunked.chunkDim() == 0)
                .isPresent()) {
            misfits.add(misfit(
                    HypernetSettings.SECTION,
                    HypernetSettings.CHUNK_DIM,
                    "must be at least 1 with condition descriptor, because chunks that share their z need embeddings to"
                            + " differ, but is 0"));
        }
    }

    /** Batch norm needs examples of each task that has weights of its own. */
    private void checkStatistics(SourceSpec source, String name, List<Misfit> misfits) {
        if (source.heldOut() > 0 && isNormed()) {
            misfits.add(misfit(
                    TargetSettings.SECTION,
                    TargetSettings.NORM,
                    "must be none with condition descriptor and tasks that are held out (%s of %s), because the means and"
                                    .formatted(source.heldOut(), name)
                            + " variances of a task need examples to train on; or data.held-out must be 0"));
        }
    }

    private boolean isNormed() {
        return target.filter(TargetSpec::needsStatistics).isPresent();
    }

    /** Tasks that are learned one after the other. */
    private void checkSequence(OrderSpec.Sequential order, SourceSpec source, List<Misfit> misfits) {
        if (source.tasks() == 1) {
            misfits.add(misfit(
                    TrainingSettings.SECTION,
                    TrainingSettings.ORDER.selector(),
                    "must not be sequential, because %s is one task".formatted(DataSettings.name(source))));
        }
        if (isNormed()) {
            misfits.add(misfit(
                    TargetSettings.SECTION,
                    TargetSettings.NORM,
                    "must be none with training.order sequential, because the means and variances of a task need its"
                            + " examples, which are gone when the next one is learned"));
        }
        if (isCut()) {
            misfits.add(misfit(
                    TrainingSettings.SECTION,
                    TrainingSettings.ORDER.selector(),
                    "must not be sequential with the controls pruned, low-rank-plain and quantised, which are cut half-way through"
                            + " a training"));
        }
        if (training.tasksPerStep() > 1) {
            misfits.add(misfit(
                    TrainingSettings.SECTION,
                    TrainingSettings.TASKS_PER_STEP,
                    "must be 1 with training.order sequential, but is " + training.tasksPerStep()));
        }
        condition.ifPresent(chosen -> checkHeldWeights(order, chosen, misfits));
    }

    private void checkHeldWeights(OrderSpec.Sequential order, ConditionSpec condition, List<Misfit> misfits) {
        if (!condition.perTask() && order.regulariser() > 0) {
            misfits.add(misfit(
                    TrainingSettings.SECTION,
                    TrainingSettings.REGULARISER,
                    "must be 0 with hypernet.condition %s, which gives all tasks the same weights (per-task and descriptor give each its own), but is %s"
                            .formatted(
                                    HypernetSettings.CONDITION.name(condition),
                                    PlainValues.text(order.regulariser()))));
        }
        OptimizerSpec optimizer = training.optimizer();
        if (condition instanceof ConditionSpec.PerTask && optimizer.weightDecay() > 0) {
            misfits.add(misfit(
                    TrainingSettings.SECTION,
                    TrainingSettings.WEIGHT_DECAY,
                    "must be 0 with training.order sequential and hypernet.condition per-task, because it would shrink the z of tasks that are not being learned, but is "
                            + PlainValues.text(optimizer.weightDecay())));
        }
    }

    private static Misfit misfit(Section<?> section, Setting<?> setting, String message) {
        return new Misfit(section.name() + "." + setting.key(), message);
    }
}
