package io.weightloom.export;

import io.weightloom.format.Tensor;
import io.weightloom.network.graph.Names;
import io.weightloom.network.graph.NativeArrays;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * ND4J's own file of a network, which {@code SameDiff.load} reads: placeholders and variables have the names that
 * {@link Names} says.
 */
final class SameDiffFile {

    /** What stands for a statistic of a batch has its name, and this behind it. */
    private static final String KEPT = "/kept";

    private SameDiffFile() {}

    /**
     * The bytes of a graph's file.
     *
     * @param graph as far as its output; it is changed, and can only be closed afterwards
     * @param statistics what its norms shall take for the batch's, by name
     */
    static byte[] of(SameDiff graph, Map<String, Tensor> statistics) {
        statistics.forEach((name, tensor) -> replace(graph, name, tensor));
        ByteBuffer buffer = graph.asFlatBuffers(false);
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    /** Lets all ops that read a variable read a constant. What computes the variable stays; nothing needs it. */
    private static void replace(SameDiff graph, String variable, Tensor value) {
        long[] shape = value.shape().stream().mapToLong(Long::longValue).toArray();
        SDVariable constant = graph.constant(variable + KEPT, NativeArrays.of(value.doubles(), DataType.FLOAT, shape));
        for (SameDiffOp op : new ArrayList<>(graph.getOps().values())) {
            List<String> inputs = op.getInputsToOp() == null ? List.of() : op.getInputsToOp();
            for (int i = 0; i < inputs.size(); i++) {
                if (inputs.get(i).equals(variable)) {
                    graph.replaceArgFor(i, constant, op.getOp());
                }
            }
        }
    }
}
