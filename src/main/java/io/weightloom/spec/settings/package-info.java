/**
 * Records as settings and settings as records: the tables that say which keys a section has, what each takes and which
 * record they make; the canonical form and its hash; the trials that an experiment's settings come to. Knows
 * {@link io.weightloom.spec} and {@link io.weightloom.text}. Start at {@code ExperimentSettings}.
 */
@NullMarked
package io.weightloom.spec.settings;

import org.jspecify.annotations.NullMarked;
