/**
 * A trial's graph: a source of weights and a target network, with the ledger of both. May know {@code layout},
 * {@code random}, {@code spec.fault}, {@code spec}, {@code program.natives}, {@code program}, {@code network.graph},
 * {@code network.init}, {@code network.target} and {@code network.generator}. Start at
 * {@link io.weightloom.network.Network}.
 */
@NullMarked
package io.weightloom.network;

import org.jspecify.annotations.NullMarked;
