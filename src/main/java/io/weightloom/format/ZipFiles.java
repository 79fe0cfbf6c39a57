package io.weightloom.format;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipEntry;

/**
 * Reads a zip archive that lies in memory by its directory. (The JDK's {@code ZipInputStream} does not look at that,
 * and takes damage for the end.) Source: PKWARE's APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16.
 */
final class ZipFiles {

    private static final int LOCAL = 0x04034b50;
    private static final int LOCAL_BYTES = 30;
    private static final int DIRECTORY = 0x02014b50;
    private static final int DIRECTORY_BYTES = 46;
    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int ENCRYPTED = 1;

    /** No deflated byte stands for more than so many. */
    private static final long LARGEST_RATIO = 1032;

    /** Of all files together, unpacked. */
    private static final long LARGEST = 1L << 30;

    private ZipFiles() {}

    /**
     * Its files by name, in the order of the directory.
     *
     * @throws FormatException if it is damaged, encrypted, or larger than this reads
     */
    static Map<String, byte[]> read(byte[] bytes) {
        ByteBuffer archive = Tensor.littleEndian(bytes);
        int end = end(archive);
        int count = Short.toUnsignedInt(archive.getShort(end + 10));
        long directory = Integer.toUnsignedLong(archive.getInt(end + 16));
        if (directory + Integer.toUnsignedLong(archive.getInt(end + 12)) != end
                || archive.getInt(end + 4) != 0
                || Short.toUnsignedInt(archive.getShort(end + 8)) != count) {
            throw new FormatException("the zip archive's last record does not fit what is before it");
        }
        Map<String, byte[]> files = new LinkedHashMap<>();
        int at = (int) directory;
        long packed = 0;
        long unpacked = 0;
        for (int i = 0; i < count; i++) {
            Entry entry = Entry.at(archive, at, end);
            packed += entry.packed();
            unpacked += entry.size();
            if (packed > directory || unpacked > LARGEST) {
                throw new FormatException(
                        "the zip archive's files overlap, or would have more than %s bytes: '%s' is refused"
                                .formatted(LARGEST, entry.name()));
            }
            if (files.put(entry.name(), entry.contents(archive, (int) directory)) != null) {
                throw new FormatException("the zip archive has two files '%s'".formatted(entry.name()));
            }
            at = entry.next();
        }
        if (at != end) {
            throw new FormatException("the zip archive's directory tells of %s files, but is longer".formatted(count));
        }
        return files;
    }

    /** Where the last record lies, behind which there is only a comment. */
    private static int end(ByteBuffer archive) {
        for (int at = archive.capacity() - END_BYTES; at >= 0; at--) {
            if (archive.getInt(at) == END
                    && at + END_BYTES + Short.toUnsignedInt(archive.getShort(at + 20)) == archive.capacity()) {
                return at;
            }
        }
        throw new FormatException("it is not a zip archive, or its end is missing");
    }

    /**
     * What the directory says of a file.
     *
     * @param rawName its bytes
     * @param sum CRC-32 of the file
     * @param packed bytes in the archive
     * @param size bytes of the file
     * @param start of its own header
     * @param next where the next entry begins
     */
    private record Entry(
            String name,
            ByteBuffer rawName,
            int flags,
            int method,
            int sum,
            long packed,
            long size,
            long start,
            int next) {

        static Entry at(ByteBuffer archive, int at, int end) {
            if (at + DIRECTORY_BYTES > end || archive.getInt(at) != DIRECTORY) {
                throw new FormatException("the zip archive's directory is damaged at byte %s".formatted(at));
            }
            int name = Short.toUnsignedInt(archive.getShort(at + 28));
            int next = at
                    + DIRECTORY_BYTES
                    + name
                    + Short.toUnsignedInt(archive.getShort(at + 30))
                    + Short.toUnsignedInt(archive.getShort(at + 32));
            if (next > end) {
                throw new FormatException("the zip archive's directory is damaged at byte %s".formatted(at));
            }
            ByteBuffer rawName = archive.slice(at + DIRECTORY_BYTES, name);
            return new Entry(
                    text(rawName),
                    rawName,
                    Short.toUnsignedInt(archive.getShort(at + 8)),
                    Short.toUnsignedInt(archive.getShort(at + 10)),
                    archive.getInt(at + 16),
                    Integer.toUnsignedLong(archive.getInt(at + 20)),
                    Integer.toUnsignedLong(archive.getInt(at + 24)),
                    Integer.toUnsignedLong(archive.getInt(at + 42)),
                    next);
        }

        private static String text(ByteBuffer name) {
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(name.duplicate())
                        .toString();
            } catch (CharacterCodingException e) {
                throw new FormatException("a name in the zip archive is not UTF-8", e);
            }
        }

        /** @param limit where the directory begins */
        byte[] contents(ByteBuffer archive, int limit) {
            if (start + LOCAL_BYTES + rawName.capacity() > limit
                    || archive.getInt((int) start) != LOCAL
                    || Short.toUnsignedInt(archive.getShort((int) start + 26)) != rawName.capacity()
                    || !archive.slice((int) start + LOCAL_BYTES, rawName.capacity())
                            .equals(rawName.duplicate())) {
                throw new FormatException("'%s' is not where the zip archive's directory says".formatted(name));
            }
            long begin =
                    start + LOCAL_BYTES + rawName.capacity() + Short.toUnsignedInt(archive.getShort((int) start + 28));
            if (begin + packed > limit) {
                throw new FormatException("'%s' ends behind the zip archive's files".formatted(name));
            }
            byte[] raw = new byte[(int) packed];
            archive.slice((int) begin, raw.length).get(raw);
            byte[] contents = unpacked(raw);
            CRC32 actual = new CRC32();
            actual.update(contents);
            if ((int) actual.getValue() != sum) {
                throw new FormatException(
                        "'%s' is damaged: its checksum is not what the zip archive says".formatted(name));
            }
            return contents;
        }

        private byte[] unpacked(byte[] raw) {
            if ((flags & ENCRYPTED) != 0 || (method != ZipEntry.STORED && method != ZipEntry.DEFLATED)) {
                throw new FormatException(
                        "'%s' is encrypted, or packed by the method %s; known are 0 and 8".formatted(name, method));
            }
            if (method == ZipEntry.STORED && size == packed) {
                return raw;
            }
            if (method == ZipEntry.DEFLATED && size <= LARGEST_RATIO * packed && size <= Integer.MAX_VALUE - 8) {
                Inflater inflater = new Inflater(true);
                try {
                    inflater.setInput(raw);
                    byte[] contents = new byte[(int) size + 1]; // one more, to see whether there is more
                    int length = 0;
                    int got = 1;
                    while (got > 0 && length < contents.length) {
                        got = inflater.inflate(contents, length, contents.length - length);
                        length += got;
                    }
                    if (length == size && inflater.finished()) {
                        return Arrays.copyOf(contents, length);
                    }
                } catch (DataFormatException e) {
                    throw new FormatException("'%s' is damaged: it cannot be unpacked".formatted(name), e);
                } finally {
                    inflater.end();
                }
            }
            throw new FormatException(
                    "'%s' is damaged: it has not the %s bytes that the zip archive says".formatted(name, size));
        }
    }
}
