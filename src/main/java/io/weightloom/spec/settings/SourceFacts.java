package io.weightloom.spec.settings;

import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.Task;
import java.util.OptionalInt;

/** What is known of the examples of a source without its data. */
public final class SourceFacts {

    /** Classes of drawn digits. */
    static final int DIGITS = 10;

    private SourceFacts() {}

    /** Numbers of an example, where that is known without its data. */
    public static OptionalInt inputs(SourceSpec source) {
        SourceSpec single = single(source);
        if (single instanceof SourceSpec.Glyphs glyphs) {
            return OptionalInt.of(glyphs.size() * glyphs.size());
        } else if (single instanceof SourceSpec.SineFamily || single instanceof SourceSpec.Polynomials) {
            return OptionalInt.of(1);
        }
        return single instanceof SourceSpec.Idx || single instanceof SourceSpec.Csv
                ? OptionalInt.empty()
                : OptionalInt.of(2);
    }

    /** Classes, or numbers to predict, where that is known without the data. */
    public static OptionalInt outputs(SourceSpec source) {
        if (source instanceof SourceSpec.Spirals spirals) {
            return OptionalInt.of(spirals.classes());
        } else if (source instanceof SourceSpec.Moons || source instanceof SourceSpec.RotatedMoons) {
            return OptionalInt.of(2);
        } else if (source instanceof SourceSpec.Glyphs) {
            return OptionalInt.of(DIGITS);
        } else if (source instanceof SourceSpec.Idx idx) {
            return OptionalInt.of(idx.classes());
        } else if (source instanceof SourceSpec.Image image) {
            return OptionalInt.of(image.colours().channels());
        } else if (source instanceof SourceSpec.Permuted permuted) {
            return outputs(permuted.of());
        } else if (source instanceof SourceSpec.ClassGroups groups) {
            OptionalInt classes = outputs(groups.of());
            return classes.isPresent() && classes.getAsInt() % groups.tasks() == 0
                    ? OptionalInt.of(classes.getAsInt() / groups.tasks())
                    : OptionalInt.empty();
        }
        return source.task() == Task.REGRESSION ? OptionalInt.of(1) : OptionalInt.empty();
    }

    /** Examples of a task that are split, where that is known. */
    static OptionalInt samples(SourceSpec source) {
        if (source instanceof SourceSpec.Spirals spirals) {
            return OptionalInt.of(spirals.samples());
        } else if (source instanceof SourceSpec.Moons moons) {
            return OptionalInt.of(moons.samples());
        } else if (source instanceof SourceSpec.SineFamily sines) {
            return OptionalInt.of(sines.samplesPerTask());
        } else if (source instanceof SourceSpec.Polynomials polynomials) {
            return OptionalInt.of(polynomials.samplesPerTask());
        } else if (source instanceof SourceSpec.RotatedMoons moons) {
            return OptionalInt.of(moons.samplesPerTask());
        } else if (source instanceof SourceSpec.Permuted permuted) {
            return samples(permuted.of());
        }
        return source instanceof SourceSpec.Glyphs glyphs ? OptionalInt.of(glyphs.samples()) : OptionalInt.empty();
    }

    /** The source that tasks are made of; the source itself if there is no other behind it. */
    static SourceSpec single(SourceSpec source) {
        if (source instanceof SourceSpec.Permuted permuted) {
            return permuted.of();
        }
        return source instanceof SourceSpec.ClassGroups groups ? groups.of() : source;
    }

    /** What messages call a source. */
    static String name(SourceSpec source) {
        String name = DataSettings.SOURCE.name(source);
        SourceSpec single = single(source);
        if (single != source) {
            return name + " " + name(single);
        }
        return source instanceof SourceSpec.Glyphs glyphs ? "glyphs of size " + glyphs.size() : name;
    }
}
