/**
 * Files of other tools as named tensors, both ways: safetensors and NumPy's npz; and ONNX, written and read as a graph.
 * Knows no other package. Start at {@link io.weightloom.format.NamedTensors}.
 */
@NullMarked
package io.weightloom.format;

import org.jspecify.annotations.NullMarked;
