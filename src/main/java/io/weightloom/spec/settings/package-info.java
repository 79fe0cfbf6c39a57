/**
 * Records as settings and settings as records: the tables that say which keys a section has, what each takes and which
 * record they make; the canonical form and its hash; the trials that an experiment's settings come to. May know
 * {@code text}, {@code spec.fault} and {@code spec}. Start at {@code ExperimentSettings}.
 */
@NullMarked
package io.weightloom.spec.settings;

import org.jspecify.annotations.NullMarked;
