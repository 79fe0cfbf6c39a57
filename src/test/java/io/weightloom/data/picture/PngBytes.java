package io.weightloom.data.picture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** PNG files written down byte by byte, after ISO/IEC 15948. */
public final class PngBytes {

    public static final int GRAY = 0;
    public static final int RGB = 2;
    public static final int PALETTE = 3;
    static final int GRAY_ALPHA = 4;
    static final int RGBA = 6;

    /** Start and step of each pass of Adam7: column, row, columns, rows; section 8.2. */
    private static final int[][] ADAM7 = {
        {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
    };

    private static final int[][] ONE_PASS = {{0, 0, 1, 1}};

    private PngBytes() {}

    /** The chunks between the header and the end, made with {@link #chunk}. */
    public static byte[] file(int width, int height, int depth, int type, boolean interlaced, byte[]... chunks) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
        file.writeBytes(chunk(
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(width)
                        .putInt(height)
                        .put((byte) depth)
                        .put((byte) type)
                        .put((byte) 0)
                        .put((byte) 0)
                        .put((byte) (interlaced ? 1 : 0))
                        .array()));
        for (byte[] chunk : chunks) {
            file.writeBytes(chunk);
        }
        file.writeBytes(chunk("IEND", new byte[0]));
        return file.toByteArray();
    }

    /**
     * The picture's own chunk, unfiltered.
     *
     * @param samples {@code [height][width][numbers of a pixel]}
     */
    public static byte[] pixels(int[][][] samples, int depth, boolean interlaced) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (int[] pass : interlaced ? ADAM7 : ONE_PASS) {
            for (int y = pass[1]; y < samples.length; y += pass[3]) {
                StringBuilder bits = new StringBuilder();
                for (int x = pass[0]; x < samples[y].length; x += pass[2]) {
                    for (int sample : samples[y][x]) {
                        String binary = Integer.toBinaryString(sample);
                        bits.append("0".repeat(depth - binary.length())).append(binary);
                    }
                }
                if (bits.length() > 0) {
                    lines.write(0); // no filter
                    bits.append("0".repeat((8 - bits.length() % 8) % 8));
                    for (int i = 0; i < bits.length(); i += 8) {
                        lines.write(Integer.parseInt(bits.substring(i, i + 8), 2));
                    }
                }
            }
        }
        Deflater deflater = new Deflater();
        deflater.setInput(lines.toByteArray());
        deflater.finish();
        byte[] packed = new byte[lines.size() * 2 + 100];
        int length = deflater.deflate(packed);
        deflater.end();
        return chunk("IDAT", Arrays.copyOf(packed, length));
    }

    public static byte[] chunk(String type, byte[] content) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 sum = new CRC32();
        sum.update(name);
        sum.update(content);
        return ByteBuffer.allocate(12 + content.length)
                .putInt(content.length)
                .put(name)
                .put(content)
                .putInt((int) sum.getValue())
                .array();
    }
}
