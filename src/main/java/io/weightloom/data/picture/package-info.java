/**
 * Pictures as examples, in IDX files or drawn, and one picture, in a PNG file or drawn, as a function of the place in
 * it. May know {@code random}, {@code spec} and {@code data.raw}. Start at {@link io.weightloom.data.picture.IdxFiles}.
 */
@NullMarked
package io.weightloom.data.picture;

import org.jspecify.annotations.NullMarked;
