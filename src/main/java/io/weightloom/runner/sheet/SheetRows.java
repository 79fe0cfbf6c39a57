package io.weightloom.runner.sheet;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one of a sheet's tables.
 *
 * @param columns their names; the first is the number, by which a row is known
 * @param rows each as long as the columns; null where there is nothing
 */
@JsonInclude(content = JsonInclude.Include.ALWAYS)
public record SheetRows(List<String> columns, List<List<@Nullable Object>> rows) {}
