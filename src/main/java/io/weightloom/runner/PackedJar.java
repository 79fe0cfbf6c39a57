package io.weightloom.runner;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * All entries of the jars inside a jar, in one table: whether any of them has a name is one look, however many jars
 * there are. Thread-safe. Reads by position from a file of its own, which an interrupted thread does not close, as it
 * would a channel.
 */
final class PackedJar {

    private static final int CENTRAL = 0x02014b50;
    private static final int LOCAL = 0x04034b50;
    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int CENTRAL_BYTES = 46;
    private static final int LOCAL_BYTES = 30;

    /** What a local header's extra field may have beyond the central one's, without a second read. */
    private static final int SLACK = 64;

    private static final byte[] VERSIONS = "META-INF/versions/".getBytes(StandardCharsets.US_ASCII);
    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    private final RandomAccessFile file;
    private final List<Part> parts = new ArrayList<>();
    private final Deque<Inflater> inflaters = new ArrayDeque<>();

    private int[] heads = new int[0];
    private int[] next = new int[1 << 16];
    private int[] part = new int[1 << 16];
    private int[] header = new int[1 << 16];
    private int[] from = new int[1 << 16];
    private int[] hash = new int[1 << 16];
    private int size;

    /**
     * A jar inside, or the classes that lie in none.
     *
     * @param name where it lies in the outer jar, such as {@code BOOT-INF/lib/a.jar}
     * @param start where its first byte is in the file
     * @param headers its central directory
     * @param prefix of the names that count, which is left out of them
     */
    private record Part(String name, long start, byte[] headers, String prefix) {}

    /** An entry of so many bytes; jars have numbers in the order of the class path. */
    record Entry(int part, long bytes, boolean directory, int number) {}

    /**
     * Reads the tables of these jars.
     *
     * @param names where they lie in the outer one, in the order of the class path; a folder ends with a slash
     * @throws IOException if it cannot be read, or is packed in a way that this class does not know
     */
    PackedJar(Path jar, List<String> names) throws IOException {
        file = new RandomAccessFile(jar.toFile(), "r");
        Part outer = read("", 0, file.length(), "");
        for (String name : names) {
            parts.add(name.endsWith("/") ? new Part(name, 0, outer.headers, name) : nested(outer, name));
        }
        for (int i = parts.size() - 1; i >= 0; i--) { // the last comes first, and those before it in front
            add(i);
        }
        heads = new int[Integer.highestOneBit(Math.max(size, 1)) * 4];
        Arrays.fill(heads, -1);
        for (int i = 0; i < size; i++) {
            int at = hash[i] & (heads.length - 1);
            next[i] = heads[at];
            heads[at] = i;
        }
    }

    /** The entries of this name, at most one of each jar, in the order of the class path. */
    List<Entry> all(String name) {
        List<Entry> found = new ArrayList<>();
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        for (int i = first(bytes); i >= 0; i = following(i, bytes)) {
            if (found.isEmpty() || found.get(found.size() - 1).part != part[i]) {
                found.add(entry(i));
            }
        }
        return found;
    }

    /**
     * The number of the first entry of this name, which {@link #entry} and {@link #bytes} take; -1 if there is none.
     */
    int find(String name) {
        return first(name.getBytes(StandardCharsets.UTF_8));
    }

    /** What is known of an entry. */
    Entry entry(int number) {
        byte[] headers = parts.get(part[number]).headers;
        int at = header[number];
        return new Entry(
                part[number],
                int4(headers, at + 24) & 0xffffffffL,
                headers[at + CENTRAL_BYTES + int2(headers, at + 28) - 1] == '/',
                number);
    }

    /** Where the jar of this number lies in the outer one. */
    String name(int part) {
        return parts.get(part).name;
    }

    /** What an entry holds. */
    byte[] bytes(int number) throws IOException {
        Part in = parts.get(part[number]);
        byte[] headers = in.headers;
        int at = header[number];
        int packed = int4(headers, at + 20);
        int unpacked = int4(headers, at + 24);
        int method = int2(headers, at + 10);
        int names = int2(headers, at + 28);
        long place = in.start + (int4(headers, at + 42) & 0xffffffffL);
        int guess = (int)
                Math.min((long) LOCAL_BYTES + names + int2(headers, at + 30) + SLACK + packed, file.length() - place);
        byte[] read = read(place, guess);
        if (int4(read, 0) != LOCAL) {
            throw new ZipException(in.name + " changed while it was in use");
        }
        int begin = LOCAL_BYTES + int2(read, 26) + int2(read, 28);
        if (begin + packed > read.length) {
            read = read(place, begin + packed);
        }
        return method == 0 ? Arrays.copyOfRange(read, begin, begin + packed) : inflated(read, begin, packed, unpacked);
    }

    private byte[] inflated(byte[] read, int begin, int packed, int unpacked) throws IOException {
        Inflater inflater = inflater();
        try {
            inflater.setInput(read, begin, packed);
            byte[] bytes = new byte[unpacked];
            int done = 0;
            while (done < unpacked) {
                int more = inflater.inflate(bytes, done, unpacked - done);
                if (more == 0) {
                    throw new ZipException("An entry is shorter than said");
                }
                done += more;
            }
            return bytes;
        } catch (DataFormatException e) {
            throw new ZipException(e.getMessage());
        } finally {
            inflater.reset();
            synchronized (inflaters) {
                inflaters.push(inflater);
            }
        }
    }

    private Inflater inflater() {
        synchronized (inflaters) {
            return inflaters.isEmpty() ? new Inflater(true) : inflaters.pop();
        }
    }

    private int first(byte[] name) {
        int hashed = hash(name, 0, name.length);
        return matching(heads[hashed & (heads.length - 1)], hashed, name);
    }

    private int following(int number, byte[] name) {
        return matching(next[number], hash[number], name);
    }

    private int matching(int candidate, int hashed, byte[] name) {
        int i = candidate;
        while (i >= 0 && !(hash[i] == hashed && isCalled(i, name))) {
            i = next[i];
        }
        return i;
    }

    private boolean isCalled(int number, byte[] name) {
        byte[] headers = parts.get(part[number]).headers;
        int at = header[number];
        int begin = at + CENTRAL_BYTES + from[number];
        int end = at + CENTRAL_BYTES + int2(headers, at + 28);
        return Arrays.equals(headers, begin, end, name, 0, name.length);
    }

    /**
     * Adds the entries of a jar; those of a version of Java come after those that they stand for, and so before them.
     */
    private void add(int number) throws IOException {
        Part added = parts.get(number);
        byte[] headers = added.headers;
        int prefix = added.prefix.length();
        byte[] wanted = added.prefix.getBytes(StandardCharsets.US_ASCII);
        List<int[]> versions = new ArrayList<>();
        int at = 0;
        while (at + CENTRAL_BYTES <= headers.length && int4(headers, at) == CENTRAL) {
            int name = at + CENTRAL_BYTES;
            int length = int2(headers, at + 28);
            if (length > prefix && startsWith(headers, name, length, wanted)) {
                put(number, at, prefix);
                if (prefix == 0 && startsWith(headers, name, length, VERSIONS)) {
                    version(headers, name, length).ifPresent(versions, at);
                }
            }
            at = name + length + int2(headers, at + 30) + int2(headers, at + 32);
        }
        if (!versions.isEmpty() && isOfManyReleases(number)) {
            versions.sort((a, b) -> Integer.compare(a[0], b[0]));
            for (int[] version : versions) {
                put(number, version[1], version[2]);
            }
        }
    }

    /** The release of Java that a name is for, and where the name proper begins. */
    private record Version(int release, int begin) {

        private void ifPresent(List<int[]> versions, int at) {
            if (release >= 9 && release <= Runtime.version().feature()) {
                versions.add(new int[] {release, at, begin});
            }
        }
    }

    private static Version version(byte[] headers, int name, int length) {
        int release = 0;
        for (int i = VERSIONS.length; i < length; i++) {
            byte b = headers[name + i];
            if (b == '/') {
                return i + 1 < length ? new Version(release, i + 1) : new Version(0, 0);
            }
            if (b < '0' || b > '9' || release > 1000) {
                return new Version(0, 0);
            }
            release = release * 10 + b - '0';
        }
        return new Version(0, 0);
    }

    private boolean isOfManyReleases(int number) throws IOException {
        byte[] wanted = MANIFEST.getBytes(StandardCharsets.US_ASCII);
        for (int i = size - 1; i >= 0 && part[i] == number; i--) {
            if (isCalled(i, wanted)) {
                return new String(bytes(i), StandardCharsets.UTF_8)
                        .lines()
                        .anyMatch(line -> line.trim().equalsIgnoreCase("Multi-Release: true"));
            }
        }
        return false;
    }

    private void put(int number, int at, int begin) {
        if (size == part.length) {
            next = Arrays.copyOf(next, size * 2);
            part = Arrays.copyOf(part, size * 2);
            header = Arrays.copyOf(header, size * 2);
            from = Arrays.copyOf(from, size * 2);
            hash = Arrays.copyOf(hash, size * 2);
        }
        byte[] headers = parts.get(number).headers;
        part[size] = number;
        header[size] = at;
        from[size] = begin;
        hash[size] = hash(headers, at + CENTRAL_BYTES + begin, at + CENTRAL_BYTES + int2(headers, at + 28));
        size++;
    }

    private Part nested(Part outer, String name) throws IOException {
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        byte[] headers = outer.headers;
        int at = 0;
        while (at + CENTRAL_BYTES <= headers.length && int4(headers, at) == CENTRAL) {
            int begin = at + CENTRAL_BYTES;
            int end = begin + int2(headers, at + 28);
            if (Arrays.equals(headers, begin, end, wanted, 0, wanted.length) && int2(headers, at + 10) == 0) {
                long place = int4(headers, at + 42) & 0xffffffffL;
                byte[] local = read(place, LOCAL_BYTES);
                return read(
                        name,
                        place + LOCAL_BYTES + int2(local, 26) + int2(local, 28),
                        int4(headers, at + 24) & 0xffffffffL,
                        "");
            }
            at = end + int2(headers, at + 30) + int2(headers, at + 32);
        }
        throw new ZipException(name + " is not stored in the jar");
    }

    private Part read(String name, long start, long length, String prefix) throws IOException {
        int tail = (int) Math.min(length, END_BYTES + 0xffff);
        byte[] end = read(start + length - END_BYTES, END_BYTES);
        int at = 0;
        if (int4(end, 0) != END) { // behind it stands a comment
            end = read(start + length - tail, tail);
            at = tail - END_BYTES;
            while (at >= 0 && int4(end, at) != END) {
                at--;
            }
        }
        if (at < 0 || int2(end, at + 10) == 0xffff || int4(end, at + 16) == -1) {
            throw new ZipException("No jar that is known here: " + name);
        }
        byte[] headers = read(start + (int4(end, at + 16) & 0xffffffffL), int4(end, at + 12));
        return new Part(name, start, headers, prefix);
    }

    private byte[] read(long place, int length) throws IOException {
        byte[] bytes = new byte[length];
        synchronized (file) {
            file.seek(place);
            file.readFully(bytes);
        }
        return bytes;
    }

    private static boolean startsWith(byte[] headers, int name, int length, byte[] wanted) {
        return length >= wanted.length && Arrays.equals(headers, name, name + wanted.length, wanted, 0, wanted.length);
    }

    private static int hash(byte[] bytes, int begin, int end) {
        int h = 0;
        for (int i = begin; i < end; i++) {
            h = 31 * h + bytes[i];
        }
        return h ^ (h >>> 16);
    }

    private static int int2(byte[] bytes, int at) {
        return (bytes[at] & 0xff) | ((bytes[at + 1] & 0xff) << 8);
    }

    private static int int4(byte[] bytes, int at) {
        return int2(bytes, at) | (int2(bytes, at + 2) << 16);
    }
}
