/**
 * The page as one file, with all that it shows of some runs: it is opened without a server. May know {@code text},
 * {@code runner.review} and {@code runner.sheet}. Start at {@link io.weightloom.runner.page.PageFile}.
 */
@NullMarked
package io.weightloom.runner.page;

import org.jspecify.annotations.NullMarked;
