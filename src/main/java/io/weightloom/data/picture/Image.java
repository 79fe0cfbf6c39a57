package io.weightloom.data.picture;

import io.weightloom.data.raw.DataFile;
import io.weightloom.data.raw.Features;
import io.weightloom.data.raw.Labels;
import io.weightloom.data.raw.RawExamples;
import io.weightloom.data.raw.Scaling;
import io.weightloom.data.raw.Source;
import io.weightloom.data.raw.Table;
import io.weightloom.spec.PictureSpec;
import io.weightloom.spec.PictureSpec.Colours;
import io.weightloom.spec.SourceSpec;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A picture, pixel by pixel: the features are the coordinates of a pixel's centre, in [-1, 1] from left to right and
 * from top to bottom (the longer side of the picture reaches from -1 to 1), the labels its colour, each number in [0,
 * 1]. Immutable.
 */
public record Image(SourceSpec.Image spec) implements Source {

    @Override
    public Object version(long seed) {
        return spec.picture() instanceof PictureSpec.Png png
                ? PngFile.of(png.file()).version()
                : "drawn";
    }

    @Override
    public boolean isDrawn() {
        return false;
    }

    @Override
    public List<DataFile> files() {
        return spec.picture() instanceof PictureSpec.Png png ? List.of(PngFile.of(png.file())) : List.of();
    }

    @Override
    public Scaling scaling() {
        return Scaling.NONE;
    }

    @Override
    public Use use() {
        return Use.ALL_FOR_ALL;
    }

    @Override
    public OptionalDouble peak() {
        return OptionalDouble.of(1);
    }

    @Override
    public RawExamples read(long seed) {
        Picture picture = picture();
        int pixels = picture.height() * picture.width();
        int channels = spec.colours().channels();
        double half = Math.max(picture.height(), picture.width()) / 2.0;
        double[] places = new double[Table.length("image", pixels, 2)];
        double[] colours = new double[Table.length("image", pixels, channels)];
        for (int pixel = 0; pixel < pixels; pixel++) {
            int column = pixel % picture.width();
            int row = pixel / picture.width();
            places[2 * pixel] = (column + 0.5 - picture.width() / 2.0) / half;
            places[2 * pixel + 1] = (row + 0.5 - picture.height() / 2.0) / half;
            Picture.Colour colour = picture.pixels()[pixel];
            if (spec.colours() == Colours.GREY) {
                colours[pixel] = colour.luminance();
            } else {
                colours[3 * pixel] = colour.red();
                colours[3 * pixel + 1] = colour.green();
                colours[3 * pixel + 2] = colour.blue();
            }
        }
        String origin =
                spec.picture() instanceof PictureSpec.Png png ? png.file().toString() : "image";
        List<String> names = spec.colours() == Colours.GREY ? List.of("grey") : List.of("red", "green", "blue");
        return RawExamples.of(
                        origin,
                        new Table.Numbers(places, List.of(origin + ": x", origin + ": y")),
                        new Labels.Numbers(
                                new Table.Numbers(
                                        colours,
                                        names.stream()
                                                .map(name -> origin + ": " + name)
                                                .toList()),
                                names))
                .withForm(new Features.Coordinates(picture.height(), picture.width()));
    }

    private Picture picture() {
        if (spec.picture() instanceof PictureSpec.Png png) {
            return PngFile.read(PngFile.of(png.file()));
        }
        PictureSpec.Drawn drawn = (PictureSpec.Drawn) spec.picture();
        return Motifs.draw(drawn.motif(), drawn.size());
    }
}
