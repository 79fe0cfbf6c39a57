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
     * @param features what an example is; where it is no picture, only the number of pixels has to be right
     * @throws InvalidDataException if it is none, or of pictures of another size
     */
    public static Table idx(RawContent content, Features features) {
        IdxArray pictures = IdxArray.read(content, IdxArray.Content.PICTURES);
        int height = pictures.size(1);
        int breadth = pictures.size(2);
        if (features instanceof Features.Picture picture) {
            requireAlike(content, height, breadth, picture);
        } else if (height * breadth != features.width()) {
            throw new InvalidDataException(
                    content.setting(),
                    "%s holds pictures of %s x %s = %s pixels, but an example has %s numbers"
                            .formatted(content.name(), height, breadth, height * breadth, features.width()));
        }
        return new Pixels(pictures.element(), pictures.values(), height, breadth, content.name());
    }

    /**
     * The one picture of a PNG file, in grey.
     *
     * @throws InvalidDataException if it is none, of another size, or if it is not known what white is
     */
    public static Table png(RawContent content, Features.Picture features) {
        Picture picture = PngFile.read(content);
        requireAlike(content, picture.height(), picture.width(), features);
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

    private static void requireAlike(RawContent content, int height, int breadth, Features.Picture trained) {
        if (height != trained.height() || breadth != trained.breadth()) {
            throw new InvalidDataException(
                    content.setting(),
                    "%s: pictures are %s pixels high and %s wide, but those to train on were %s high and %s wide"
                            .formatted(content.name(), height, breadth, trained.height(), trained.breadth()));
        }
    }
}
