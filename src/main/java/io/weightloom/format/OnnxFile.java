package io.weightloom.format;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.shade.protobuf.ByteString;

/**
 * An ONNX model that is being written, of IR version {@value #IR_VERSION} and operator set {@value #OPERATOR_SET}:
 * values are added from inputs to outputs, each under a name of its own, and what reads one comes after it. Constants
 * that nobody needs to find have short names, and equal ones are stored once. The same additions give the same bytes.
 * Source: onnx.proto and docs/IR.md, github.com/onnx/onnx. Not thread-safe.
 */
public final class OnnxFile {

    private static final int IR_VERSION = 8;
    private static final int OPERATOR_SET = 17;

    private final GraphProto.Builder graph;
    private final Set<String> defined = new HashSet<>();
    private final Map<Tensor, String> constants = new HashMap<>();
    private int unnamed;

    /** @param name of the graph */
    public OnnxFile(String name) {
        this.graph = GraphProto.newBuilder().setName(name);
    }

    /** An axis of an input or output. */
    public sealed interface Axis {

        /** How long it is, at least 1. */
        record Length(long length) implements Axis {}

        /** Any length, by this name. */
        record Free(String name) implements Axis {}
    }

    /** An attribute of a node. */
    public sealed interface Attribute {

        String name();

        /** A whole number. */
        record Int(String name, long value) implements Attribute {}

        /** Whole numbers. */
        record Ints(String name, List<Long> values) implements Attribute {

            /** Copies the list. */
            public Ints {
                values = List.copyOf(values);
            }

            public static Ints of(String name, long... values) {
                return new Ints(name, Arrays.stream(values).boxed().toList());
            }
        }

        /** A text. */
        record Text(String name, String value) implements Attribute {}

        /** A type of elements. */
        record Type(String name, ElementType type) implements Attribute {}

        /** A tensor. */
        record Value(String name, Tensor value) implements Attribute {}
    }

    /**
     * Adds an input of the graph.
     *
     * @return its name
     */
    public String input(String name, ElementType type, List<Axis> axes) {
        graph.addInput(described(defining(name), type, axes));
        return name;
    }

    /**
     * Adds a tensor that the model holds.
     *
     * @return its name
     */
    public String initializer(String name, Tensor tensor) {
        graph.addInitializer(message(tensor).setName(defining(name)));
        return name;
    }

    /** A tensor that the model holds under a short name; of equal ones the first. */
    public String constant(Tensor tensor) {
        return constants.computeIfAbsent(tensor, added -> initializer(fresh(), added));
    }

    /**
     * Adds a node with one output.
     *
     * @param operator of ONNX
     * @param output its name
     * @return the output's name
     * @throws IllegalArgumentException if an input is not there yet, or the output's name is taken
     */
    public String node(String operator, Collection<String> inputs, String output, Attribute... attributes) {
        inputs.forEach(this::checkDefined);
        NodeProto.Builder node =
                NodeProto.newBuilder().setOpType(operator).addAllInput(inputs).addOutput(defining(output));
        for (Attribute attribute : attributes) {
            node.addAttribute(message(attribute));
        }
        graph.addNode(node);
        return output;
    }

    /** The same with a short name for the output. */
    public String node(String operator, Collection<String> inputs, Attribute... attributes) {
        return node(operator, inputs, fresh(), attributes);
    }

    /**
     * Lets a value be an output of the graph.
     *
     * @throws IllegalArgumentException if it is not there
     */
    public void output(String name, ElementType type, List<Axis> axes) {
        checkDefined(name);
        graph.addOutput(described(name, type, axes));
    }

    /** A short name that nothing has. */
    public String fresh() {
        String name;
        do {
            name = "_" + Integer.toString(unnamed++, Character.MAX_RADIX);
        } while (defined.contains(name));
        return name;
    }

    /**
     * The bytes of the model's file.
     *
     * @param producer what wrote it
     * @param version of the producer
     * @param metadata texts that belong to the model, by key
     */
    public byte[] bytes(String producer, String version, SortedMap<String, String> metadata) {
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName(producer)
                .setProducerVersion(version)
                .setGraph(graph)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPERATOR_SET));
        metadata.forEach((key, value) -> model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return model.build().toByteArray();
    }

    private String defining(String name) {
        if (name.isEmpty() || !defined.add(name)) {
            throw new IllegalArgumentException(
                    "A value of the graph needs a name of its own, but '%s' is taken".formatted(name));
        }
        return name;
    }

    private void checkDefined(String name) {
        if (!defined.contains(name)) {
            throw new IllegalArgumentException("The graph has no value '%s' yet".formatted(name));
        }
    }

    private static ValueInfoProto described(String name, ElementType type, List<Axis> axes) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (Axis axis : axes) {
            TensorShapeProto.Dimension.Builder dimension = shape.addDimBuilder();
            if (axis instanceof Axis.Length fixed) {
                dimension.setDimValue(fixed.length());
            } else if (axis instanceof Axis.Free free) {
                dimension.setDimParam(free.name());
            }
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(number(type).getNumber())
                                .setShape(shape)))
                .build();
    }

    private static AttributeProto message(Attribute attribute) {
        AttributeProto.Builder message = AttributeProto.newBuilder().setName(attribute.name());
        if (attribute instanceof Attribute.Int number) {
            message.setType(AttributeProto.AttributeType.INT).setI(number.value());
        } else if (attribute instanceof Attribute.Ints numbers) {
            message.setType(AttributeProto.AttributeType.INTS).addAllInts(numbers.values());
        } else if (attribute instanceof Attribute.Text text) {
            message.setType(AttributeProto.AttributeType.STRING).setS(ByteString.copyFromUtf8(text.value()));
        } else if (attribute instanceof Attribute.Type type) {
            message.setType(AttributeProto.AttributeType.INT)
                    .setI(number(type.type()).getNumber());
        } else if (attribute instanceof Attribute.Value value) {
            message.setType(AttributeProto.AttributeType.TENSOR).setT(message(value.value()));
        }
        return message.build();
    }

    private static TensorProto.Builder message(Tensor tensor) {
        return TensorProto.newBuilder()
                .addAllDims(tensor.shape())
                .setDataType(number(tensor.type()).getNumber())
                .setRawData(ByteString.copyFrom(tensor.bytes()));
    }

    private static TensorProto.DataType number(ElementType type) {
        return switch (type) {
            case FLOAT64 -> TensorProto.DataType.DOUBLE;
            case FLOAT32 -> TensorProto.DataType.FLOAT;
            case FLOAT16 -> TensorProto.DataType.FLOAT16;
            case INT64 -> TensorProto.DataType.INT64;
            case INT32 -> TensorProto.DataType.INT32;
            case INT8 -> TensorProto.DataType.INT8;
            case UINT8 -> TensorProto.DataType.UINT8;
            case BOOL -> TensorProto.DataType.BOOL;
        };
    }
}
