/**
 * What is shown of runs: read models, fronts, comparisons. May know {@code text}, {@code layout}, {@code spec},
 * {@code training}, {@code verification}, {@code trial}, {@code search}, {@code export}, {@code runner.database} and
 * {@code runner.store}. Start at {@link io.weightloom.runner.review.Review}.
 */
@NullMarked
package io.weightloom.runner.review;

import org.jspecify.annotations.NullMarked;
