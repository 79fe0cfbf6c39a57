/**
 * Points that are drawn, in one task or in families of tasks, and tasks made of the examples of another source. May
 * know {@code random}, {@code spec} and {@code data.raw}. Start at {@link io.weightloom.data.tasks.DrawnPoints}.
 */
@NullMarked
package io.weightloom.data.tasks;

import org.jspecify.annotations.NullMarked;
