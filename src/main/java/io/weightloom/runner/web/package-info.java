/**
 * Actuator endpoints, the API and the page. May know {@code text}, {@code spec}, {@code data.raw}, {@code data},
 * {@code trial}, {@code export}, {@code explore}, {@code runner.database}, {@code runner.lease}, {@code runner.review},
 * {@code runner.table}, {@code runner.sheet}, {@code runner.page}, {@code runner.trained} and {@code runner.process}.
 * Start at {@link io.weightloom.runner.web.ExperimentsEndpoint}.
 */
@NullMarked
package io.weightloom.runner.web;

import org.jspecify.annotations.NullMarked;
