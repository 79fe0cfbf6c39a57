/**
 * First values of everything that is trained, and the list of it. May know {@code layout} and {@code random}. Start at
 * {@link io.weightloom.network.init.Parameter}.
 */
@NullMarked
package io.weightloom.network.init;

import org.jspecify.annotations.NullMarked;
