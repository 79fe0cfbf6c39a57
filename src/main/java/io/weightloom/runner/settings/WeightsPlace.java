package io.weightloom.runner.settings;

import io.weightloom.runner.review.TrialAddress;
import io.weightloom.text.FileNames;
import java.nio.file.Path;
import java.util.Optional;

/** Where a trained network is that something is asked of. */
public sealed interface WeightsPlace {

    /** What can be written, to stand after "must be". */
    String FORMS = TrialAddress.FORMS + ", or else a file of trained weights, FILE.safetensors";

    /** With a trial of the database. */
    record InDatabase(TrialAddress trial) implements WeightsPlace {}

    /**
     * In a file, such as an export has written.
     *
     * @param file by whatever path it was given
     */
    record InFile(Path file) implements WeightsPlace {}

    /** The place that a text says; empty if it says none. */
    static Optional<WeightsPlace> of(String text) {
        if (!namesFile(text)) {
            return TrialAddress.of(text).map(InDatabase::new);
        }
        return FileNames.fault(text).isEmpty() ? Optional.of(new InFile(Path.of(text))) : Optional.empty();
    }

    /** Whether a text names a file, be it one that nothing can be called. */
    static boolean namesFile(String text) {
        return text.endsWith(".safetensors");
    }
}
