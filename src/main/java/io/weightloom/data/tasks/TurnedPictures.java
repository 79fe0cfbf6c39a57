package io.weightloom.data.tasks;

import io.weightloom.data.raw.Table;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;

/**
 * Pictures of another table, once for each angle, turned around their middle against the clock. A pixel is what lies
 * between the four that were around its place before, and black beyond the edge. Immutable by agreement: nobody writes
 * into the arrays.
 *
 * @param of the other table, a picture in each row, channel by channel, row by row
 * @param height pixels
 * @param breadth pixels
 * @param chosen which row of the other table each row is made of
 * @param tasks which angle each row is turned by
 * @param angles in radians; 0 leaves pictures as they are
 */
record TurnedPictures(Table of, int height, int breadth, int[] chosen, int[] tasks, double[] angles) implements Table {

    /** @param chosen the rows of each angle */
    static TurnedPictures of(Table of, int height, int breadth, List<int[]> chosen, double[] angles) {
        int length = Table.length(
                "turned", 1, chosen.stream().mapToInt(rows -> rows.length).sum());
        int[] tasks = new int[length];
        int[] all = new int[length];
        int at = 0;
        for (int task = 0; task < chosen.size(); task++) {
            for (int row : chosen.get(task)) {
                tasks[at] = task;
                all[at++] = row;
            }
        }
        return new TurnedPictures(of, height, breadth, all, tasks, angles);
    }

    @Override
    public int rows() {
        return chosen.length;
    }

    @Override
    public int columns() {
        return of.columns();
    }

    @Override
    public void read(int row, double[] into) {
        double[] upright = new double[columns()];
        of.read(chosen[row], upright);
        double angle = angles[tasks[row]];
        if (angle == 0) {
            System.arraycopy(upright, 0, into, 0, upright.length);
            return;
        }
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        int plane = height * breadth;
        for (int i = 0; i < upright.length; i++) {
            int line = i % plane / breadth;
            double right = i % breadth - (breadth - 1) / 2.0;
            double down = line - (height - 1) / 2.0;
            into[i] = between(
                    upright,
                    i / plane * plane,
                    cos * right - sin * down + (breadth - 1) / 2.0,
                    sin * right + cos * down + (height - 1) / 2.0);
        }
    }

    /** @param first number of the channel's first pixel */
    private double between(double[] picture, int first, double x, double y) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        double right = x - left;
        double below = y - top;
        return (1 - below)
                        * ((1 - right) * pixel(picture, first, left, top)
                                + right * pixel(picture, first, left + 1, top))
                + below
                        * ((1 - right) * pixel(picture, first, left, top + 1)
                                + right * pixel(picture, first, left + 1, top + 1));
    }

    private double pixel(double[] picture, int first, int x, int y) {
        return x < 0 || y < 0 || x >= breadth || y >= height ? 0 : picture[first + y * breadth + x];
    }

    @Override
    public String name(int column) {
        return of.name(column) + ", turned";
    }

    @Override
    public long bytes() {
        return of.bytes() + 2L * Integer.BYTES * chosen.length;
    }

    @Override
    public void digest(MessageDigest digest) {
        of.digest(digest);
        ByteBuffer bytes = ByteBuffer.allocate(2 * chosen.length * Integer.BYTES + angles.length * Double.BYTES);
        for (int row = 0; row < chosen.length; row++) {
            bytes.putInt(chosen[row]).putInt(tasks[row]);
        }
        for (double angle : angles) {
            bytes.putDouble(angle);
        }
        digest.update(bytes.array());
    }
}
