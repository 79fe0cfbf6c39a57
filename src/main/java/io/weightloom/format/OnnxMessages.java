package io.weightloom.format;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The messages of an ONNX file, by the numbers of their fields in onnx.proto, github.com/onnx/onnx. */
public final class OnnxMessages {

    private static final int GRAPH = 7; // of a model

    private OnnxMessages() {}

    /**
     * The graph of a model's file.
     *
     * @throws FormatException if it is damaged, or keeps its tensors in other files
     */
    public static OnnxGraph graph(byte[] file) {
        ProtoFields model = ProtoFields.of(file);
        Optional<OnnxGraph> graph = Optional.empty();
        while (model.next()) {
            if (model.field() == GRAPH) {
                if (graph.isPresent()) {
                    throw new FormatException("it holds a second graph");
                }
                graph = Optional.of(graph(model.message()));
            } else {
                model.skip();
            }
        }
        return graph.orElseThrow(() -> new FormatException("it is not an ONNX model: it holds no graph"));
    }

    private static OnnxGraph graph(ProtoFields fields) {
        List<OnnxGraph.Value> inputs = new ArrayList<>();
        Map<String, Tensor> held = new LinkedHashMap<>();
        Map<String, String> unreadable = new HashMap<>();
        List<OnnxGraph.Node> nodes = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        while (fields.next()) {
            switch (fields.field()) {
                case 1 -> nodes.add(node(fields.message()));
                case 5 -> {
                    OnnxTensor tensor = OnnxTensor.of(fields.message());
                    if (held.containsKey(tensor.name()) || unreadable.containsKey(tensor.name())) {
                        throw new FormatException("it holds two tensors '%s'".formatted(tensor.name()));
                    }
                    tensor.values()
                            .ifPresentOrElse(
                                    values -> held.put(tensor.name(), values),
                                    () -> unreadable.put(tensor.name(), tensor.type()));
                }
                case 11 -> inputs.add(value(fields.message()));
                case 12 -> outputs.add(value(fields.message()).name());
                default -> fields.skip();
            }
        }
        Set<String> given = held.keySet(); // old files name these among the inputs too
        inputs.removeIf(input -> given.contains(input.name()) || unreadable.containsKey(input.name()));
        return new OnnxGraph(inputs, held, unreadable, nodes, outputs);
    }

    private static OnnxGraph.Node node(ProtoFields fields) {
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        String name = "";
        String operator = "";
        Map<String, OnnxGraph.Attribute> attributes = new HashMap<>();
        while (fields.next()) {
            switch (fields.field()) {
                case 1 -> inputs.add(fields.text());
                case 2 -> outputs.add(fields.text());
                case 3 -> name = fields.text();
                case 4 -> operator = fields.text();
                case 5 -> attribute(fields.message(), attributes);
                default -> fields.skip();
            }
        }
        return new OnnxGraph.Node(name, operator, inputs, outputs, attributes);
    }

    private static void attribute(ProtoFields fields, Map<String, OnnxGraph.Attribute> attributes) {
        String name = "";
        long number = 0;
        double decimal = 0;
        String text = "";
        Optional<Tensor> tensor = Optional.empty();
        ProtoFields.Numbers numbers = new ProtoFields.Numbers();
        List<Double> decimals = new ArrayList<>();
        while (fields.next()) {
            switch (fields.field()) {
                case 1 -> name = fields.text();
                case 2 -> decimal = fields.decimal();
                case 3 -> number = fields.number();
                case 4 -> text = fields.text();
                case 5 -> tensor = OnnxTensor.of(fields.message()).values();
                case 7 -> {
                    ByteBuffer row = fields.fixed(Float.BYTES);
                    if (decimals.size() + row.remaining() / Float.BYTES > ProtoFields.MOST) {
                        throw new FormatException(
                                "attribute '%s' has more than %s numbers".formatted(name, ProtoFields.MOST));
                    }
                    while (row.remaining() >= Float.BYTES) {
                        decimals.add((double) row.getFloat());
                    }
                }
                case 8 -> fields.addNumbers(numbers);
                default -> fields.skip();
            }
        }
        attributes.put(
                name,
                new OnnxGraph.Attribute(
                        number,
                        decimal,
                        text,
                        tensor,
                        Arrays.stream(numbers.all()).boxed().toList(),
                        decimals));
    }

    private static OnnxGraph.Value value(ProtoFields fields) {
        String name = "";
        List<Long> axes = List.of();
        while (fields.next()) {
            switch (fields.field()) {
                case 1 -> name = fields.text();
                case 2 -> axes = axes(fields.message());
                default -> fields.skip();
            }
        }
        return new OnnxGraph.Value(name, axes);
    }

    /** Of a type, which may be that of a tensor, whose shape has dimensions. */
    private static List<Long> axes(ProtoFields type) {
        List<Long> axes = new ArrayList<>();
        while (type.next()) {
            if (type.field() == 1) {
                ProtoFields tensor = type.message();
                while (tensor.next()) {
                    if (tensor.field() == 2) {
                        ProtoFields shape = tensor.message();
                        while (shape.next()) {
                            if (shape.field() == 1) {
                                axes.add(length(shape.message()));
                            } else {
                                shape.skip();
                            }
                        }
                    } else {
                        tensor.skip();
                    }
                }
            } else {
                type.skip();
            }
        }
        return axes;
    }

    private static long length(ProtoFields dimension) {
        long length = -1;
        while (dimension.next()) {
            if (dimension.field() == 1) {
                long said = dimension.number();
                length = said > 0 ? said : -1;
            } else {
                dimension.skip();
            }
        }
        return length;
    }
}
