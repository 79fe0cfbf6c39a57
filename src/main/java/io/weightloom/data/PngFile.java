package io.weightloom.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Pictures in PNG files. What is transparent lies on white. */
final class PngFile {

    private static final int MOST_PIXELS = 1 << 20;

    private PngFile() {}

    /** @throws InvalidDataException if there is no such file */
    static DataFile.Version version(Path file) {
        return new DataFile(file, DataFault.PNG).version();
    }

    /** @throws InvalidDataException if it is no PNG file, or too large */
    static Picture read(Path file) {
        return picture(new DataFile(file, DataFault.PNG).read(in -> image(file, in)));
    }

    private static BufferedImage image(Path file, InputStream in) throws IOException {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("png");
        if (!readers.hasNext()) {
            throw new InvalidDataException(DataFault.PNG, file + ": this JDK cannot read PNG files");
        }
        ImageReader reader = readers.next();
        try (MemoryCacheImageInputStream stream = new MemoryCacheImageInputStream(in)) {
            reader.setInput(stream);
            long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
            if (pixels > MOST_PIXELS) {
                throw new InvalidDataException(
                        DataFault.PNG,
                        "%s has %s pixels; at most %s are possible".formatted(file, pixels, MOST_PIXELS));
            }
            return reader.read(0);
        } catch (IIOException e) {
            throw new InvalidDataException(
                    DataFault.PNG, "%s is no whole PNG file: %s".formatted(file, e.getMessage()), e);
        } finally {
            reader.dispose();
        }
    }

    private static Picture picture(BufferedImage image) {
        int width = image.getWidth();
        Picture.Colour[] pixels = new Picture.Colour[width * image.getHeight()];
        Picture.Colour white = new Picture.Colour(1, 1, 1);
        for (int pixel = 0; pixel < pixels.length; pixel++) {
            int argb = image.getRGB(pixel % width, pixel / width);
            Picture.Colour colour = new Picture.Colour(part(argb, 16), part(argb, 8), part(argb, 0));
            pixels[pixel] = white.mixed(colour, part(argb, 24));
        }
        return new Picture(image.getHeight(), width, pixels);
    }

    /** Eight bits as a number in [0, 1]. */
    private static double part(int argb, int shift) {
        return (argb >>> shift & 0xff) / 255.0;
    }
}
