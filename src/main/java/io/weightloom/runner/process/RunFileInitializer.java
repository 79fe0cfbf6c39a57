package io.weightloom.runner.process;

import io.weightloom.runner.database.DatabaseFile;
import io.weightloom.runner.page.PageFile;
import io.weightloom.runner.review.Review;
import io.weightloom.runner.review.RunFound;
import io.weightloom.runner.settings.RunFile;
import io.weightloom.runner.settings.RunFiles;
import io.weightloom.runner.settings.SpecFiles;
import io.weightloom.runner.table.RunTables;
import io.weightloom.spec.fault.InvalidSpecException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Writes the files that are asked for of a run that is stored, where no experiments are given, and abandons the start
 * of the application: nothing is trained or served.
 */
final class RunFileInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {

    /**
     * Writes, if that is what is asked for.
     *
     * @throws InvalidSpecException with every fault of the options, or that there is no such run
     * @throws SpringApplication.AbandonedRunException at its end
     */
    @Override
    public void initialize(ConfigurableApplicationContext context) {
        ConfigurableEnvironment environment = context.getEnvironment();
        SpecFiles.Reading reading = context.getBeanFactory().getBean(SpecFiles.Reading.class);
        Map<RunFile, Path> files = RunFiles.of(environment);
        if (files.isEmpty()) {
            return;
        }
        if (!reading.good().experiments().isEmpty()) {
            if (RunFiles.address(environment).isPresent()) {
                reading.with(List.of(RunFiles.runFault(
                                environment, "cannot go with experiments: what is written is of their runs")))
                        .orThrow();
            }
            return;
        }
        reading.orThrow();
        String url = environment.getProperty("spring.datasource.url", "");
        if (DatabaseFile.isYetToBeMade(url)) {
            throw new InvalidSpecException(List.of(RunFiles.runFault(
                    environment,
                    "names no run: there is no database yet at %s (spring.datasource.url)".formatted(url))));
        }
        new DatabaseInitializer().initialize(context); // it is there, so nothing is made
        try (TrialDatabase database = new TrialDatabase(environment)) {
            Review review = database.get(Review.class);
            RunFound found = review.find(RunFiles.address(environment));
            if (found instanceof RunFound.Missing missing) {
                throw new InvalidSpecException(List.of(RunFiles.runFault(environment, missing.why())));
            }
            new RunFileWriting(review, database.get(RunTables.class), database.get(PageFile.class), files)
                    .write(List.of(((RunFound.At) found).run()));
        } catch (RunFileWriting.FileNotWrittenException e) {
            throw new InvalidSpecException(List.of(RunFiles.writeFault(environment, e.file(), e)));
        }
        throw new SpringApplication.AbandonedRunException();
    }

    /** After the options were read, and before any data are looked at. */
    @Override
    public int getOrder() {
        return 1;
    }
}
