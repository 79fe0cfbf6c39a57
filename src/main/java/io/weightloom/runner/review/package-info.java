/**
 * What is shown of runs: read models, fronts, comparisons. May know {@code text}, {@code layout}, {@code spec},
 * {@code training}, {@code verification}, {@code trial}, {@code search}, {@code export}, {@code runner.database},
 * {@code runner.store} and {@code runner.lease}. Start at {@link io.weightloom.runner.review.Review}.
 */
@NullMarked
package io.weightloom.runner.review;

import org.jspecify.annotations.NullMarked;
