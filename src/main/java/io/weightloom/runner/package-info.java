/** The way in. May know {@code runner.process}. Start at {@link io.weightloom.runner.Runner}. */
@NullMarked
package io.weightloom.runner;

import org.jspecify.annotations.NullMarked;
