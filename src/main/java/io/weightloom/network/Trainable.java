package io.weightloom.network;

import io.weightloom.layout.Shape;
import io.weightloom.network.init.LedgerColumn;

/**
 * A tensor that training changes.
 *
 * @param name in the graph
 * @param shape of the tensor
 * @param part the ledger's column, never {@link LedgerColumn#FIXED}
 */
public record Trainable(String name, Shape shape, LedgerColumn part) {}
