package io.weightloom.spec;

import java.nio.file.Path;
import java.util.List;

/** The section {@code data}. */
final class DataSettings {

    static final Setting<Integer> SAMPLES =
            Setting.required("samples", Kind.whole("[30, 100000000]"), "Examples in all");
    static final Setting<Double> NOISE = Setting.optional(
            "noise", Kind.decimal("[0, 10]"), 0.1, "Standard deviation added to each feature (a pixel is in [0, 1])");
    static final Setting<Integer> CLASSES =
            Setting.required("classes", Kind.whole("[2, 100000]"), "Number of classes; labels count from 0");
    static final Setting<Double> TURNS =
            Setting.optional("turns", Kind.decimal("(0, 5]"), 1.0, "Revolutions of an arm");
    static final Setting<Integer> SIZE =
            Setting.optional("size", Kind.whole("[8, 64]"), 16, "Pixels along one side of a picture");
    static final Setting<Path> IMAGES = Setting.required(
            "images", Kind.file(), "IDX file of unsigned bytes [samples, height, width], plain or gzipped");
    static final Setting<Path> LABELS =
            Setting.required("labels", Kind.file(), "IDX file of unsigned bytes [samples], plain or gzipped");
    static final Setting<Path> FILE = Setting.required("file", Kind.file(), "CSV file with a header line");
    static final Setting<String> LABEL = Setting.required(
            "label",
            Kind.name("a column's name, in quotes if it looks like a number or a yes or no"),
            "Name of the column to predict");
    static final Setting<Task> TASK = Setting.required(
            "task",
            Kind.word(Task.class),
            "Whether labels are names of classes (classification) or numbers (regression)");

    static final Choice<SourceSpec> SOURCE = Choice.required(
            "source",
            "Where examples come from: built-in two-dimensional spirals or moons, built-in digits (glyphs), a pair of"
                    + " IDX files, a CSV file",
            List.of(
                    Form.of(SourceSpec.Spirals.class)
                            .with(SAMPLES, SourceSpec.Spirals::samples)
                            .with(CLASSES, SourceSpec.Spirals::classes)
                            .with(TURNS, SourceSpec.Spirals::turns)
                            .with(NOISE, SourceSpec.Spirals::noise)
                            .variant(
                                    "spirals",
                                    values -> new SourceSpec.Spirals(
                                            values.get(SAMPLES),
                                            values.get(CLASSES),
                                            values.get(TURNS),
                                            values.get(NOISE))),
                    Form.of(SourceSpec.Moons.class)
                            .with(SAMPLES, SourceSpec.Moons::samples)
                            .with(NOISE, SourceSpec.Moons::noise)
                            .variant("moons", values -> new SourceSpec.Moons(values.get(SAMPLES), values.get(NOISE))),
                    Form.of(SourceSpec.Glyphs.class)
                            .with(SAMPLES, SourceSpec.Glyphs::samples)
                            .with(SIZE, SourceSpec.Glyphs::size)
                            .with(NOISE, SourceSpec.Glyphs::noise)
                            .variant(
                                    "glyphs",
                                    values -> new SourceSpec.Glyphs(
                                            values.get(SAMPLES), values.get(SIZE), values.get(NOISE))),
                    Form.of(SourceSpec.Idx.class)
                            .with(IMAGES, SourceSpec.Idx::images)
                            .with(LABELS, SourceSpec.Idx::labels)
                            .with(CLASSES, SourceSpec.Idx::classes)
                            .variant(
                                    "idx",
                                    values -> new SourceSpec.Idx(
                                            values.get(IMAGES), values.get(LABELS), values.get(CLASSES))),
                    Form.of(SourceSpec.Csv.class)
                            .with(FILE, SourceSpec.Csv::file)
                            .with(LABEL, SourceSpec.Csv::label)
                            .with(TASK, SourceSpec.Csv::task)
                            .variant(
                                    "csv",
                                    values -> new SourceSpec.Csv(
                                            values.get(FILE), values.get(LABEL), values.get(TASK)))));

    static final Setting<Double> VALIDATION = Setting.optional(
            "validation", Kind.decimal("(0, 1)"), 0.1, "Share of the examples that choose among epochs");
    static final Setting<Double> TEST = Setting.optional(
            "test", Kind.decimal("(0, 1)"), 0.1, "Share of the examples that are used once, at the end");

    static final Section<DataSpec> SECTION = new Section<>(
            "data",
            "The examples and how they are split",
            Form.of(DataSpec.class)
                    .with(SOURCE, DataSpec::source)
                    .with(VALIDATION, DataSpec::validation)
                    .with(TEST, DataSpec::test)
                    .made(values -> new DataSpec(values.get(SOURCE), values.get(VALIDATION), values.get(TEST))));

    private DataSettings() {}
}
