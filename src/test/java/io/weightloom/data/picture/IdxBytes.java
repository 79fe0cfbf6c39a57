package io.weightloom.data.picture;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Files in IDX format, written down byte by byte. */
public final class IdxBytes {

    static final int PICTURES = 0x00000803;
    static final int LABELS = 0x00000801;

    private IdxBytes() {}

    public static byte[] pictures(int count, int height, int width) {
        byte[] values = new byte[count * height * width];
        new Random(1).nextBytes(values);
        return idx(PICTURES, values, count, height, width);
    }

    /** The labels 0, 1, ..., classes - 1, 0, 1, ... */
    public static byte[] labels(int count, int classes) {
        byte[] values = new byte[count];
        for (int i = 0; i < count; i++) {
            values[i] = (byte) (i % classes);
        }
        return idx(LABELS, values, count);
    }

    public static byte[] idx(int magic, byte[] values, int... sizes) {
        ByteBuffer file = ByteBuffer.allocate((1 + sizes.length) * Integer.BYTES + values.length);
        file.putInt(magic);
        for (int size : sizes) {
            file.putInt(size);
        }
        return file.put(values).array();
    }

    public static byte[] gzipped(byte[] file) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (OutputStream zip = new GZIPOutputStream(zipped)) {
            zip.write(file);
        }
        return zipped.toByteArray();
    }
}
