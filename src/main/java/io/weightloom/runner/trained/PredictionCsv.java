package io.weightloom.runner.trained;

import io.weightloom.data.Predicted;
import io.weightloom.text.Decimals;
import io.weightloom.trial.Predictions;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * Predictions as CSV (RFC 4180), a line for each example in its order. Of classes, the class that is most probable, and
 * the probability of each; of numbers, each in its own units. Of a sequence the first column is the place that a line
 * is for, and the last ones are what stands there, empty behind its end. Names stand as the data had them, and a number
 * has as few digits as tell it from all others.
 */
public final class PredictionCsv {

    private static final String CLASS = "class";
    private static final String PLACE = "place";
    private static final String ACTUAL = "actual";

    private PredictionCsv() {}

    /** The line of names, and all others. */
    public static void write(Predictions predictions, Appendable to) throws IOException {
        boolean classes = predictions.of() instanceof Predicted.Classes;
        List<String> names = predictions.of().names();
        CSVPrinter csv = new CSVPrinter(to, CSVFormat.RFC4180);
        List<Object> line = new ArrayList<>();
        predictions.sequence().ifPresent(sequence -> line.add(PLACE));
        if (classes) {
            line.add(CLASS);
        }
        names.forEach(name -> line.add(classes ? "p(" + name + ")" : name));
        predictions.sequence().ifPresent(sequence -> {
            if (classes) {
                line.add(ACTUAL);
            } else {
                names.forEach(name -> line.add(ACTUAL + "(" + name + ")"));
            }
        });
        csv.printRecord(line);
        for (int row = 0; row < predictions.rows(); row++) {
            int place = row;
            line.clear();
            predictions.sequence().ifPresent(sequence -> line.add(sequence.first() + place));
            if (classes) {
                line.add(names.get(predictions.largest(row)));
            }
            for (int output = 0; output < names.size(); output++) {
                line.add(cell(predictions.value(row, output)));
            }
            predictions.sequence().ifPresent(sequence -> addActual(sequence, place, classes, names, line));
            csv.printRecord(line);
        }
    }

    private static void addActual(
            Predictions.Sequence sequence, int row, boolean classes, List<String> names, List<Object> line) {
        int width = classes ? 1 : names.size();
        for (int i = row * width; i < (row + 1) * width; i++) {
            double actual = sequence.actual()[i];
            line.add(Double.isNaN(actual) ? "" : classes ? names.get((int) actual) : cell(actual));
        }
    }

    /** A number, which is never quoted as text would be that begins with a sign. */
    private static Object cell(double value) {
        String text = Decimals.shortest(value);
        return Double.isFinite(value) ? new BigDecimal(text) : text;
    }
}
