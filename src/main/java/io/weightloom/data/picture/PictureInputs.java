package io.weightloom.data.picture;

import io.weightloom.data.raw.Features;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.RawContent;
import io.weightloom.data.raw.Table;
import java.util.stream.IntStream;

/** New examples that are pictures. */
public final class PictureInputs {

    private PictureInputs() {}

    /**
     * The pictures of an IDX file.
     *
     * @param width numbers of an example
     * @throws InvalidDataException if it is none, or of pictures of another size
     */
    public static Table idx(RawContent content, int width) {
        IdxArray pictures = IdxArray.read(content, IdxArray.Content.PICTURES);
        if (pictures.size(1) * pictures.size(2) != width) {
            throw new InvalidDataException(
                    content.setting(),
                    "%s holds pictures of %s x %s = %s pixels, but an example has %s numbers"
                            .formatted(
                                    content.name(),
                                    pictures.size(1),
                                    pictures.size(2),
                                    pictures.size(1) * pictures.size(2),
                                    width));
        }
        return new Pixels(pictures.element(), pictures.values(), pictures.size(1), pictures.size(2), content.name());
    }

    /**
     * The one picture of a PNG file, in grey.
     *
     * @throws InvalidDataException if it is none, of another size, or if it is not known what white is
     */
    public static Table png(RawContent content, Features.Picture features) {
        Picture picture = PngFile.read(content);
        if (picture.height() != features.height() || picture.width() != features.breadth()) {
            throw new InvalidDataException(
                    content.setting(),
                    "%s is %s pixels high and %s wide, but the pictures to train on were %s high and %s wide"
                            .formatted(
                                    content.name(),
                                    picture.height(),
                                    picture.width(),
                                    features.height(),
                                    features.breadth()));
        }
        double white = features.white()
                .orElseThrow(() -> new InvalidDataException(
                        content.setting(),
                        "%s: the pictures to train on were no bytes, so that it is not known what white is; an IDX or CSV file holds the numbers as they are"
                                .formatted(content.name())));
        return new Table.Numbers(
                IntStream.range(0, features.width())
                        .mapToDouble(pixel -> picture.pixels()[pixel].luminance() * white)
                        .toArray(),
                features.names().stream()
                        .map(name -> content.name() + ": " + name)
                        .toList());
    }
}
