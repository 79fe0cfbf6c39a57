package io.weightloom.program.natives;

import java.util.Map;
import org.nd4j.imports.descriptors.tensorflow.TensorflowDescriptorParser;

/**
 * What ND4J knows of TensorFlow's ops. It reads that, a text of 1.4 MB, before its first graph, a third of what loading
 * it costs; and needs it only to import models of TensorFlow, which nobody here does.
 */
final class ImportedOps extends TensorflowDescriptorParser {

    private ImportedOps() {}

    /** Leaves it unread, unless it was read. Before ND4J's first graph. */
    static void leaveOut() {
        if (DESCRIPTORS == null) {
            DESCRIPTORS = Map.of();
        }
    }
}
