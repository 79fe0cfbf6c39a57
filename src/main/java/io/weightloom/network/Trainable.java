package io.weightloom.network;

import io.weightloom.layout.Shape;
import io.weightloom.network.init.Part;

/**
 * A tensor that training changes.
 *
 * @param name in the graph
 * @param shape of the tensor
 * @param part the ledger's column, never {@link Part#FIXED}
 */
public record Trainable(String name, Shape shape, Part part) {}
