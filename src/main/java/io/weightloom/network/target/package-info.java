/**
 * Target networks: their layouts, and their forward passes over given weights. May know {@code layout}, {@code spec},
 * {@code network.graph} and {@code network.init}. Start at {@link io.weightloom.network.target.TargetNetwork}.
 */
@NullMarked
package io.weightloom.network.target;

import org.jspecify.annotations.NullMarked;
