/**
 * Whom a server answers: names, users, and the headers that stand on every answer. May know {@code spec} and
 * {@code runner.settings}. Start at {@link io.weightloom.runner.guard.HostCheck}.
 */
@NullMarked
package io.weightloom.runner.guard;

import org.jspecify.annotations.NullMarked;
