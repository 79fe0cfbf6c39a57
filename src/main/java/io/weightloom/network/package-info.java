/**
 * Target networks, conditions, generators and their initialisation; builds the SameDiff graph. May know {@code spec}
 * and {@code layout}. Start at {@link io.weightloom.network.Network}.
 */
@NullMarked
package io.weightloom.network;

import org.jspecify.annotations.NullMarked;
