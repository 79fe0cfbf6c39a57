package io.weightloom.data;

import io.weightloom.data.csv.CsvInputs;
import io.weightloom.data.csv.SeriesFile;
import io.weightloom.data.picture.PictureInputs;
import io.weightloom.data.raw.Feature;
import io.weightloom.data.raw.Features;
import io.weightloom.data.raw.Given;
import io.weightloom.data.raw.InputTable;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.RawContent;
import io.weightloom.data.raw.Table;
import io.weightloom.data.raw.TooManyExamplesException;
import io.weightloom.data.sequence.TextInputs;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.PictureSpec;
import io.weightloom.spec.SequenceSpec;
import io.weightloom.spec.SourceSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Examples that a trained network has never seen, as a user has them: in a CSV, IDX or PNG file, or value by value. Of
 * a network that reads sequences they are one sequence: the characters of a text, or the rows of a CSV file.
 */
public final class NewExamples {

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};

    private NewExamples() {}

    /**
     * Reads examples; what kind of file it is, its first bytes tell. A CSV file is written as the one that was trained
     * on, if there was one, and its columns go by their names; else its first line may name the columns or not.
     *
     * @param trained where the network's own examples came from
     * @param features what an example is
     * @param most examples that are wanted
     * @throws InvalidDataException with all that is wrong
     * @throws TooManyExamplesException if there are more; no more than that are read of a CSV file
     */
    public static InputTable read(RawContent content, SourceSpec trained, Features features, int most) {
        if (trained instanceof SequenceSpec.Text && features instanceof Features.Columns alphabet) {
            return TextInputs.read(content, alphabet, most);
        }
        byte[] start = content.read(in -> in.readNBytes(PNG.length));
        if (Arrays.equals(start, PNG)) {
            if (!(features instanceof Features.Picture picture)) {
                throw new InvalidDataException(
                        content.setting(),
                        "%s is a picture, but an example is: %s".formatted(content.name(), features.names()));
            }
            return new InputTable(PictureInputs.png(content, picture, reading(trained)), List.of());
        } else if (start.length == PNG.length && start[0] == 0 && start[1] == 0) {
            Table pictures = PictureInputs.idx(content, features, reading(trained));
            if (pictures.rows() > most) {
                throw new TooManyExamplesException(most);
            }
            return new InputTable(pictures, List.of());
        }
        Optional<SourceSpec.Csv> csv = csv(trained);
        return csv.isPresent() && features instanceof Features.Columns columns
                ? CsvInputs.read(content, csv.get(), columns, most)
                : CsvInputs.read(content, features.names(), most);
    }

    /**
     * Examples that a program gives value by value.
     *
     * @param name what messages call them
     * @param rows each with a value for every one of {@link #values}, in their order
     * @param trained where the network's own examples came from
     * @param features what an example is
     * @throws InvalidDataException with all that is wrong
     */
    public static InputTable of(String name, List<List<Given>> rows, SourceSpec trained, Features features) {
        if (trained instanceof SequenceSpec.Text && features instanceof Features.Columns alphabet) {
            return TextInputs.of(name, rows, alphabet);
        }
        Optional<SourceSpec.Csv> csv = csv(trained);
        return csv.isPresent() && features instanceof Features.Columns columns
                ? CsvInputs.of(name, rows, csv.get(), columns)
                : CsvInputs.of(name, rows, features.names());
    }

    /** Names of the values that an example is given with: a table's columns, else each number. */
    public static List<String> values(Features features) {
        return features instanceof Features.Columns table
                ? table.columns().stream().map(Feature::name).toList()
                : features.names();
    }

    /** How pictures to train on were read. */
    private static PictureSpec.Reading reading(SourceSpec trained) {
        return trained.single() instanceof SourceSpec.Pictures pictures
                ? pictures.reading()
                : PictureSpec.Reading.PLAIN;
    }

    /** The table whose columns the features are. */
    private static Optional<SourceSpec.Csv> csv(SourceSpec trained) {
        if (trained instanceof DataSpec.ClassGroups groups) {
            return csv(groups.of());
        } else if (trained instanceof SequenceSpec.Series series) {
            return Optional.of(SeriesFile.table(series));
        }
        return trained instanceof SourceSpec.Csv csv ? Optional.of(csv) : Optional.empty();
    }
}
