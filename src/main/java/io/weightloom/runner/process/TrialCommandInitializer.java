package io.weightloom.runner.process;

import io.weightloom.data.Datasets;
import io.weightloom.data.raw.DataFault;
import io.weightloom.data.raw.DataFile;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.export.CardFacts;
import io.weightloom.export.ExportFolderException;
import io.weightloom.runner.database.DatabaseFile;
import io.weightloom.runner.review.Review;
import io.weightloom.runner.review.TrialAddress;
import io.weightloom.runner.review.TrialFound;
import io.weightloom.runner.settings.SpecFiles;
import io.weightloom.runner.settings.TrialCommand;
import io.weightloom.runner.settings.TrialCommands;
import io.weightloom.runner.settings.WeightsPlace;
import io.weightloom.runner.trained.TrainedTrials;
import io.weightloom.runner.trained.UnusableWeightsException;
import io.weightloom.runner.worker.NativeTrialRuns;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.fault.Fault;
import io.weightloom.spec.fault.InvalidSpecException;
import io.weightloom.trial.InvalidWeightsException;
import io.weightloom.trial.TrainedWeights;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Does what is asked for with a trained network, and abandons the start of the application: of the database it reads,
 * or of a file alone, and nothing is trained or served.
 */
final class TrialCommandInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {

    /**
     * Does it, if that is what is asked for.
     *
     * @throws InvalidSpecException with every fault of specs, options, files and the address of the network
     * @throws SpringApplication.AbandonedRunException at its end
     */
    @Override
    public void initialize(ConfigurableApplicationContext context) {
        ConfigurableEnvironment environment = context.getEnvironment();
        SpecFiles.Reading reading = context.getBeanFactory().getBean(SpecFiles.Reading.class);
        if (!TrialCommands.areIn(environment)) {
            return;
        }
        List<String> experiments = reading.orThrow().experiments().stream()
                .map(ExperimentSpec::name)
                .toList();
        TrialCommand command = TrialCommands.of(environment);
        List<Fault> faults = new ArrayList<>(TrialCommands.fileFaults(environment, command));
        if (command.weights() instanceof WeightsPlace.InDatabase) {
            requireDatabase(environment, faults);
            new DatabaseInitializer().initialize(context); // it is there, so nothing is made
        }
        CommandLine.LoadingNatives loading = context.getBeanFactory()
                .getBeanProvider(CommandLine.LoadingNatives.class)
                .getIfAvailable(CommandLine.LoadingNatives::begin); // while the database is opened
        Trained trained = command.weights() instanceof WeightsPlace.InDatabase stored
                ? stored(environment, stored.trial(), experiments, faults)
                : inFile(environment, ((WeightsPlace.InFile) command.weights()).file(), faults);
        new NativeTrialRuns(loading::natives).prepare();
        perform(command, trained, context.getBeanFactory().getBean(Datasets.class), environment);
        throw new SpringApplication.AbandonedRunException();
    }

    private static void requireDatabase(ConfigurableEnvironment environment, List<Fault> faults) {
        String url = environment.getProperty("spring.datasource.url", "");
        if (DatabaseFile.isYetToBeMade(url)) {
            faults.add(TrialCommands.weightsFault(
                    environment, "names no trial: there is no database yet at " + url + " (spring.datasource.url)"));
            throw new InvalidSpecException(faults);
        }
    }

    /**
     * What is known of the network.
     *
     * @param weights that were trained
     * @param facts for its model card
     */
    private record Trained(TrainedWeights weights, CardFacts facts) {}

    /** Reads it before anything is done, so that the database is open no longer than that. */
    private static Trained stored(
            ConfigurableEnvironment environment, TrialAddress trial, List<String> experiments, List<Fault> faults) {
        try (TrialDatabase database = new TrialDatabase(environment)) {
            TrialFound found = database.get(Review.class).find(trial, experiments);
            if (found instanceof TrialFound.Missing missing) {
                faults.add(TrialCommands.weightsFault(environment, missing.why()));
            } else if (found instanceof TrialFound.At at) {
                try {
                    TrainedWeights weights = database.get(TrainedTrials.class).weights(at.trial());
                    if (faults.isEmpty()) {
                        return new Trained(
                                weights,
                                database.get(Review.class).card(at.trial()).orElseThrow());
                    }
                } catch (UnusableWeightsException e) {
                    faults.add(TrialCommands.weightsFault(environment, "cannot be used: " + e.getMessage()));
                }
            }
        }
        throw new InvalidSpecException(faults);
    }

    /** Nothing else is known of it than what the file holds. */
    private static Trained inFile(ConfigurableEnvironment environment, Path file, List<Fault> faults) {
        DataFile content = new DataFile(file, DataFault.DATA);
        try {
            content.version(); // or throws
            TrainedWeights weights = TrainedWeights.read(content.read(InputStream::readAllBytes));
            if (faults.isEmpty()) {
                return new Trained(weights, CardFacts.of(String.valueOf(file.getFileName())));
            }
        } catch (InvalidDataException | InvalidWeightsException e) {
            faults.add(TrialCommands.weightsFault(environment, "cannot be used: " + e.getMessage()));
        }
        throw new InvalidSpecException(faults);
    }

    private static void perform(
            TrialCommand command, Trained trained, Datasets datasets, ConfigurableEnvironment environment) {
        try {
            if (command instanceof TrialCommand.Predict predict) {
                Predicting.perform(predict, trained.weights());
            } else if (command instanceof TrialCommand.Export export) {
                Exporting.perform(export, trained.weights(), trained.facts(), datasets);
            }
        } catch (InvalidDataException e) {
            throw new InvalidSpecException(e.faults().stream()
                    .map(fault -> TrialCommands.dataFault(environment, fault))
                    .toList());
        } catch (IOException | ExportFolderException e) {
            throw new InvalidSpecException(List.of(TrialCommands.writeFault(environment, e)));
        }
    }

    /** After the options were read, and before any data are looked at. */
    @Override
    public int getOrder() {
        return 1;
    }
}
