/**
 * How things are written for people and machines alike: rounded numbers, legible text, names that may have been meant,
 * fingerprints. Knows no other package. Start at {@link io.weightloom.text.Decimals}.
 */
@NullMarked
package io.weightloom.text;

import org.jspecify.annotations.NullMarked;
