package io.weightloom.data.picture;

import io.weightloom.data.raw.DataFault;
import io.weightloom.data.raw.DataFile;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.RawContent;
import io.weightloom.data.raw.Shown;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.OptionalInt;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Pictures in PNG files. A stored value {@code v} of {@code b} bits is {@code v / (2^b - 1)}, whatever the file says of
 * colour spaces. What is transparent lies on white.
 */
final class PngFile {

    private static final int MOST_PIXELS = 1 << 20;

    private PngFile() {}

    /** The file of a picture; it need not exist. */
    static DataFile of(Path file) {
        return new DataFile(file, DataFault.PNG);
    }

    /** @throws InvalidDataException if it is no PNG file, or too large */
    static Picture read(RawContent file) {
        PngChunks chunks = file.read(in -> PngChunks.of(file, in));
        try {
            return picture(image(file, chunks.bytes()), chunks);
        } catch (IOException e) {
            throw damaged(file, e);
        }
    }

    private static BufferedImage image(RawContent file, byte[] chunks) throws IOException {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("png");
        if (!readers.hasNext()) {
            throw new InvalidDataException(file.setting(), file.name() + ": this JDK cannot read PNG files");
        }
        ImageReader reader = readers.next();
        try (MemoryCacheImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(chunks))) {
            reader.setInput(stream);
            long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
            if (pixels > MOST_PIXELS) {
                throw new InvalidDataException(
                        file.setting(),
                        "%s has %s pixels; at most %s are possible".formatted(file.name(), pixels, MOST_PIXELS));
            }
            return reader.read(0);
        } catch (InvalidDataException e) {
            throw e;
        } catch (RuntimeException e) { // the JDK's reader trusts files, and stumbles over damaged ones in many ways
            throw damaged(file, e);
        } finally {
            reader.dispose();
        }
    }

    private static InvalidDataException damaged(RawContent file, Exception e) {
        String reason = e.getMessage() == null ? e.getClass().getSimpleName() : Shown.text(e.getMessage());
        return new InvalidDataException(
                file.setting(), "%s is no whole PNG file: %s".formatted(file.name(), reason), e);
    }

    private static Picture picture(BufferedImage image, PngChunks chunks) {
        int width = image.getWidth();
        Picture.Colour[] pixels = new Picture.Colour[width * image.getHeight()];
        Picture.Colour white = new Picture.Colour(1, 1, 1);
        ColorModel model = image.getColorModel();
        Raster raster = image.getRaster();
        for (int pixel = 0; pixel < pixels.length; pixel++) {
            double[] stored = model instanceof IndexColorModel palette
                    ? ofPalette(palette, raster.getSample(pixel % width, pixel / width, 0), chunks.transparentGrey())
                    : stored(model, raster, pixel % width, pixel / width);
            Picture.Colour colour = new Picture.Colour(stored[0], stored[1], stored[2]);
            pixels[pixel] = white.mixed(colour, stored[3]);
        }
        return new Picture(image.getHeight(), width, pixels, chunks.grey());
    }

    /** Red, green, blue and opacity, each in [0, 1]; not converted between colour spaces, as the image itself would. */
    private static double[] stored(ColorModel model, Raster raster, int x, int y) {
        int bands = raster.getNumBands();
        double[] parts = new double[bands];
        for (int band = 0; band < bands; band++) {
            parts[band] = raster.getSample(x, y, band) / (double) ((1 << model.getComponentSize(band)) - 1);
        }
        double opacity = model.hasAlpha() ? parts[bands - 1] : 1;
        return bands < 3
                ? new double[] {parts[0], parts[0], parts[0], opacity}
                : new double[] {parts[0], parts[1], parts[2], opacity};
    }

    /** A palette has eight bits for each part. Levels of grey with fewer bits are palettes to the JDK. */
    private static double[] ofPalette(IndexColorModel palette, int index, OptionalInt transparentGrey) {
        boolean transparent = transparentGrey.isPresent() && transparentGrey.getAsInt() == index;
        return new double[] {
            palette.getRed(index) / 255.0,
            palette.getGreen(index) / 255.0,
            palette.getBlue(index) / 255.0,
            transparent ? 0 : palette.getAlpha(index) / 255.0
        };
    }
}
