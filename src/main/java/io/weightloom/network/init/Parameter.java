package io.weightloom.network.init;

import io.weightloom.layout.Shape;

/**
 * A tensor that the graph holds: what it is called, how large it is, what it counts as and how it is drawn. Ledger,
 * graph and initialisation are all made from the same list of these, so that they cannot disagree.
 *
 * @param name in the graph
 * @param shape of the tensor
 * @param part the ledger's column
 * @param initializer how its first values are made
 */
public record Parameter(String name, Shape shape, LedgerColumn part, Initializer initializer) {}
