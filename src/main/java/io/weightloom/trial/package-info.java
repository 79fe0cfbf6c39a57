/**
 * Build, verify, train: the one place where that order is written; outcome and provenance. May know {@code text},
 * {@code layout}, {@code format}, {@code spec.fault}, {@code spec}, {@code spec.settings}, {@code data.raw},
 * {@code data}, {@code program.natives}, {@code program}, {@code network.graph}, {@code network.target},
 * {@code network}, {@code training} and {@code verification}.
 */
@NullMarked
package io.weightloom.trial;

import org.jspecify.annotations.NullMarked;
