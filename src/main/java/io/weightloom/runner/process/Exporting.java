package io.weightloom.runner.process;

import io.weightloom.export.CardFacts;
import io.weightloom.export.NetworkExport;
import io.weightloom.runner.settings.TrialCommand;
import io.weightloom.text.Decimals;
import io.weightloom.trial.TrainedNetwork;
import io.weightloom.trial.TrainedWeights;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a trained network into files of other tools. */
final class Exporting {

    private static final Logger log = LoggerFactory.getLogger(Exporting.class);

    private Exporting() {}

    /**
     * Exports.
     *
     * @throws io.weightloom.data.raw.InvalidDataException if there is no such network
     * @throws io.weightloom.export.ExportFolderException if the folder cannot be written
     */
    static void perform(TrialCommand.Export command, TrainedWeights weights, CardFacts facts) {
        try (TrainedNetwork network = TrainedNetwork.of(weights)) {
            NetworkExport export = NetworkExport.of(
                    network, command.precision(), command.condition().chosen(), facts);
            export.write(command.folder());
            export.names().forEach(name -> log.info("{}: {} bytes", name, Decimals.whole(export.file(name).length)));
        }
        log.info("{} was exported to {}", facts.title(), command.folder());
    }
}
