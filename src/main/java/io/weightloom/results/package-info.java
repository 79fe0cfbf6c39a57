/** The schema, the repositories, the read models and exports. Spring begins here. */
@NullMarked
package io.weightloom.results;

import org.jspecify.annotations.NullMarked;
