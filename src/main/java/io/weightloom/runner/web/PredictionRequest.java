package io.weightloom.runner.web;

import io.weightloom.data.raw.Feature;
import io.weightloom.data.raw.Features;
import io.weightloom.data.raw.RawBytes;
import io.weightloom.spec.CsvFormat;
import io.weightloom.spec.SourceSpec;
import io.weightloom.text.Decimals;
import io.weightloom.trial.TrainedWeights;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Examples to predict for.
 *
 * @param rows each an array of values in the order of the network's inputs, or an object with a value for each of their
 *     names; null is a gap
 */
record PredictionRequest(@Nullable List<@Nullable Object> rows) {

    /** The rows as the file has them that the network was trained on, so that they are read as that is. */
    RawBytes csv(TrainedWeights weights) {
        if (rows == null) {
            throw Refusal.badRequest("The body must have 'rows', an array of examples");
        }
        List<String> names = names(weights.preprocessing().features());
        CsvFormat format = weights.spec().data().source().single() instanceof SourceSpec.Csv csv
                ? csv.format()
                : new CsvFormat(
                        CsvFormat.PLAIN.separator(),
                        CsvFormat.PLAIN.decimal(),
                        CsvFormat.Header.NONE,
                        CsvFormat.PLAIN.encoding());
        StringBuilder text = new StringBuilder();
        if (format.header() == CsvFormat.Header.FIRST_LINE) {
            add(names, format, text);
        }
        for (int i = 0; i < rows.size(); i++) {
            add(cells(i, names, format.decimal().mark()), format, text);
        }
        return new RawBytes("rows", text.toString().getBytes(format.encoding()));
    }

    private static List<String> names(Features features) {
        return features instanceof Features.Columns table
                ? table.columns().stream().map(Feature::name).toList()
                : features.names();
    }

    private List<String> cells(int row, List<String> names, char decimal) {
        List<String> cells = new ArrayList<>();
        if (rows != null && rows.get(row) instanceof Map<?, ?> object) {
            for (String name : names) {
                if (!object.containsKey(name)) {
                    throw Refusal.badRequest("rows[%s] has no '%s'; %s".formatted(row, name, described(names)));
                }
                cells.add(cell(object.get(name), row, decimal));
            }
        } else if (rows != null && rows.get(row) instanceof List<?> values) {
            if (values.size() != names.size()) {
                throw Refusal.badRequest("rows[%s] has %s, but %s"
                        .formatted(row, values.size() == 1 ? "1 value" : values.size() + " values", described(names)));
            }
            values.forEach(value -> cells.add(cell(value, row, decimal)));
        } else {
            throw Refusal.badRequest("rows[%s] is neither an array of values nor an object".formatted(row));
        }
        return cells;
    }

    private static String described(List<String> names) {
        return "an example of this network has %s: %s%s"
                .formatted(
                        names.size(),
                        names.stream().limit(12).collect(Collectors.joining(", ")),
                        names.size() > 12 ? ", ..." : "");
    }

    private static String cell(@Nullable Object value, int row, char decimal) {
        if (value == null) {
            return "";
        } else if (value instanceof Double number) {
            return Decimals.shortest(number).replace('.', decimal);
        } else if (value instanceof List || value instanceof Map) {
            throw Refusal.badRequest("rows[%s] must hold numbers, texts and null, but holds %s".formatted(row, value));
        }
        return value.toString();
    }

    private static void add(List<String> cells, CsvFormat format, StringBuilder text) {
        text.append(cells.stream()
                        .map(cell -> '"' + cell.replace("\"", "\"\"") + '"')
                        .collect(Collectors.joining(
                                String.valueOf(format.separator().character()))))
                .append('\n');
    }
}
