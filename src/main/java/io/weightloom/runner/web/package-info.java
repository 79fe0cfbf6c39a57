/**
 * Actuator endpoints, the page, and the headers that guard them. May know {@code text}, {@code spec}, {@code data.raw},
 * {@code data}, {@code trial}, {@code export}, {@code explore}, {@code runner.review}, {@code runner.table},
 * {@code runner.sheet}, {@code runner.page}, {@code runner.trained}, {@code runner.settings} and {@code runner.process}.
 * Start at {@link io.weightloom.runner.web.ExperimentsEndpoint}.
 */
@NullMarked
package io.weightloom.runner.web;

import org.jspecify.annotations.NullMarked;
