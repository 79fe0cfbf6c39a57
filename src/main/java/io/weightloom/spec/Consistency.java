package io.weightloom.spec;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;

/** What the settings of one trial must be to each other, as far as that can be told without its data. */
final class Consistency {

    private static final int DIGITS = 10;

    private final BiConsumer<String, String> faults;

    private Consistency(BiConsumer<String, String> faults) {
        this.faults = faults;
    }

    /**
     * Checks one trial's settings; those that are missing, because they are at fault themselves, are left out.
     *
     * @param faults takes the path of a setting and what is wrong with it
     */
    static void check(Settings settings, BiConsumer<String, String> faults) {
        Consistency consistency = new Consistency(faults);
        Optional<DataSpec> data = make(DataSettings.SECTION, settings);
        Optional<TargetSpec> target = make(TargetSettings.SECTION, settings);
        data.ifPresent(consistency::checkSplits);
        data.ifPresent(known -> target.ifPresent(network -> consistency.checkTarget(known.source(), network)));
        data.ifPresent(known -> consistency.checkTraining(known, settings.section(TrainingSettings.SECTION)));
        make(HypernetSettings.SECTION, settings).ifPresent(consistency::checkInitialisation);
    }

    /** The section's record, if all that it needs is there. */
    private static <R> Optional<R> make(Section<R> section, Settings settings) {
        Map<String, Object> plain = settings.section(section);
        Map<String, Object> values = settings.values();
        boolean complete = section
                .settings(selector -> values.containsKey(selector) ? List.of((String) values.get(selector)) : List.of())
                .keySet()
                .stream()
                .allMatch(values::containsKey);
        return complete ? Optional.of(section.form().make(plain)) : Optional.empty();
    }

    private void checkSplits(DataSpec data) {
        if (data.validation() + data.test() >= 1) {
            faults.accept(
                    path(DataSettings.SECTION, DataSettings.VALIDATION),
                    "must leave examples to train on: validation %s and test %s together must be below 1"
                            .formatted(Canonical.text(data.validation()), Canonical.text(data.test())));
        }
        if (data.source() instanceof SourceSpec.Glyphs glyphs && glyphs.samples() < 10 * DIGITS) {
            faults.accept(
                    path(DataSettings.SECTION, DataSettings.SAMPLES),
                    "must be at least %d for glyphs, but is %d".formatted(10 * DIGITS, glyphs.samples()));
        }
    }

    private void checkTarget(SourceSpec source, TargetSpec target) {
        if (target instanceof TargetSpec.Mlp mlp) {
            String layers = path(TargetSettings.SECTION, TargetSettings.LAYERS);
            inputs(source)
                    .ifPresent(inputs -> requireWidth(
                            layers,
                            "begin",
                            inputs,
                            mlp.layers().get(0),
                            mlp,
                            "features of an example of " + name(source)));
            outputs(source)
                    .ifPresent(outputs -> requireWidth(
                            layers,
                            "end",
                            outputs,
                            mlp.layers().get(mlp.layers().size() - 1),
                            mlp,
                            source.task() == Task.REGRESSION
                                    ? "number to predict from " + name(source)
                                    : "classes of " + name(source)));
        }
    }

    private void checkInitialisation(HypernetSpec hypernet) {
        if (!hypernet.init().suits(hypernet.generator())) {
            Map<String, Object> plain = new HashMap<>();
            HypernetSettings.SECTION.form().put(hypernet, plain);
            faults.accept(
                    path(HypernetSettings.SECTION, HypernetSettings.INIT),
                    "must not be %s for generator %s: one head makes many parts of the target, and all would start the same"
                            .formatted(
                                    plain.get(HypernetSettings.INIT.key()),
                                    plain.get(HypernetSettings.GENERATOR
                                            .selector()
                                            .key())));
        }
    }

    private void requireWidth(String path, String end, int wanted, int width, TargetSpec.Mlp mlp, String what) {
        if (width != wanted) {
            faults.accept(
                    path,
                    "must %s with %d, the %s, but is %s".formatted(end, wanted, what, Canonical.text(mlp.layers())));
        }
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
        OptionalInt samples = samples(data.source());
        if (batchSize != null && samples.isPresent()) {
            int all = samples.getAsInt();
            long train = all - Math.round(all * data.validation()) - Math.round(all * data.test());
            if (TrainingSettings.BATCH_SIZE.kind().typed(batchSize) > train && train > 0) {
                faults.accept(
                        path(TrainingSettings.SECTION, TrainingSettings.BATCH_SIZE),
                        "must be at most %d, the examples of the training split, but is %s"
                                .formatted(train, Canonical.text(batchSize)));
            }
        }
    }

    private static OptionalInt inputs(SourceSpec source) {
        if (source instanceof SourceSpec.Glyphs glyphs) {
            return OptionalInt.of(glyphs.size() * glyphs.size());
        }
        return source instanceof SourceSpec.Spirals || source instanceof SourceSpec.Moons
                ? OptionalInt.of(2)
                : OptionalInt.empty();
    }

    private static OptionalInt outputs(SourceSpec source) {
        if (source instanceof SourceSpec.Spirals spirals) {
            return OptionalInt.of(spirals.classes());
        } else if (source instanceof SourceSpec.Moons) {
            return OptionalInt.of(2);
        } else if (source instanceof SourceSpec.Glyphs) {
            return OptionalInt.of(DIGITS);
        } else if (source instanceof SourceSpec.Idx idx) {
            return OptionalInt.of(idx.classes());
        }
        return source.task() == Task.REGRESSION ? OptionalInt.of(1) : OptionalInt.empty();
    }

    private static OptionalInt samples(SourceSpec source) {
        if (source instanceof SourceSpec.Spirals spirals) {
            return OptionalInt.of(spirals.samples());
        } else if (source instanceof SourceSpec.Moons moons) {
            return OptionalInt.of(moons.samples());
        }
        return source instanceof SourceSpec.Glyphs glyphs ? OptionalInt.of(glyphs.samples()) : OptionalInt.empty();
    }

    private static String name(SourceSpec source) {
        Map<String, Object> plain = new HashMap<>();
        DataSettings.SOURCE.put(source, plain);
        return source instanceof SourceSpec.Glyphs glyphs
                ? "glyphs of size " + glyphs.size()
                : String.valueOf(plain.get(DataSettings.SOURCE.selector().key()));
    }

    private static String path(Section<?> section, Setting<?> setting) {
        return section.name() + "." + setting.key();
    }
}
