/**
 * Build, verify, train: the one place where that order is written; outcome and provenance. May know every core package.
 */
@NullMarked
package io.weightloom.trial;

import org.jspecify.annotations.NullMarked;
