/**
 * The database: where it lies, whose it is, its schema, and what its failures mean to a person. Knows no other package.
 * Start at {@link io.weightloom.runner.database.DatabaseFile}.
 */
@NullMarked
package io.weightloom.runner.database;

import org.jspecify.annotations.NullMarked;
