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
 * the probability of each; of numbers, each in its own units. Names stand as the data had them, and a number has as few
 * digits as tell it from all others.
 */
public final class PredictionCsv {

    private static final String CLASS = "class";

    private PredictionCsv() {}

    /** The line of names, and all others. */
    public static void write(Predictions predictions, Appendable to) throws IOException {
        boolean classes = predictions.of() instanceof Predicted.Classes;
        List<String> names = predictions.of().names();
        CSVPrinter csv = new CSVPrinter(to, CSVFormat.RFC4180);
        List<Object> line = new ArrayList<>();
        if (classes) {
            line.add(CLASS);
        }
        names.forEach(name -> line.add(classes ? "p(" + name + ")" : name));
        csv.printRecord(line);
        for (int row = 0; row < predictions.rows(); row++) {
            line.clear();
            if (classes) {
                line.add(names.get(predictions.largest(row)));
            }
            for (int output = 0; output < names.size(); output++) {
                line.add(cell(predictions.value(row, output)));
            }
            csv.printRecord(line);
        }
    }

    /** A number, which is never quoted as text would be that begins with a sign. */
    private static Object cell(double value) {
        String text = Decimals.shortest(value);
        return Double.isFinite(value) ? new BigDecimal(text) : text;
    }
}
