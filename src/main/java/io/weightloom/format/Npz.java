package io.weightloom.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * NumPy's format of several arrays: a zip archive with a file {@code NAME.npy} for each, as {@code numpy.savez} writes
 * and {@code numpy.load} reads.
 *
 * <p>What is written is the same for the same tensors, at any time and in any time zone, and not compressed. What is
 * read may be, as {@code numpy.savez_compressed} does.
 */
public final class Npz {

    private static final String ENDING = ".npy";

    /** No file's time. (An archive can name 1980's first moment, too, but Java adds the time zone's to that one.) */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

    private Npz() {}

    /** The bytes of such a file with these arrays by name, in order. */
    public static byte[] write(Map<String, Tensor> tensors) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream archive = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
                byte[] file = Npy.write(tensor.getValue());
                archive.putNextEntry(stored(tensor.getKey() + ENDING, file));
                archive.write(file);
                archive.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory has no faults of its own", e);
        }
        return bytes.toByteArray();
    }

    private static ZipEntry stored(String name, byte[] file) {
        CRC32 sum = new CRC32();
        sum.update(file);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(file.length);
        entry.setCrc(sum.getValue());
        entry.setTimeLocal(NO_TIME);
        return entry;
    }

    /**
     * The arrays of such a file by name, in order.
     *
     * @throws FormatException if it is damaged, or has elements of a type that {@link ElementType} does not
     */
    public static Map<String, Tensor> read(byte[] file) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        ZipFiles.read(file).forEach((name, bytes) -> {
            if (!name.endsWith(ENDING)) {
                throw new FormatException(
                        "'%s' is not an array of NumPy's, whose name ends in %s".formatted(name, ENDING));
            }
            tensors.put(name.substring(0, name.length() - ENDING.length()), Npy.read(name, bytes));
        });
        return Collections.unmodifiableMap(tensors);
    }
}
