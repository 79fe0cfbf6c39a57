package io.weightloom.spec.settings;

import io.weightloom.spec.DataSpec;
import io.weightloom.spec.Keys;
import io.weightloom.spec.LabelKind;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TableSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The section {@code data}. */
public final class DataSettings {

    static final Setting<Integer> SAMPLES =
            Setting.required(Keys.SAMPLES, Kind.whole("[30, 100000000]"), "Examples in all");
    static final Setting<Double> NOISE = Setting.optional(
            "noise", Kind.decimal("[0, 10]"), 0.1, "Standard deviation added to each feature (a pixel is in [0, 1])");
    static final Setting<Double> TURNS =
            Setting.optional("turns", Kind.decimal("(0, 5]"), 1.0, "Revolutions of an arm");
    static final Setting<Optional<String>> LABEL = Setting.added(
            Keys.LABEL,
            new Possible<>(Column.name(1)),
            Optional.empty(),
            "Name of the column to predict, or its number if columns have no names; none where the network of"
                    + " target.weights answers in the place of labels");
    public static final Setting<LabelKind> TASK = Setting.required(
            "task",
            Kind.word(LabelKind.class),
            "Whether labels are names of classes (classification) or numbers (regression); without labels, which of them"
                    + " the network of target.weights tells");

    public static final Setting<Optional<Path>> TEST_FILE = Setting.added(
            "test-file",
            new Possible<>(Kind.file()),
            Optional.empty(),
            "CSV file of the same columns for the test, in place of a share");
    static final Setting<List<String>> IGNORE = Setting.added(
            Keys.IGNORE,
            Kind.listOf(Column.name(0), "columns", 0),
            TableSpec.PLAIN.ignored(),
            "Columns that are left out, such as [id]; a column without a name is called \"\"");
    static final Setting<List<String>> FEATURES = Setting.added(
            Keys.FEATURES,
            Kind.listOf(Column.name(1), "columns", 0),
            TableSpec.PLAIN.features(),
            "Columns to predict from; none for all but the label and those that are left out");
    static final Setting<List<String>> CATEGORICAL = Setting.added(
            Keys.CATEGORICAL,
            new OrWord<>(Kind.listOf(Column.name(1), "columns", 0), TableSpec.AUTO),
            TableSpec.PLAIN.categorical(),
            "Features that hold categories, each of which becomes a column of zeros and ones; auto for all that hold text"
                    + " and no number");
    static final Setting<List<String>> MISSING = Setting.added(
            Keys.MISSING,
            Kind.listOf(Column.cell(), "texts", 1),
            TableSpec.PLAIN.missing(),
            "What stands for a gap; a number among them does so in features alone");
    static final Setting<TableSpec.Gaps> GAPS = Setting.added(
            Keys.GAPS,
            Kind.word(TableSpec.Gaps.class),
            TableSpec.PLAIN.gaps(),
            "What becomes of a gap: a fault (refuse); its row is left out (drop); the training split's mean or median; or"
                    + " the mean, and a further column that says where gaps were (indicator)");

    public static final Setting<Integer> TASKS =
            Setting.required("tasks", Kind.whole("[2, 4096]"), "Tasks that are trained on");
    static final Setting<Integer> HELD_OUT = Setting.optional(
            Keys.HELD_OUT,
            Kind.whole("[0, 4096]"),
            0,
            "More tasks, which are never trained on: conditions that know tasks by their description are tested on them");
    static final Setting<Integer> SAMPLES_PER_TASK =
            Setting.required("samples-per-task", Kind.whole("[10, 1000000]"), "Examples of each task");
    static final Setting<Double> ARC = Setting.optional(
            "arc", Kind.decimal("(0, 360]"), 360.0, "Degrees that the angles of pictures divide, from upright on");
    static final Setting<Double> LABEL_NOISE =
            Setting.optional("label-noise", Kind.decimal("[0, 10]"), 0.05, "Standard deviation added to each label");
    /** Sources that are one task each. */
    private static final List<Form.Variant<? extends SourceSpec>> SINGLE = List.of(
            Form.of(SourceSpec.Spirals.class)
                    .with(SAMPLES, SourceSpec.Spirals::samples)
                    .with(PictureSettings.CLASSES, SourceSpec.Spirals::classes)
                    .with(TURNS, SourceSpec.Spirals::turns)
                    .with(NOISE, SourceSpec.Spirals::noise)
                    .variant(
                            "spirals",
                            values -> new SourceSpec.Spirals(
                                    values.get(SAMPLES),
                                    values.get(PictureSettings.CLASSES),
                                    values.get(TURNS),
                                    values.get(NOISE))),
            Form.of(SourceSpec.Moons.class)
                    .with(SAMPLES, SourceSpec.Moons::samples)
                    .with(NOISE, SourceSpec.Moons::noise)
                    .variant("moons", values -> new SourceSpec.Moons(values.get(SAMPLES), values.get(NOISE))),
            Form.of(SourceSpec.Glyphs.class)
                    .with(SAMPLES, SourceSpec.Glyphs::samples)
                    .with(PictureSettings.SIZE, SourceSpec.Glyphs::size)
                    .with(NOISE, SourceSpec.Glyphs::noise)
                    .variant(
                            "glyphs",
                            values -> new SourceSpec.Glyphs(
                                    values.get(SAMPLES), values.get(PictureSettings.SIZE), values.get(NOISE))),
            PictureSettings.IDX,
            PictureSettings.FOLDERS,
            Form.of(SourceSpec.Csv.class)
                    .with(SequenceSettings.FILE, SourceSpec.Csv::file)
                    .with(LABEL, SourceSpec.Csv::label)
                    .with(TASK, SourceSpec.Csv::labelKind)
                    .with(TEST_FILE, SourceSpec.Csv::testFile)
                    .with(SequenceSettings.SEPARATOR, csv -> csv.format().separator())
                    .with(SequenceSettings.DECIMAL, csv -> csv.format().decimal())
                    .with(SequenceSettings.HEADER, csv -> csv.format().header())
                    .with(SequenceSettings.ENCODING, csv -> csv.format().encoding())
                    .with(IGNORE, csv -> csv.table().ignored())
                    .with(FEATURES, csv -> csv.table().features())
                    .with(CATEGORICAL, csv -> csv.table().categorical())
                    .with(MISSING, csv -> csv.table().missing())
                    .with(GAPS, csv -> csv.table().gaps())
                    .variant("csv", DataSettings::csv));

    static final Choice<SourceSpec> OF =
            Choice.required("of", "The classification that several tasks are made of", SINGLE);

    /** Sources of several tasks, and of other kinds. */
    private static final List<Form.Variant<? extends SourceSpec>> FURTHER = List.of(
            Form.of(SourceSpec.SineFamily.class)
                    .with(TASKS, SourceSpec.SineFamily::tasks)
                    .with(HELD_OUT, SourceSpec.SineFamily::heldOut)
                    .with(SAMPLES_PER_TASK, SourceSpec.SineFamily::samplesPerTask)
                    .variant(
                            "sine-family",
                            values -> new SourceSpec.SineFamily(
                                    values.get(TASKS), values.get(HELD_OUT), values.get(SAMPLES_PER_TASK))),
            Form.of(SourceSpec.Polynomials.class)
                    .with(SAMPLES_PER_TASK, SourceSpec.Polynomials::samplesPerTask)
                    .with(LABEL_NOISE, SourceSpec.Polynomials::labelNoise)
                    .variant(
                            "polynomials",
                            values ->
                                    new SourceSpec.Polynomials(values.get(SAMPLES_PER_TASK), values.get(LABEL_NOISE))),
            Form.of(SourceSpec.RotatedMoons.class)
                    .with(TASKS, SourceSpec.RotatedMoons::tasks)
                    .with(HELD_OUT, SourceSpec.RotatedMoons::heldOut)
                    .with(SAMPLES_PER_TASK, SourceSpec.RotatedMoons::samplesPerTask)
                    .with(NOISE, SourceSpec.RotatedMoons::noise)
                    .variant(
                            "rotated-moons",
                            values -> new SourceSpec.RotatedMoons(
                                    values.get(TASKS),
                                    values.get(HELD_OUT),
                                    values.get(SAMPLES_PER_TASK),
                                    values.get(NOISE))),
            Form.of(DataSpec.Permuted.class)
                    .with(OF, DataSpec.Permuted::of)
                    .with(TASKS, DataSpec.Permuted::tasks)
                    .variant("permuted", values -> new DataSpec.Permuted(values.get(OF), values.get(TASKS))),
            Form.of(DataSpec.ClassGroups.class)
                    .with(OF, DataSpec.ClassGroups::of)
                    .with(TASKS, DataSpec.ClassGroups::tasks)
                    .variant("split", values -> new DataSpec.ClassGroups(values.get(OF), values.get(TASKS))),
            Form.of(DataSpec.Turned.class)
                    .with(OF, DataSpec.Turned::of)
                    .with(TASKS, DataSpec.Turned::tasks)
                    .with(HELD_OUT, DataSpec.Turned::heldOut)
                    .with(SAMPLES_PER_TASK, DataSpec.Turned::samplesPerTask)
                    .with(ARC, DataSpec.Turned::arc)
                    .variant(
                            "turned",
                            values -> new DataSpec.Turned(
                                    values.get(OF),
                                    values.get(TASKS),
                                    values.get(HELD_OUT),
                                    values.get(SAMPLES_PER_TASK),
                                    values.get(ARC))),
            PictureSettings.IMAGE);

    public static final Choice<SourceSpec> SOURCE = Choice.required(
            "source",
            "Where examples come from: built-in two-dimensional spirals or moons, built-in digits (glyphs), a pair of"
                    + " IDX files, a folder of PNG files for each class (png), a CSV file; or several tasks: sine waves (sine-family), three polynomials, moons at"
                    + " several angles (rotated-moons), a classification with its features permuted, its classes split"
                    + " into groups or its pictures turned by angles (turned); or a picture to learn (image); or sequences: the characters of a"
                    + " text, or the rows of a CSV file (series), for targets that are recurrent",
            Stream.of(SINGLE, FURTHER, SequenceSettings.SOURCES)
                    .flatMap(List::stream)
                    .toList());

    static final Setting<Double> VALIDATION = Setting.optional(
            Keys.VALIDATION, Kind.decimal("(0, 1)"), DataSpec.SHARE, "Share of the examples that choose among epochs");
    public static final Setting<Double> TEST = Setting.optional(
            "test", Kind.decimal("(0, 1)"), DataSpec.SHARE, "Share of the examples that are used once, at the end");

    static final Setting<Optional<DataSpec.Standardise>> STANDARDISE = Setting.added(
            "standardise",
            new Possible<>(new ScalingKind()),
            Optional.empty(),
            "Whether features are scaled to mean 0 and variance 1 over the training split (training), or reach the network"
                    + " as they are (none), as numbers to predict then do too; or by {mean, deviation}, each one number,"
                    + " one for each column, or one for each channel, and {label-mean, label-deviation}; without it none"
                    + " beside target.weights (but what an ONNX file itself scales by), else training");

    public static final Section<DataSpec> SECTION = new Section<>(
            Keys.DATA,
            "The examples and how they are split",
            Form.of(DataSpec.class)
                    .with(SOURCE, DataSpec::source)
                    .with(VALIDATION, DataSpec::validation)
                    .with(TEST, DataSpec::test)
                    .with(
                            STANDARDISE,
                            data -> Optional.of(data.standardise())
                                    .filter(asked -> !asked.equals(DataSpec.Standardise.TRAINING)))
                    .made(values -> new DataSpec(
                            values.get(SOURCE),
                            values.get(VALIDATION),
                            values.get(TEST),
                            values.get(STANDARDISE).orElse(DataSpec.Standardise.TRAINING))));

    private DataSettings() {}

    /** Says how features are scaled, where a given network makes another way the usual one. */
    static void standardise(Map<String, Object> plain, DataSpec.Standardise usual) {
        Object absent = STANDARDISE.kind().plain(Optional.empty());
        if (plain.getOrDefault(STANDARDISE.key(), absent).equals(absent)) {
            plain.put(STANDARDISE.key(), STANDARDISE.kind().plain(Optional.of(usual)));
        }
    }

    /** What messages call a source. */
    static String name(SourceSpec source) {
        String name = SOURCE.name(source);
        if (source.single() != source) {
            return name + " " + name(source.single());
        }
        return source instanceof SourceSpec.Glyphs glyphs ? name + " of size " + glyphs.size() : name;
    }

    private static SourceSpec.Csv csv(Form.Values values) {
        return new SourceSpec.Csv(
                values.get(SequenceSettings.FILE),
                values.get(LABEL),
                values.get(TASK),
                SequenceSettings.format(values),
                new TableSpec(
                        values.get(IGNORE),
                        values.get(FEATURES),
                        values.get(CATEGORICAL),
                        values.get(MISSING),
                        values.get(GAPS)),
                values.get(TEST_FILE));
    }
}
