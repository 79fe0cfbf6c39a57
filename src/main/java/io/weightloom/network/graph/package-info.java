/**
 * What graphs are made of: the names of their variables, arrays, products. Knows no other package. Start at
 * {@link io.weightloom.network.graph.Names}.
 */
@NullMarked
package io.weightloom.network.graph;

import org.jspecify.annotations.NullMarked;
