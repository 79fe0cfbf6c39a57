/**
 * Generators, their conditions, and the initialisation that fits them to a target network. May know {@code layout},
 * {@code random}, {@code spec}, {@code network.graph}, {@code network.init} and {@code network.target}. Start at
 * {@link io.weightloom.network.generator.Generator}.
 */
@NullMarked
package io.weightloom.network.generator;

import org.jspecify.annotations.NullMarked;
