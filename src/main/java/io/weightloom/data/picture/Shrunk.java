package io.weightloom.data.picture;

import io.weightloom.data.raw.DataFault;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.RawContent;
import io.weightloom.data.raw.Table;
import io.weightloom.spec.PictureSpec.Extents;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * The pictures of another table, of which each square of pixels has become one, the mean of the square; each channel by
 * itself. Immutable.
 *
 * @param of the other table
 * @param whole extents of its pictures
 * @param by pixels along one side of a square, which divides height and width
 */
record Shrunk(Table of, Extents whole, int by) implements Table {

    /**
     * Pictures as small as they are asked for.
     *
     * @param file where they are from
     * @param by pixels along one side of a square; 1 leaves pictures as they are
     * @throws InvalidDataException if it does not divide height and width
     */
    static Table of(RawContent file, Table pictures, Extents whole, int by) {
        if (by == 1) {
            return pictures;
        } else if (whole.height() % by != 0 || whole.width() % by != 0) {
            throw new InvalidDataException(
                    DataFault.SHRINK,
                    "data.shrink must divide height and width of the pictures, but is %s, and those of %s are %s high and %s wide"
                            .formatted(by, file.name(), whole.height(), whole.width()));
        }
        return new Shrunk(pictures, whole, by);
    }

    @Override
    public int rows() {
        return of.rows();
    }

    @Override
    public int columns() {
        return whole.shrunk(by).numbers();
    }

    @Override
    public void read(int row, double[] into) {
        double[] large = new double[whole.numbers()];
        of.read(row, large);
        for (int i = 0; i < columns(); i++) {
            int corner = corner(i);
            double sum = 0;
            for (int down = 0; down < by; down++) {
                for (int right = 0; right < by; right++) {
                    sum += large[corner + down * whole.width() + right];
                }
            }
            into[i] = sum / (by * by);
        }
    }

    /** Where the square of a pixel begins; planes lie one below the other. */
    private int corner(int pixel) {
        int width = whole.width() / by;
        return pixel / width * by * whole.width() + pixel % width * by;
    }

    @Override
    public String name(int column) {
        return "%s and its neighbours".formatted(of.name(corner(column)));
    }

    @Override
    public long bytes() {
        return of.bytes();
    }

    @Override
    public void digest(MessageDigest digest) {
        of.digest(digest);
        digest.update(ByteBuffer.allocate(2 * Integer.BYTES)
                .putInt(by)
                .putInt(whole.width())
                .array());
    }
}
