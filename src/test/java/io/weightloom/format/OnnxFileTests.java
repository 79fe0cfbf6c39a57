package io.weightloom.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.groups.Tuple.tuple;

import io.weightloom.format.OnnxFile.Attribute;
import io.weightloom.format.OnnxFile.Axis;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.ValueInfoProto;
import org.junit.jupiter.api.Test;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;

class OnnxFileTests {

    private static OnnxFile affine() {
        OnnxFile file = new OnnxFile("affine");
        file.initializer("w", Tensor.of(new float[] {1, 2, 3, 4}, 2, 2));
        file.input("x", ElementType.FLOAT32, List.of(new Axis.Free("batch"), new Axis.Length(2)));
        String product = file.node("MatMul", List.of("x", "w"));
        String shifted = file.node("Add", List.of(product, file.constant(Tensor.of(new float[] {0.5f}))));
        file.node("Softmax", List.of(shifted), "y", new Attribute.Int("axis", -1));
        file.output("y", ElementType.FLOAT32, List.of(new Axis.Free("batch"), new Axis.Length(2)));
        return file;
    }

    private static byte[] bytes(OnnxFile file) {
        return file.bytes("tests", "1.0", new TreeMap<>(Map.of("b", "2", "a", "1")));
    }

    private static GraphProto graph(OnnxFile file) throws InvalidProtocolBufferException {
        return ModelProto.parseFrom(bytes(file)).getGraph();
    }

    @Test
    void aModelHasVersionsProducerAndMetadataInOrderOfKeys() throws InvalidProtocolBufferException {
        ModelProto model = ModelProto.parseFrom(bytes(affine()));

        assertThat(model.getIrVersion()).isEqualTo(8);
        assertThat(model.getOpsetImport(0).getDomain()).isEmpty();
        assertThat(model.getOpsetImport(0).getVersion()).isEqualTo(17);
        assertThat(model.getProducerName()).isEqualTo("tests");
        assertThat(model.getProducerVersion()).isEqualTo("1.0");
        assertThat(model.getMetadataPropsList())
                .extracting(StringStringEntryProto::getKey, StringStringEntryProto::getValue)
                .containsExactly(tuple("a", "1"), tuple("b", "2"));
    }

    @Test
    void anAxisHasALengthOrAName() throws InvalidProtocolBufferException {
        ValueInfoProto x = graph(affine()).getInput(0);

        assertThat(x.getType().getTensorType().getElemType()).isEqualTo(TensorProto.DataType.FLOAT.getNumber());
        assertThat(x.getType().getTensorType().getShape().getDimList())
                .extracting(TensorShapeProto.Dimension::getDimParam, TensorShapeProto.Dimension::getDimValue)
                .containsExactly(tuple("batch", 0L), tuple("", 2L));
    }

    @Test
    void everyTypeOfElementsHasItsNumberAndItsBytes() throws InvalidProtocolBufferException {
        OnnxFile file = new OnnxFile("types");
        for (ElementType type : ElementType.values()) {
            byte[] bytes = new byte[2 * type.bytes()];
            bytes[0] = 1;
            file.initializer(type.name(), new Tensor(type, List.of(2L), bytes));
        }

        assertThat(graph(file).getInitializerList())
                .extracting(tensor -> TensorProto.DataType.forNumber(tensor.getDataType()))
                .containsExactly(
                        TensorProto.DataType.DOUBLE,
                        TensorProto.DataType.FLOAT,
                        TensorProto.DataType.FLOAT16,
                        TensorProto.DataType.INT64,
                        TensorProto.DataType.INT32,
                        TensorProto.DataType.INT8,
                        TensorProto.DataType.UINT8,
                        TensorProto.DataType.BOOL);
        assertThat(graph(file).getInitializerList())
                .allSatisfy(tensor -> assertThat(tensor.getRawData().byteAt(0)).isEqualTo((byte) 1));
    }

    @Test
    void everyAttributeKeepsWhatItSays() throws InvalidProtocolBufferException {
        OnnxFile file = new OnnxFile("attributes");
        Tensor tensor = Tensor.of(new long[] {7}, 1);
        file.node(
                "Anything",
                List.of(),
                "y",
                new Attribute.Int("a", -3),
                Attribute.Ints.of("b", 1, 2),
                new Attribute.Text("c", "VALID"),
                new Attribute.Type("d", ElementType.FLOAT16),
                new Attribute.Value("e", tensor));

        List<AttributeProto> attributes = graph(file).getNode(0).getAttributeList();

        assertThat(attributes).extracting(AttributeProto::getName).containsExactly("a", "b", "c", "d", "e");
        assertThat(attributes.get(0).getI()).isEqualTo(-3);
        assertThat(attributes.get(1).getIntsList()).containsExactly(1L, 2L);
        assertThat(attributes.get(2).getS().toStringUtf8()).isEqualTo("VALID");
        assertThat(attributes.get(3).getI()).isEqualTo(TensorProto.DataType.FLOAT16.getNumber());
        assertThat(attributes.get(4).getT().getRawData().toByteArray()).isEqualTo(tensor.bytes());
    }

    @Test
    void equalConstantsAreStoredOnceUnderAShortNameThatNothingElseHas() throws InvalidProtocolBufferException {
        OnnxFile file = new OnnxFile("constants");
        file.initializer("_0", Tensor.of(new float[] {1}));

        String one = file.constant(Tensor.of(new long[] {2, 3}, 2));
        String other = file.constant(Tensor.of(new long[] {2, 3}, 2));
        String shaped = file.constant(Tensor.of(new long[] {2, 3}, 1, 2));

        assertThat(other).isEqualTo(one).isNotEqualTo("_0");
        assertThat(shaped).isNotEqualTo(one);
        assertThat(graph(file).getInitializerCount()).isEqualTo(3);
    }

    @Test
    void theSameAdditionsGiveTheSameBytes() {
        assertThat(bytes(affine())).isEqualTo(bytes(affine()));
    }

    @Test
    void whatIsReadMustBeThereAndANameCanBeTakenOnce() {
        OnnxFile file = affine();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> file.node("Neg", List.of("q")))
                .withMessage("The graph has no value 'q' yet");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> file.node("Neg", List.of("x"), "w"))
                .withMessage("A value of the graph needs a name of its own, but 'w' is taken");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> file.output("q", ElementType.FLOAT32, List.of()))
                .withMessageContaining("no value 'q'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> file.input("", ElementType.FLOAT32, List.of()))
                .withMessageContaining("needs a name");
    }

    @Test
    void aFileWithoutMetadataHasNone() throws InvalidProtocolBufferException {
        byte[] bytes = affine().bytes("tests", "1.0", Collections.emptySortedMap());

        assertThat(ModelProto.parseFrom(bytes).getMetadataPropsCount()).isZero();
    }
}
