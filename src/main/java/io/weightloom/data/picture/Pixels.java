package io.weightloom.data.picture;

import io.weightloom.data.raw.Features;
import io.weightloom.data.raw.Table;
import io.weightloom.spec.PictureSpec.Extents;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Pictures. Immutable by agreement: nobody writes into the array.
 *
 * @param element type of the pixels
 * @param values row-major {@code [rows, channels, height, width]}, as they are in an IDX file
 * @param extents of each
 * @param origin what messages call the source
 */
record Pixels(IdxArray.Element element, byte[] values, Extents extents, String origin) implements Table {

    @Override
    public int rows() {
        return values.length / element.bytes() / columns();
    }

    @Override
    public int columns() {
        return extents.numbers();
    }

    @Override
    public void read(int row, double[] into) {
        ByteBuffer pixels = ByteBuffer.wrap(values);
        int first = row * columns();
        for (int column = 0; column < columns(); column++) {
            into[column] = element.value(pixels, first + column);
        }
    }

    @Override
    public String name(int column) {
        return origin + ": " + Features.Picture.pixel(extents.channels(), extents.height(), extents.width(), column);
    }

    @Override
    public long bytes() {
        return values.length;
    }

    @Override
    public void digest(MessageDigest digest) {
        Table.digestShape(digest, this);
        digest.update(values);
        if (element != IdxArray.Element.UNSIGNED_BYTE) { // whose fingerprints are older than the others
            digest.update(element.name().getBytes(StandardCharsets.US_ASCII));
        }
    }
}
