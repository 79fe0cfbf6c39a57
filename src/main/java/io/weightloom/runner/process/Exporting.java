package io.weightloom.runner.process;

import io.weightloom.data.Dataset;
import io.weightloom.data.Datasets;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.export.CardFacts;
import io.weightloom.export.NarrowedWeights;
import io.weightloom.export.NetworkExport;
import io.weightloom.export.Precision;
import io.weightloom.runner.settings.TrialCommand;
import io.weightloom.text.Decimals;
import io.weightloom.text.KebabCase;
import io.weightloom.trial.TrainedNetwork;
import io.weightloom.trial.TrainedWeights;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a trained network into files of other tools. */
final class Exporting {

    private static final Logger log = LoggerFactory.getLogger(Exporting.class);

    private static final int DIGITS = 4;

    private Exporting() {}

    /**
     * Exports. In fewer bits it tells the score that is left too, if the trial's data are there to measure it.
     *
     * @throws io.weightloom.data.raw.InvalidDataException if there is no such network
     * @throws io.weightloom.export.ExportFolderException if the folder cannot be written
     */
    static void perform(TrialCommand.Export command, TrainedWeights weights, CardFacts facts, Datasets datasets) {
        try (TrainedNetwork network = TrainedNetwork.of(weights)) {
            CardFacts told = command.precision() == Precision.FLOAT32
                    ? facts
                    : left(weights, command.precision(), datasets)
                            .map(facts::with)
                            .orElse(facts);
            NetworkExport export = NetworkExport.of(
                    network, command.precision(), command.condition().chosen(), told);
            export.write(command.folder());
            export.names().forEach(name -> log.info("{}: {} bytes", name, Decimals.whole(export.file(name).length)));
        }
        log.info("{} was exported to {}", facts.title(), command.folder());
    }

    /**
     * The score of the test that the trained numbers have as they are left in a precision: those of the hypernetwork.
     */
    private static Optional<CardFacts.Score> left(TrainedWeights weights, Precision precision, Datasets datasets) {
        String name = "test score of hypernetwork.onnx in " + KebabCase.of(precision);
        try {
            Dataset data = datasets.load(weights.spec().data(), weights.spec().seed());
            if (!data.fingerprint().equals(weights.provenance().dataFingerprint())) {
                log.warn("The {} was not measured: the data have changed since the trial was trained", name);
                return Optional.empty();
            }
            double score = NarrowedWeights.of(weights, precision).score(data, datasets.folder());
            log.info("{}: {}", name, Decimals.significant(DIGITS, score));
            return Optional.of(new CardFacts.Score(name, score, Optional.empty()));
        } catch (InvalidDataException e) {
            log.warn("The {} was not measured: {}", name, e.getMessage());
            return Optional.empty();
        }
    }
}
