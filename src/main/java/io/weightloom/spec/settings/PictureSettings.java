package io.weightloom.spec.settings;

import io.weightloom.spec.Keys;
import io.weightloom.spec.PictureFiles;
import io.weightloom.spec.PictureSpec;
import io.weightloom.spec.SourceSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the section {@code data} has for pictures. */
public final class PictureSettings {

    static final Setting<Integer> CLASSES =
            Setting.required("classes", Kind.whole("[2, 100000]"), "Number of classes; labels count from 0");
    static final Setting<Integer> SIZE =
            Setting.optional("size", Kind.whole("[8, 64]"), 16, "Pixels along one side of a picture");
    static final Setting<Path> IMAGES = Setting.required(
            "images",
            Kind.file(),
            "IDX file [samples, height, width] of any element type, plain or gzipped; of pictures with channels [samples,"
                    + " channels, height, width], [samples, height, width, channels], or planes one below the other where"
                    + " target.input has as many");
    static final Setting<Optional<Path>> LABELS = Setting.added(
            Keys.LABELS,
            new Possible<>(Kind.file()),
            Optional.empty(),
            "IDX file [samples] of any element type, plain or gzipped; none where the network of target.weights answers in"
                    + " the place of labels");
    public static final Setting<Optional<Path>> TEST_IMAGES = Setting.added(
            Keys.TEST_IMAGES,
            new Possible<>(Kind.file()),
            Optional.empty(),
            "The same for the test, in place of a share");
    public static final Setting<Optional<Path>> TEST_LABELS = Setting.added(
            Keys.TEST_LABELS, new Possible<>(Kind.file()), Optional.empty(), "Labels of the pictures for the test");
    static final Setting<Path> FOLDER = Setting.required(
            "folder",
            Kind.file(),
            "Folder with a folder for each class, called as the class, of PNG files: all in grey or all in colour, all of one"
                    + " size");
    public static final Setting<Optional<Path>> TEST_FOLDER = Setting.added(
            "test-folder",
            new Possible<>(Kind.file()),
            Optional.empty(),
            "The same for the test, with folders of the same names, in place of a share");
    static final Setting<PictureSpec.Channels> CHANNELS = Setting.added(
            Keys.CHANNELS,
            Kind.word(PictureSpec.Channels.class),
            PictureSpec.Channels.AUTO,
            "Where a file of four extents has the channels: before height and width (first) or behind them (last); auto goes"
                    + " by target.input, and else by where there are one to four");
    static final Setting<Integer> SHRINK = Setting.added(
            Keys.SHRINK,
            Kind.whole("[1, 64]"),
            1,
            "Pixels along one side of the squares of which each becomes one pixel, their mean, in each channel by itself;"
                    + " target.input is what is left");
    static final Setting<PictureSpec.Motif> MOTIF = Setting.optional(
            "motif", Kind.word(PictureSpec.Motif.class), PictureSpec.Motif.RINGS, "What a drawn picture shows");
    static final Setting<Path> PNG = Setting.required("png", Kind.file(), "PNG file");
    static final Setting<PictureSpec.Colours> COLOURS = Setting.optional(
            "colours",
            Kind.word(PictureSpec.Colours.class),
            PictureSpec.Colours.GREY,
            "Numbers to predict at each pixel: one (grey) or three (rgb), in [0, 1]");

    static final Choice<PictureSpec> PICTURE = Choice.optional(
            "picture",
            "drawn",
            "The picture: built in (drawn) or a file (png)",
            List.of(
                    Form.of(PictureSpec.Drawn.class)
                            .with(MOTIF, PictureSpec.Drawn::motif)
                            .with(SIZE, PictureSpec.Drawn::size)
                            .variant("drawn", values -> new PictureSpec.Drawn(values.get(MOTIF), values.get(SIZE))),
                    Form.of(PictureSpec.Png.class)
                            .with(PNG, PictureSpec.Png::file)
                            .variant("png", values -> new PictureSpec.Png(values.get(PNG)))));

    static final Form.Variant<PictureFiles.Idx> IDX = Form.of(PictureFiles.Idx.class)
            .with(IMAGES, PictureFiles.Idx::images)
            .with(LABELS, PictureFiles.Idx::labels)
            .with(CLASSES, PictureFiles.Idx::classes)
            .with(TEST_IMAGES, PictureFiles.Idx::testImages)
            .with(TEST_LABELS, PictureFiles.Idx::testLabels)
            .with(CHANNELS, idx -> idx.reading().channels())
            .with(SHRINK, idx -> idx.reading().shrink())
            .variant(
                    "idx",
                    values -> new PictureFiles.Idx(
                            values.get(IMAGES),
                            values.get(LABELS),
                            values.get(CLASSES),
                            values.get(TEST_IMAGES),
                            values.get(TEST_LABELS),
                            new PictureSpec.Reading(values.get(CHANNELS), values.get(SHRINK), Optional.empty())));

    static final Form.Variant<PictureFiles.Folder> FOLDERS = Form.of(PictureFiles.Folder.class)
            .with(FOLDER, PictureFiles.Folder::folder)
            .with(TEST_FOLDER, PictureFiles.Folder::testFolder)
            .with(SHRINK, folder -> folder.reading().shrink())
            .variant(
                    "png",
                    values -> new PictureFiles.Folder(
                            values.get(FOLDER),
                            values.get(TEST_FOLDER),
                            new PictureSpec.Reading(PictureSpec.Channels.AUTO, values.get(SHRINK), Optional.empty())));

    static final Form.Variant<SourceSpec.Image> IMAGE = Form.of(SourceSpec.Image.class)
            .with(PICTURE, SourceSpec.Image::picture)
            .with(COLOURS, SourceSpec.Image::colours)
            .variant("image", values -> new SourceSpec.Image(values.get(PICTURE), values.get(COLOURS)));

    private PictureSettings() {}
}
