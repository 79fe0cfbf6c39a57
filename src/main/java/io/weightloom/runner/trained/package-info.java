/**
 * What can be done with what was trained: which network is meant, predictions, exports, and networks that stay open for
 * whoever looks at them. May know {@code text}, {@code data}, {@code trial} and {@code runner.store}. Start at
 * {@link io.weightloom.runner.trained.ConditionText}.
 */
@NullMarked
package io.weightloom.runner.trained;

import org.jspecify.annotations.NullMarked;
