package io.weightloom.format;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.LongStream;

/** Tensors of all types and of unusual shapes; and files with one thing wrong. */
final class SampleTensors {

    private SampleTensors() {}

    /** In an order that is neither that of their names nor that of their widths. */
    static Map<String, Tensor> all() {
        Random random = new Random(3);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (ElementType type : ElementType.values()) {
            for (List<Long> shape : List.of(List.of(3L), List.of(2L, 1L, 3L), List.<Long>of(), List.of(0L, 5L))) {
                byte[] bytes = new byte[(int) Tensor.byteCount(type, shape)];
                random.nextBytes(bytes);
                tensors.put("layers.%s.%s \"ä\u2028".formatted(type, shape), new Tensor(type, shape, bytes));
            }
        }
        tensors.put("", Tensor.of(new float[] {1}, 1));
        return tensors;
    }

    /** Bytes with one changed, lost, doubled or put in: three hundred of each, the same each time. */
    static List<byte[]> mutants(byte[] file) {
        Random random = new Random(4);
        return LongStream.range(0, 300)
                .boxed()
                .flatMap(i -> List.<Function<Integer, byte[]>>of(
                                at -> changed(file, at, (byte) random.nextInt(256)),
                                at -> changed(file, at, (byte) (file[at] ^ 1 << random.nextInt(8))),
                                at -> spliced(file, at, at + 1),
                                at -> spliced(file, at + 1, at),
                                at -> spliced(file, at, file.length))
                        .stream()
                        .map(change -> change.apply(random.nextInt(file.length))))
                .toList();
    }

    static byte[] changed(byte[] file, int at, byte value) {
        byte[] changed = file.clone();
        changed[at] = value;
        return changed;
    }

    /** All before {@code end}, then all from {@code begin} on. */
    static byte[] spliced(byte[] file, int end, int begin) {
        byte[] spliced = new byte[end + file.length - begin];
        System.arraycopy(file, 0, spliced, 0, end);
        System.arraycopy(file, begin, spliced, end, file.length - begin);
        return spliced;
    }
}
