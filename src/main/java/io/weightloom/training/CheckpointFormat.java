package io.weightloom.training;

import io.weightloom.program.update.State;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * The binary form of a checkpoint, big-endian:
 *
 * <pre>
 * magic "WLCP", version
 * epoch, batch (int), loss sum (double), nanos (long), best epoch (int), best score (double)
 * phase, epochs before it, number of parameters that the phase before has learned k (int); k floats
 * number of tasks learned r (int); of each r: number of tasks in the test t (int), t times task (int), score, loss, mean squared error (double)
 * steps (long), number of parameters n (int), number of moments m (int)
 * parameters, m moments, best parameters: (m + 2) n floats; training runs in single precision, so nothing is lost
 * CRC-32C of all before it (int)
 * </pre>
 *
 * An earlier version is of a program that drew or computed otherwise: its parameters would be another function here, so
 * none is read.
 */
final class CheckpointFormat {

    private static final int MAGIC = 0x574C4350;
    private static final int VERSION = 4;

    private CheckpointFormat() {}

    /**
     * What a checkpoint holds.
     *
     * @param learned what the phase before has learned; nothing in the first
     * @param judged how all tasks did at the end of each phase before, where a phase is a task
     * @param state of the phase's program
     * @param bestParameters of the phase so far
     */
    record Content(
            Position position, double[] learned, List<List<TaskScore>> judged, State state, double[] bestParameters) {}

    static byte[] write(Content content) {
        Position position = content.position();
        State state = content.state();
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeInt(VERSION);
            out.writeInt(position.epoch());
            out.writeInt(position.batch());
            out.writeDouble(position.lossSum());
            out.writeLong(position.nanos());
            out.writeInt(position.bestEpoch());
            out.writeDouble(position.bestScore());
            out.writeInt(position.phase());
            out.writeInt(position.epochsBefore());
            out.writeInt(content.learned().length);
            out.write(floats(content.learned()));
            write(content.judged(), out);
            out.writeLong(state.steps());
            out.writeInt(state.parameters().length);
            out.writeInt(state.moments().size());
            out.write(floats(state.parameters()));
            for (double[] moment : state.moments()) {
                out.write(floats(moment));
            }
            out.write(floats(content.bestParameters()));
            out.writeInt(checksum(bytes.toByteArray(), bytes.size()));
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
    }

    /** Whether another runner, earlier than this one, wrote them. */
    static boolean isEarlier(byte[] bytes) {
        ByteBuffer head = ByteBuffer.wrap(bytes);
        return bytes.length >= 2 * Integer.BYTES && head.getInt() == MAGIC && head.getInt() < VERSION;
    }

    /** @throws IllegalArgumentException if the bytes are no whole checkpoint of this version */
    static Content read(byte[] bytes) {
        int body = bytes.length - Integer.BYTES;
        if (body < 0 || ByteBuffer.wrap(bytes).getInt(body) != checksum(bytes, body)) {
            throw new IllegalArgumentException("The checkpoint's checksum is wrong: it is damaged or cut short");
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int magic = in.readInt();
            int version = in.readInt();
            if (magic != MAGIC || version != VERSION) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "Expected a checkpoint of version %d but got magic %08x, version %d",
                        VERSION,
                        magic,
                        version));
            }
            Position position = new Position(
                    in.readInt(),
                    in.readInt(),
                    in.readDouble(),
                    in.readLong(),
                    in.readInt(),
                    in.readDouble(),
                    in.readInt(),
                    in.readInt());
            double[] learned = doubles(in, in.readInt());
            List<List<TaskScore>> judged = judged(in);
            long steps = in.readLong();
            int length = in.readInt();
            int count = in.readInt();
            double[] parameters = doubles(in, length);
            List<double[]> moments = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                moments.add(doubles(in, length));
            }
            return new Content(position, learned, judged, new State(steps, parameters, moments), doubles(in, length));
        } catch (IOException e) {
            throw new IllegalArgumentException("The checkpoint is shorter than it says", e);
        }
    }

    private static void write(List<List<TaskScore>> judged, DataOutputStream out) throws IOException {
        out.writeInt(judged.size());
        for (List<TaskScore> tasks : judged) {
            out.writeInt(tasks.size());
            for (TaskScore task : tasks) {
                out.writeInt(task.task());
                out.writeDouble(task.score());
                out.writeDouble(task.loss());
                out.writeDouble(task.meanSquaredError());
            }
        }
    }

    private static List<List<TaskScore>> judged(DataInputStream in) throws IOException {
        List<List<TaskScore>> judged = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            List<TaskScore> tasks = new ArrayList<>();
            for (int more = in.readInt(); more > 0; more--) {
                tasks.add(new TaskScore(in.readInt(), in.readDouble(), in.readDouble(), in.readDouble()));
            }
            judged.add(tasks);
        }
        return judged;
    }

    private static byte[] floats(double[] values) {
        ByteBuffer buffer = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES));
        for (double value : values) {
            buffer.putFloat((float) value);
        }
        return buffer.array();
    }

    private static double[] doubles(DataInputStream in, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(in.readNBytes(Math.multiplyExact(length, Float.BYTES)));
        double[] values = new double[length];
        for (int i = 0; i < length; i++) {
            values[i] = buffer.getFloat();
        }
        return values;
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
