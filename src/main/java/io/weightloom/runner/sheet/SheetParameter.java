package io.weightloom.runner.sheet;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A swept parameter, as a sheet tells of it.
 *
 * @param name its path
 * @param kind number if all of its values are, else text
 * @param scale log if its values are spread more evenly so, else linear
 * @param values each once, numbers by size; null if there are more than fifty
 */
@JsonInclude(content = JsonInclude.Include.ALWAYS)
public record SheetParameter(
        String name, String kind, String scale, @Nullable List<String> values) {}
