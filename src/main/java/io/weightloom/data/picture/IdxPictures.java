package io.weightloom.data.picture;

import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.RawContent;
import io.weightloom.spec.PictureSpec.Channels;
import io.weightloom.spec.PictureSpec.Extents;
import io.weightloom.spec.PictureSpec.Reading;

/**
 * The pictures of an IDX file, channel by channel, whichever of its extents they are.
 *
 * @param element type of the pixels
 * @param values row-major {@code [count, channels, height, width]}
 * @param extents of each
 * @param count how many there are
 * @param isFlat whether the file has extents for rows and columns alone
 */
record IdxPictures(IdxArray.Element element, byte[] values, Extents extents, int count, boolean isFlat) {

    /** As many channels as pictures usually have: grey; grey and opacity; red, green and blue; these and opacity. */
    private static final int USUAL = 4;

    /**
     * The pictures of an array, whose values may be rearranged for it.
     *
     * @param file where it is from
     * @throws InvalidDataException if it cannot be told which of its extents is what, or if they are not those that the
     *     target network takes
     */
    static IdxPictures of(RawContent file, IdxArray array, Reading reading) {
        IdxPictures pictures = found(file, array, reading);
        requireAsked(file, pictures.extents(), reading);
        return pictures;
    }

    /**
     * The same of whichever extents.
     *
     * @throws InvalidDataException if it cannot be told which of its extents is what
     */
    static IdxPictures found(RawContent file, IdxArray array, Reading reading) {
        if (array.sizes().length == 3) {
            return new IdxPictures(array.element(), array.values(), planes(array, reading), array.size(0), true);
        }
        boolean behind = areBehind(file, array, reading);
        Extents extents = behind ? last(array) : first(array);
        if (behind) {
            putInFront(array, extents);
        }
        return new IdxPictures(array.element(), array.values(), extents, array.size(0), false);
    }

    /** Planes that lie one below the other, if the target takes several, and they are as large as those it takes. */
    private static Extents planes(IdxArray array, Reading reading) {
        int height = array.size(1);
        int width = array.size(2);
        return reading.whole()
                .filter(asked -> height == asked.channels() * asked.height() && width == asked.width())
                .orElse(new Extents(1, height, width));
    }

    private static Extents first(IdxArray array) {
        return new Extents(array.size(1), array.size(2), array.size(3));
    }

    private static Extents last(IdxArray array) {
        return new Extents(array.size(3), array.size(1), array.size(2));
    }

    /** Whether channels come behind height and width. */
    private static boolean areBehind(RawContent file, IdxArray array, Reading reading) {
        Extents first = first(array);
        Extents last = last(array);
        if (reading.channels() != Channels.AUTO) {
            return reading.channels() == Channels.LAST;
        }
        boolean firstIsAsked = reading.whole().filter(first::equals).isPresent();
        boolean lastIsAsked = reading.whole().filter(last::equals).isPresent();
        boolean firstIsUsual = first.channels() <= USUAL;
        boolean lastIsUsual = last.channels() <= USUAL;
        if (firstIsAsked != lastIsAsked) {
            return lastIsAsked;
        } else if (firstIsUsual != lastIsUsual) {
            return lastIsUsual;
        }
        throw new InvalidDataException(
                file.setting(),
                "%s holds pictures of %s x %s x %s, of which %s; data.channels: first or last says which"
                        .formatted(
                                file.name(),
                                array.size(1),
                                array.size(2),
                                array.size(3),
                                firstIsUsual
                                        ? "both the first and the last may be channels"
                                        : "neither the first nor the last is one to %s channels".formatted(USUAL)));
    }

    /** From {@code [height, width, channels]} to {@code [channels, height, width]}, picture by picture. */
    private static void putInFront(IdxArray array, Extents extents) {
        int bytes = array.element().bytes();
        int plane = extents.height() * extents.width();
        byte[] picture = new byte[extents.numbers() * bytes];
        for (int at = 0; at < array.values().length; at += picture.length) {
            for (int pixel = 0; pixel < plane; pixel++) {
                for (int channel = 0; channel < extents.channels(); channel++) {
                    System.arraycopy(
                            array.values(),
                            at + (pixel * extents.channels() + channel) * bytes,
                            picture,
                            (channel * plane + pixel) * bytes,
                            bytes);
                }
            }
            System.arraycopy(picture, 0, array.values(), at, picture.length);
        }
    }

    private static void requireAsked(RawContent file, Extents extents, Reading reading) {
        reading.misfit(extents).ifPresent(misfit -> {
            throw new InvalidDataException(file.setting(), file.name() + " " + misfit);
        });
    }
}
