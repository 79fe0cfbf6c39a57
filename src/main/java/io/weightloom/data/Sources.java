package io.weightloom.data;

import io.weightloom.data.csv.CsvFile;
import io.weightloom.data.picture.Glyphs;
import io.weightloom.data.picture.IdxFiles;
import io.weightloom.data.picture.Image;
import io.weightloom.data.picture.PngFolders;
import io.weightloom.data.raw.Source;
import io.weightloom.data.tasks.ClassGroups;
import io.weightloom.data.tasks.Moons;
import io.weightloom.data.tasks.Permuted;
import io.weightloom.data.tasks.Polynomials;
import io.weightloom.data.tasks.RotatedMoons;
import io.weightloom.data.tasks.SineFamily;
import io.weightloom.data.tasks.Spirals;
import io.weightloom.data.tasks.Turned;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.PictureFiles;
import io.weightloom.spec.SourceSpec;

/** From what a spec says to the source that it asks for. */
final class Sources {

    private Sources() {}

    /** The source that a spec asks for; touches no file. */
    static Source of(SourceSpec spec) {
        if (spec instanceof SourceSpec.Spirals spirals) {
            return new Spirals(spirals);
        }
        if (spec instanceof SourceSpec.Moons moons) {
            return new Moons(moons);
        }
        if (spec instanceof SourceSpec.Glyphs glyphs) {
            return new Glyphs(glyphs);
        }
        if (spec instanceof PictureFiles.Idx idx) {
            return new IdxFiles(idx);
        }
        if (spec instanceof PictureFiles.Folder folder) {
            return new PngFolders(folder);
        }
        if (spec instanceof SourceSpec.Csv csv) {
            return new CsvFile(csv);
        }
        if (spec instanceof SourceSpec.Image image) {
            return new Image(image);
        }
        return ofTasks(spec);
    }

    private static Source ofTasks(SourceSpec spec) {
        if (spec instanceof SourceSpec.SineFamily sines) {
            return new SineFamily(sines);
        }
        if (spec instanceof SourceSpec.Polynomials polynomials) {
            return new Polynomials(polynomials);
        }
        if (spec instanceof SourceSpec.RotatedMoons moons) {
            return new RotatedMoons(moons);
        }
        if (spec instanceof DataSpec.Permuted permuted) {
            return new Permuted(permuted, of(permuted.of()));
        }
        if (spec instanceof DataSpec.ClassGroups groups) {
            return new ClassGroups(groups, of(groups.of()));
        }
        if (spec instanceof DataSpec.Turned turned) {
            return new Turned(turned, of(turned.of()));
        }
        throw new IllegalArgumentException("unknown source " + spec); // Java 17 has no exhaustive switch over types
    }
}
