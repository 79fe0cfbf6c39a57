package io.weightloom.export;

import io.weightloom.format.OnnxFile;
import io.weightloom.format.Tensor;
import io.weightloom.network.graph.Names;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Translates what a SameDiff graph computes into the nodes of an ONNX model, as far as a wanted variable needs it, op
 * by op ({@link OnnxOps}). What is bound stands for a variable: an input of the model, or a tensor that it holds; what
 * would compute such a one is left out. Constants that are not bound are added where they are read, as short as they
 * can be ({@link OnnxConstants}). Not thread-safe.
 */
final class OnnxGraphs {

    private final SameDiff graph;
    private final OnnxFile file;
    private final OnnxConstants constants;
    private final Map<String, String> values = new HashMap<>(); // variable -> value of the model

    /** @param constants writes those of the graph to the same file */
    OnnxGraphs(SameDiff graph, OnnxFile file, OnnxConstants constants) {
        this.graph = graph;
        this.file = file;
        this.constants = constants;
    }

    /** Lets a value of the model stand for a variable. */
    void bind(String variable, String value) {
        values.put(variable, value);
    }

    /**
     * Adds what computes a variable, unless it is there already.
     *
     * @return the value's name in the model
     * @throws IllegalArgumentException if it needs a placeholder or a trainable that is not bound, or an op that cannot
     *     be translated
     */
    String value(String variable) {
        for (SameDiffOp op : needed(variable)) {
            String output = op.getOutputsOfOp().get(0);
            List<String> inputs = inputs(op).stream().map(this::bound).toList();
            String value = isTold(output) ? output : file.fresh();
            OnnxOps.add(file, op.getOp(), inputs, value);
            bind(output, value);
        }
        return bound(variable);
    }

    /** The ops that a variable needs, in the order in which they were made, so that each reads earlier ones. */
    private List<SameDiffOp> needed(String variable) {
        List<SameDiffOp> ops = new ArrayList<>(graph.getOps().values());
        Collections.reverse(ops);
        Set<String> wanted = new HashSet<>(List.of(variable));
        List<SameDiffOp> needed = new ArrayList<>();
        for (SameDiffOp op : ops) {
            if (op.getOutputsOfOp().stream()
                    .anyMatch(output -> wanted.contains(output) && !values.containsKey(output))) {
                needed.add(op);
                wanted.addAll(inputs(op));
            }
        }
        Collections.reverse(needed);
        return needed;
    }

    private static List<String> inputs(SameDiffOp op) {
        return op.getInputsToOp() == null ? List.of() : op.getInputsToOp();
    }

    private String bound(String variable) {
        String known = values.get(variable);
        if (known == null) {
            known = constant(variable);
            bind(variable, known);
        }
        return known;
    }

    private String constant(String variable) {
        SDVariable leaf = graph.getVariable(variable);
        if (leaf.getVariableType() != VariableType.CONSTANT) {
            throw new IllegalArgumentException("'%s' is %s that nothing stands for"
                    .formatted(
                            variable,
                            switch (leaf.getVariableType()) {
                                case PLACEHOLDER -> "a placeholder";
                                case VARIABLE -> "a trainable";
                                default -> "computed later";
                            }));
        }
        INDArray array = leaf.getArr();
        return constants.of(Tensor.of(floats(array), array.shape()));
    }

    /** The elements of an array, row-major. */
    static float[] floats(INDArray array) {
        float[] floats = new float[Math.toIntExact(array.length())];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = array.getFloat(i);
        }
        return floats;
    }

    /** Whether a variable has a name that somebody gave it; SameDiff names others by their op, and numbers them. */
    private static boolean isTold(String variable) {
        return variable.contains("/") || variable.equals(Names.FLAT) || variable.equals(Names.OUTPUT);
    }
}
