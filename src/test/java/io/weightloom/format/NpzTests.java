package io.weightloom.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TimeZone;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class NpzTests {

    @Test
    void whatIsWrittenIsReadAgain() {
        Map<String, Tensor> written = SampleTensors.all();

        Map<String, Tensor> read = Npz.read(Npz.write(written));

        assertThat(read).isEqualTo(written);
        assertThat(read.keySet()).containsExactlyElementsOf(written.keySet());
        assertThat(Npz.read(Npz.write(Map.of()))).isEmpty();
    }

    /** Reference: {@code numpy.save} of {@code numpy.array([[1, 2]], 'f4')}, NumPy 2.4.6. */
    @Test
    void arraysAreWrittenAsNumPyWritesThem() {
        byte[] file = Npy.write(Tensor.of(new float[] {1, 2}, 1, 2));

        String header = "\u0093NUMPY\u0001\u0000v\u0000{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }";
        assertThat(new String(file, StandardCharsets.ISO_8859_1))
                .isEqualTo(header + " ".repeat(127 - header.length()) + "\n\u0000\u0000\u0080?\u0000\u0000\u0000@");
        assertThat(new String(Npy.write(Tensor.of(new float[3], 3)), StandardCharsets.ISO_8859_1))
                .contains("'shape': (3,), }");
        assertThat(new String(Npy.write(Tensor.of(new float[1])), StandardCharsets.ISO_8859_1))
                .contains("'shape': (), }");
    }

    @Test
    void theSameTensorsGiveTheSameBytesInEveryTimeZone() {
        TimeZone zone = TimeZone.getDefault();
        byte[] here = Npz.write(SampleTensors.all());
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));

            assertThat(Npz.write(SampleTensors.all())).isEqualTo(here);
        } finally {
            TimeZone.setDefault(zone);
        }
    }

    @Test
    void nd4jReadsThem(@TempDir Path folder) throws Exception {
        Path file = Files.write(
                folder.resolve("a.npz"), Npz.write(Map.of("w", Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3))));

        Map<String, INDArray> read = Nd4j.createFromNpzFile(file.toFile());

        assertThat(read).containsOnlyKeys("w");
        try (INDArray w = read.get("w")) {
            assertThat(w.toFloatMatrix()).isDeepEqualTo(new float[][] {{1, 2, 3}, {4, 5, 6}});
        }
    }

    /**
     * Made by NumPy 2.4.6: {@code np.savez(w=np.arange(6, dtype='f4').reshape(2, 3), f=np.asfortranarray(np.arange(24,
     * dtype='f8').reshape(2, 3, 4)), s=np.float16(1.5), b=np.array([True, False]))}.
     */
    @Test
    void whatNumPyWritesIsRead() {
        assertThat(Npz.read(resource("savez")))
                .containsExactly(
                        Map.entry("w", Tensor.of(new float[] {0, 1, 2, 3, 4, 5}, 2, 3)),
                        Map.entry(
                                "f",
                                Tensor.of(
                                        IntStream.range(0, 24).asDoubleStream().toArray(), 2, 3, 4)),
                        Map.entry("s", Tensor.of(new float[] {1.5f}).as(ElementType.FLOAT16)),
                        Map.entry("b", new Tensor(ElementType.BOOL, List.of(2L), new byte[] {1, 0})));
    }

    /**
     * Made by NumPy 2.4.6: {@code np.savez_compressed(w=np.arange(6, dtype='f4').reshape(2, 3), h=np.array([1, 2.5,
     * -0.1, 65504], dtype='f2'), i=np.arange(-3, 3, dtype='i8'))}.
     */
    @Test
    void whatNumPyCompressesIsRead() {
        assertThat(Npz.read(resource("savez_compressed")))
                .containsExactly(
                        Map.entry("w", Tensor.of(new float[] {0, 1, 2, 3, 4, 5}, 2, 3)),
                        Map.entry(
                                "h",
                                Tensor.of(new double[] {1, 2.5, -0.1, 65504}, 4).as(ElementType.FLOAT16)),
                        Map.entry("i", Tensor.of(new long[] {-3, -2, -1, 0, 1, 2}, 6)));
    }

    /** Made by NumPy 2.4.6: {@code np.array([{}], dtype=object)} and {@code np.arange(2, dtype='>f4')}. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "pickled    # 'o.npy' holds pickled Python objects, which are not read",
                "big_endian # the elements of 'o.npy' are >f4; known are [<f8, <f4, <f2, <i8, <i4, |i1, |u1, |b1]"
            },
            quoteCharacter = '`')
    void whatNumPyHasAndWeHaveNotIsSaid(String file, String message) {
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> Npz.read(resource(file)))
                .withMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), } ; the header of 'w.npy' is {'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }, which is not that of an array of numbers",
                "{'descr': '<f4', 'fortran_order': False, }                         ; the header of 'w.npy' is {'descr': '<f4', 'fortran_order': False, }, which is not",
                "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,), } ; the header of 'w.npy' is",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), } 1        ; the header of 'w.npy' is",
                "{'descr': '<U4', 'fortran_order': False, 'shape': (2,), }          ; the elements of 'w.npy' are <U4; known are",
                "{'descr': '<f4', 'fortran_order': (), 'shape': (2,), }             ; the header of 'w.npy' has the fortran_order () and the shape (2,)",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2 2), }         ; the header of 'w.npy' has the fortran_order False and the shape (2 2)",
                "{'descr': '<f4', 'fortran_order': False, 'shape': True, }          ; the header of 'w.npy' has the fortran_order False and the shape True",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }          ; 'w.npy' has 8 bytes of elements, but <f4 of the shape [3] take 12",
                "{'descr': '<f4', 'fortran_order': True, 'shape': (4294967296, 4294967296), } ; 'w.npy': The shape [4294967296, 4294967296] has too many elements",
                "{'descr': '<f4', 'fortran_order': True, 'shape': (99999999999999999999,), } ; the shape of 'w.npy' is (99999999999999999999,)"
            })
    void headersThatSayNoArrayOfNumbersAreRefused(String header, String message) {
        byte[] file = new byte[10 + header.length() + 8];
        System.arraycopy(Npy.write(Tensor.of(new float[2], 2)), 0, file, 0, 8);
        file[8] = (byte) header.length();
        System.arraycopy(header.getBytes(StandardCharsets.US_ASCII), 0, file, 10, header.length());

        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> Npy.read("w.npy", file))
                .withMessageStartingWith(message);
    }

    @Test
    void otherVersionsAndOtherFilesAreTold() {
        byte[] file = Npy.write(Tensor.of(new float[] {1, 2}, 2));
        byte[] second = SampleTensors.spliced(SampleTensors.spliced(file, 12, 10), 12, 12);
        second[6] = 2;
        second[10] = 0;
        second[11] = 0;

        assertThat(Npy.read("w.npy", second)).isEqualTo(Tensor.of(new float[] {1, 2}, 2));
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> Npy.read("w.npy", SampleTensors.changed(file, 6, (byte) 4)))
                .withMessage("'w.npy' is of version 4.0 of NumPy's format; known are 1.0, 2.0 and 3.0");
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> Npy.read("w.npy", SampleTensors.changed(file, 0, (byte) 0)))
                .withMessage("'w.npy' is not an array of NumPy's: it does not begin with \\x93NUMPY");
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> Npy.read("w.npy", SampleTensors.changed(file, 9, (byte) 1)))
                .withMessage("'w.npy' ends within its header");
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> Npz.read(zip(ZipEntry.DEFLATED, Map.of("notes.txt", new byte[1]))))
                .withMessage("'notes.txt' is not an array of NumPy's, whose name ends in .npy");
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> Npz.read(new byte[100]))
                .withMessage("it is not a zip archive, or its end is missing");
    }

    @ParameterizedTest
    @CsvSource({"0", "8"})
    void whatIsDamagedIsSaidOrDoesNotMatter(int method) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("w", Tensor.of(IntStream.range(0, 24).asDoubleStream().toArray(), 2, 3, 4));
        tensors.put("b", new Tensor(ElementType.BOOL, List.of(2L), new byte[] {1, 0}));
        Map<String, byte[]> files = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> files.put(name + ".npy", Npy.write(tensor)));
        byte[] file = method == ZipEntry.STORED ? Npz.write(tensors) : zip(method, files);
        int refused = 0;
        for (byte[] mutant : SampleTensors.mutants(file)) {
            try {
                assertThat(Npz.read(mutant)).isEqualTo(tensors);
            } catch (FormatException e) {
                refused++;
                assertThat(e).hasMessageMatching("(?s)\\S.*");
            }
        }

        assertThat(refused).isGreaterThan(750);
    }

    private static byte[] zip(int method, Map<String, byte[]> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream archive = new ZipOutputStream(bytes)) {
            archive.setMethod(method);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                archive.putNextEntry(new ZipEntry(file.getKey()));
                archive.write(file.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] resource(String name) {
        try (InputStream file = Objects.requireNonNull(NpzTests.class.getResourceAsStream(name + ".npz"))) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
