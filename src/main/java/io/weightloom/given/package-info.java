/**
 * A network that a user has, from a file of another tool: its layout, its activations, its weights, and how it scales
 * its inputs. May know {@code text}, {@code layout}, {@code format}, {@code spec} and {@code network.target}. Start at
 * {@link io.weightloom.given.GivenNetwork}.
 */
@NullMarked
package io.weightloom.given;

import org.jspecify.annotations.NullMarked;
