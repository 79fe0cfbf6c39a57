/** Actuator endpoints and the page. May know {@code results} and {@code job}. */
@NullMarked
package io.weightloom.web;

import org.jspecify.annotations.NullMarked;
