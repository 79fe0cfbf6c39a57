package io.weightloom.data;

import io.weightloom.data.csv.CsvInputs;
import io.weightloom.data.picture.PictureInputs;
import io.weightloom.data.raw.Features;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.RawContent;
import io.weightloom.data.raw.Table;
import io.weightloom.spec.SourceSpec;
import java.util.Arrays;
import java.util.Optional;

/** Examples that a trained network has never seen, as a user has them: in a CSV, IDX or PNG file. */
public final class NewExamples {

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};

    private NewExamples() {}

    /**
     * Reads examples; what kind of file it is, its first bytes tell. A CSV file is written as the one that was trained
     * on, if there was one, and its columns go by their names; else its first line may name the columns or not.
     *
     * @param trained where the network's own examples came from
     * @param features what an example is
     * @return the numbers of the features, {@code [rows, features]}; gaps are not numbers
     * @throws InvalidDataException with all that is wrong
     */
    public static Table read(RawContent content, SourceSpec trained, Features features) {
        byte[] start = content.read(in -> in.readNBytes(PNG.length));
        if (Arrays.equals(start, PNG)) {
            if (!(features instanceof Features.Picture picture)) {
                throw new InvalidDataException(
                        content.setting(),
                        "%s is a picture, but an example is: %s".formatted(content.name(), features.names()));
            }
            return PictureInputs.png(content, picture);
        } else if (start.length == PNG.length && start[0] == 0 && start[1] == 0) {
            return PictureInputs.idx(content, features);
        }
        Optional<SourceSpec.Csv> csv = csv(trained);
        return csv.isPresent() && features instanceof Features.Columns columns
                ? CsvInputs.read(content, csv.get(), columns)
                : CsvInputs.read(content, features.names());
    }

    /** The table whose columns the features are. */
    private static Optional<SourceSpec.Csv> csv(SourceSpec trained) {
        if (trained instanceof SourceSpec.ClassGroups groups) {
            return csv(groups.of());
        }
        return trained instanceof SourceSpec.Csv csv ? Optional.of(csv) : Optional.empty();
    }
}
