package io.weightloom.data.picture;

import io.weightloom.data.raw.Features;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.RawContent;
import io.weightloom.data.raw.Table;
import io.weightloom.spec.PictureSpec.Extents;
import io.weightloom.spec.PictureSpec.Reading;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/** New examples that are pictures. */
public final class PictureInputs {

    private PictureInputs() {}

    /**
     * The pictures of an IDX file.
     *
     * @param features what an example is; where it is no picture, only the number of pixels has to be right
     * @param reading how the pictures to train on were read
     * @throws InvalidDataException if it is none, or of pictures of another size
     */
    public static Table idx(RawContent content, Features features, Reading reading) {
        IdxArray array = IdxArray.read(content, IdxArray.Content.PICTURES);
        Optional<Features.Picture> trained =
                features instanceof Features.Picture picture ? Optional.of(picture) : Optional.empty();
        Optional<Extents> wanted = trained.map(PictureInputs::extents);
        IdxPictures pictures = IdxPictures.found(content, array, reading.asking(wanted));
        Extents extents = pictures.extents();
        trained.ifPresent(picture -> requireAlike(content, extents, picture, reading));
        Table small = Shrunk.of(
                content,
                new Pixels(pictures.element(), pictures.values(), extents, content.name()),
                extents,
                reading.shrink());
        if (small.columns() != features.width()) {
            throw new InvalidDataException(
                    content.setting(),
                    "%s holds pictures of %s = %s pixels, but an example has %s numbers"
                            .formatted(content.name(), extents, extents.numbers(), features.width()));
        }
        return small;
    }

    /**
     * The one picture of a PNG file, in as many channels as those to train on: one in grey, three in red, green and
     * blue.
     *
     * @param reading how the pictures to train on were read
     * @throws InvalidDataException if it is none, of another size, or if it is not known what white is
     */
    public static Table png(RawContent content, Features.Picture features, Reading reading) {
        Picture picture = PngFile.read(content);
        int channels = features.channels();
        if (channels != 1 && channels != 3) {
            throw new InvalidDataException(
                    content.setting(),
                    "%s: pictures to train on had %s channels, which no PNG file has; an IDX or CSV file holds the numbers as they are"
                            .formatted(content.name(), channels));
        }
        Extents extents = new Extents(channels, picture.height(), picture.width());
        requireAlike(content, extents, features, reading);
        double white = features.white()
                .orElseThrow(() -> new InvalidDataException(
                        content.setting(),
                        "%s: the pictures to train on were no bytes, so that it is not known what white is; an IDX or CSV file holds the numbers as they are"
                                .formatted(content.name())));
        double[] planes = Arrays.stream(picture.planes(channels))
                .map(number -> number * white)
                .toArray();
        return Shrunk.of(
                content,
                new Table.Numbers(
                        planes,
                        IntStream.range(0, extents.numbers())
                                .mapToObj(i -> content.name() + ": "
                                        + Features.Picture.pixel(channels, extents.height(), extents.width(), i))
                                .toList()),
                extents,
                reading.shrink());
    }

    private static Extents extents(Features.Picture picture) {
        return new Extents(picture.channels(), picture.height(), picture.breadth());
    }

    private static void requireAlike(RawContent content, Extents extents, Features.Picture trained, Reading reading) {
        Extents wanted = extents(trained).grown(reading.shrink());
        if (!extents.equals(wanted)) {
            boolean sameChannels = extents.channels() == wanted.channels();
            throw new InvalidDataException(
                    content.setting(),
                    "%s: pictures are %s pixels high and %s wide%s, but those to train on were %s high and %s wide%s"
                            .formatted(
                                    content.name(),
                                    extents.height(),
                                    extents.width(),
                                    sameChannels ? "" : " in %s channels".formatted(extents.channels()),
                                    wanted.height(),
                                    wanted.width(),
                                    sameChannels ? "" : " in " + wanted.channels()));
        }
    }
}
