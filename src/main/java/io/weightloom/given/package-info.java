/**
 * A network that a user has, from a file of another tool: its weights by the slots of a target, and from ONNX its
 * layers too. May know {@code text}, {@code layout}, {@code format}, {@code spec.fault}, {@code spec} and
 * {@code network.target}. Start at {@link io.weightloom.given.GivenFiles}.
 */
@NullMarked
package io.weightloom.given;

import org.jspecify.annotations.NullMarked;
