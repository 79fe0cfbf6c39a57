package io.weightloom.runner.process;

import io.weightloom.data.NewExamples;
import io.weightloom.data.raw.DataFault;
import io.weightloom.data.raw.DataFile;
import io.weightloom.data.raw.InputTable;
import io.weightloom.runner.console.Terminal;
import io.weightloom.runner.settings.TrialCommand;
import io.weightloom.runner.trained.PredictionCsv;
import io.weightloom.trial.Predictions;
import io.weightloom.trial.TrainedNetwork;
import io.weightloom.trial.TrainedWeights;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has a trained network predict for the examples of a file, and writes what it says. */
final class Predicting {

    private static final Logger log = LoggerFactory.getLogger(Predicting.class);

    private Predicting() {}

    /**
     * Predicts. What stood in the output before is there until all is written.
     *
     * @throws io.weightloom.data.raw.InvalidDataException with all that is wrong with the examples, or if there is no
     *     such network
     * @throws IOException if what it says cannot be written
     */
    static void perform(TrialCommand.Predict command, TrainedWeights weights) throws IOException {
        InputTable examples = NewExamples.read(
                new DataFile(command.input(), DataFault.INPUT),
                weights.spec().data().source(),
                weights.preprocessing().features(),
                Integer.MAX_VALUE);
        examples.remarks().forEach(log::warn);
        Predictions predictions;
        try (TrainedNetwork network = TrainedNetwork.of(weights)) {
            predictions = network.predict(examples.table(), command.condition().value());
        }
        if (command.output().isEmpty()) {
            write(predictions, Terminal.output());
            return;
        }
        Path output = command.output().get();
        WholeFile.replace(output, file -> write(predictions, file));
        log.info(
                "{} written to {}",
                predictions.rows() == 1 ? "1 prediction was" : predictions.rows() + " predictions were",
                output);
    }

    private static void write(Predictions predictions, OutputStream to) throws IOException {
        Writer text = new BufferedWriter(new OutputStreamWriter(to, StandardCharsets.UTF_8));
        PredictionCsv.write(predictions, text);
        text.flush();
    }
}
