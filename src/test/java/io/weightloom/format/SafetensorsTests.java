package io.weightloom.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTests {

    @Test
    void headerNamesMetadataByKeyAndTensorsInOrderAndDataBeginWithTheWidest() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("a", Tensor.of(new float[] {1, 2}, 2, 1).as(ElementType.FLOAT16));
        tensors.put("b", Tensor.of(new float[] {3}, 1));
        Map<String, String> metadata = Map.of("who", "ä", "format", "pt");

        byte[] file = Safetensors.write(new NamedTensors(tensors, new TreeMap<>(metadata)));

        String header = "{\"__metadata__\":{\"format\":\"pt\",\"who\":\"ä\"},"
                + "\"a\":{\"dtype\":\"F16\",\"shape\":[2,1],\"data_offsets\":[4,8]},"
                + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} ";
        byte[] data = {0, 0, 0x40, 0x40, 0, 0x3c, 0, 0x40};
        assertThat(file).isEqualTo(file(header.getBytes(StandardCharsets.UTF_8), data));
        assertThat(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong() % 8)
                .isZero();
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        NamedTensors written = new NamedTensors(SampleTensors.all(), new TreeMap<>(Map.of("a", "\"\n\\", "", "")));

        NamedTensors read = Safetensors.read(Safetensors.write(written));

        assertThat(read).isEqualTo(written);
        assertThat(read.tensors().keySet())
                .containsExactlyElementsOf(written.tensors().keySet());
    }

    @Test
    void nothingIsAFileToo() {
        NamedTensors nothing = NamedTensors.of(Map.of());

        assertThat(Safetensors.read(Safetensors.write(nothing))).isEqualTo(nothing);
    }

    @Test
    void theKeyOfMetadataIsNoNameOfATensor() {
        NamedTensors contents = NamedTensors.of(Map.of("__metadata__", Tensor.of(new float[1], 1)));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Safetensors.write(contents))
                .withMessage("No tensor can be named __metadata__");
    }

    /** Each header stands before 8 bytes of data. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                                                            | the header is not a JSON object",
                "{                                                             | the header is not JSON: Unexpected end-of-input",
                "{} {}                                                         | the header is not JSON: Trailing token",
                "{}                                                            | the header tells of 0 bytes of data, but the file has 8",
                "{'__metadata__':{'a':1}}                                      | __metadata__ must be an object whose values are texts",
                "{'__metadata__':'a'}                                          | __metadata__ must be an object whose values are texts",
                "{'w':[]}                                                      | what the header says of tensor 'w' must be an object with the keys dtype, shape, data_offsets and no other",
                "{'w':{'dtype':'F32','shape':[2]}}                             | what the header says of tensor 'w' must be an object with the keys dtype, shape, data_offsets and no other",
                "{'w':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'a':1}}  | what the header says of tensor 'w' must be an object with the keys dtype, shape, data_offsets and no other",
                "{'w':{'dtype':'BF16','shape':[2],'data_offsets':[0,8]}}       | the dtype of tensor 'w' is BF16; known are [F64, F32, F16, I64, I32, I8, U8, BOOL]",
                "{'w':{'dtype':32,'shape':[2],'data_offsets':[0,8]}}           | the dtype of tensor 'w' is 32; known are",
                "{'w':{'dtype':'F32','shape':2,'data_offsets':[0,8]}}          | the shape of tensor 'w' must be a list of whole numbers, at least 0, but is 2",
                "{'w':{'dtype':'F32','shape':[-2,-1],'data_offsets':[0,8]}}    | the shape of tensor 'w' must be a list of whole numbers, at least 0, but is [-2,-1]",
                "{'w':{'dtype':'F32','shape':[2.0],'data_offsets':[0,8]}}      | the shape of tensor 'w' must be a list of whole numbers, at least 0, but is [2.0]",
                "{'w':{'dtype':'F32','shape':[2],'data_offsets':[0,8e0]}}      | the data_offsets of tensor 'w' must be a list of whole numbers, at least 0, but is [0,8.0]",
                "{'w':{'dtype':'F32','shape':[2],'data_offsets':[0]}}          | the data_offsets of tensor 'w' must be two numbers, the first not above the second, but are [0]",
                "{'w':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}}        | the data_offsets of tensor 'w' must be two numbers, the first not above the second, but are [8, 0]",
                "{'w':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}}        | tensor 'w', F32 of the shape [3], takes 12 bytes, but its data_offsets span 8",
                "{'w':{'dtype':'F32','shape':[3],'data_offsets':[0,12]}}       | the header tells of 12 bytes of data, but the file has 8",
                "{'w':{'dtype':'I8','shape':[4294967296,4294967296],'data_offsets':[0,8]}} | tensor 'w': The shape [4294967296, 4294967296] has too many elements",
                "{'w':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'b':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}     | tensor 'b' begins at byte 0 of the data, but what is before it ends at 4",
                "{'w':{'dtype':'F32','shape':[1],'data_offsets':[4,8]},'b':{'dtype':'I8','shape':[3],'data_offsets':[0,3]}}      | tensor 'w' begins at byte 4 of the data, but what is before it ends at 3",
                "{'w':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'w':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}     | the header is not JSON: Duplicate",
                "{'w':{'dtype':'F32','shape':[2],'shape':[2],'data_offsets':[0,8]}} | the header is not JSON: Duplicate"
            })
    void whatIsWrongIsSaid(String header, String message) {
        byte[] file = file(header.replace('\'', '"').getBytes(StandardCharsets.UTF_8), new byte[8]);

        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> Safetensors.read(file))
                .withMessageStartingWith(message);
    }

    @Test
    void aHeaderThatIsNoTextOrHasNoEndIsSaid() {
        byte[] header = {'{', '"', (byte) 0xff, '"', ':', '1', '}'};

        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> Safetensors.read(file(header, new byte[0])))
                .withMessage("the header is not UTF-8");
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> Safetensors.read(new byte[7]))
                .withMessage("a safetensors file begins with the 8 bytes of its header's length, but has 7 bytes");
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> Safetensors.read(new byte[] {3, 0, 0, 0, 0, 0, 0, 0, '{', '}'}))
                .withMessage("the header's length is 3, but 2 bytes follow, and it may have at most 100000000");
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> Safetensors.read(new byte[] {2, 0, 0, 0, 0, 0, 0, -1, '{', '}'}))
                .withMessageStartingWith("the header's length is 18374686479671623682, but 2 bytes follow");
    }

    @Test
    void whatIsDamagedIsSaidOrReadAsItStands() {
        byte[] file = Safetensors.write(new NamedTensors(SampleTensors.all(), new TreeMap<>(Map.of("a", "b"))));
        int refused = 0;
        for (byte[] mutant : SampleTensors.mutants(file)) {
            try {
                NamedTensors read = Safetensors.read(mutant);
                assertThat(Safetensors.read(Safetensors.write(read))).isEqualTo(read);
            } catch (FormatException e) {
                refused++;
                assertThat(e).hasMessageMatching("(?s)\\S.*");
            }
        }

        assertThat(refused).isGreaterThan(750);
    }

    private static byte[] file(byte[] header, byte[] data) {
        return ByteBuffer.allocate(Long.BYTES + header.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .put(data)
                .array();
    }
}
