package io.weightloom.data;

import io.weightloom.spec.DataSpec;
import io.weightloom.spec.PictureFiles;
import io.weightloom.spec.PictureSpec;
import io.weightloom.spec.SequenceSpec;
import io.weightloom.spec.SourceSpec;
import java.nio.file.Path;

/**
 * Where the data files of specs lie on this machine. A spec is the same on every machine, and the paths in it stay as
 * they were given; only what is opened is looked for here.
 *
 * @param folder against which relative paths are resolved; the empty path for the working directory
 */
record DataRoot(Path folder) {

    /** A source of the same files where they are. */
    SourceSpec placed(SourceSpec spec) {
        if (spec instanceof PictureFiles.Idx idx) {
            return new PictureFiles.Idx(
                    placed(idx.images()),
                    idx.labels().map(this::placed),
                    idx.classes(),
                    idx.testImages().map(this::placed),
                    idx.testLabels().map(this::placed),
                    idx.reading());
        } else if (spec instanceof PictureFiles.Folder folder) {
            return new PictureFiles.Folder(
                    placed(folder.folder()), folder.testFolder().map(this::placed), folder.reading());
        } else if (spec instanceof SourceSpec.Csv csv) {
            return new SourceSpec.Csv(
                    placed(csv.file()),
                    csv.label(),
                    csv.labelKind(),
                    csv.format(),
                    csv.table(),
                    csv.testFile().map(this::placed));
        } else if (spec instanceof SourceSpec.Image image && image.picture() instanceof PictureSpec.Png png) {
            return new SourceSpec.Image(new PictureSpec.Png(placed(png.file())), image.colours());
        } else if (spec instanceof SequenceSpec.Text text) {
            return new SequenceSpec.Text(placed(text.file()), text.steps(), text.unscored());
        } else if (spec instanceof SequenceSpec.Series series) {
            return new SequenceSpec.Series(
                    placed(series.file()),
                    series.columns(),
                    series.steps(),
                    series.unscored(),
                    series.horizon(),
                    series.format());
        } else if (spec instanceof DataSpec.Permuted permuted) {
            return new DataSpec.Permuted(placed(permuted.of()), permuted.tasks());
        } else if (spec instanceof DataSpec.ClassGroups groups) {
            return new DataSpec.ClassGroups(placed(groups.of()), groups.tasks());
        } else if (spec instanceof DataSpec.Turned turned) {
            return new DataSpec.Turned(
                    placed(turned.of()), turned.tasks(), turned.heldOut(), turned.samplesPerTask(), turned.arc());
        }
        return spec; // which names no file
    }

    private Path placed(Path given) {
        return folder.resolve(given);
    }
}
