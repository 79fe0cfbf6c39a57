/**
 * Actuator endpoints, the page, and the headers that guard them. May know {@code text}, {@code runner.review} and
 * {@code runner.process}. Start at {@link io.weightloom.runner.web.ExperimentsEndpoint}.
 */
@NullMarked
package io.weightloom.runner.web;

import org.jspecify.annotations.NullMarked;
