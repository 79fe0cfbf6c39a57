package io.weightloom.spec.settings;

import io.weightloom.spec.CsvFormat;
import io.weightloom.spec.Keys;
import io.weightloom.spec.SequenceSpec;
import io.weightloom.spec.SourceSpec;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What is asked of files that hold tables and texts, and of sequences in them; and what these tell the network that
 * reads them.
 */
final class SequenceSettings {

    static final Setting<Path> FILE =
            Setting.required("file", Kind.file(), "CSV file, or text in UTF-8, plain or gzipped");
    static final Setting<CsvFormat.Separator> SEPARATOR = Setting.added(
            "separator",
            Kind.sign("one character such as ; or | in quotes, or tab", CsvFormat.Separator::of),
            CsvFormat.PLAIN.separator(),
            "What stands between cells: one character, or tab; a blank stands for any number of blanks and tabs");
    static final Setting<CsvFormat.DecimalMark> DECIMAL = Setting.added(
            "decimal",
            Kind.sign(CsvFormat.DecimalMark.class),
            CsvFormat.PLAIN.decimal(),
            "What stands in front of a number's fraction");
    static final Setting<CsvFormat.Header> HEADER = Setting.added(
            "header",
            Kind.word(CsvFormat.Header.class),
            CsvFormat.PLAIN.header(),
            "Where the names of the columns are; with none they are called by their numbers, 1, 2, ...");
    static final Setting<Charset> ENCODING = Setting.added(
            "encoding",
            Kind.form("the name of an encoding such as UTF-8, latin-1 or windows-1252", CsvFormat::encoding),
            CsvFormat.PLAIN.encoding(),
            "How characters are written as bytes");

    static final Setting<Integer> STEPS = Setting.required(
            "steps",
            Kind.whole("[1, 10000]"),
            "Steps of a window at which something is predicted: the next character, or the row that comes data.horizon"
                    + " later");
    static final Setting<Integer> UNSCORED = Setting.optional(
            "unscored",
            Kind.whole("[0, 10000]"),
            0,
            "Steps in front of these that are read alone, because the network knows nothing where a window begins");
    static final Setting<Integer> HORIZON =
            Setting.optional("horizon", Kind.whole("[1, 10000]"), 1, "Rows between a step and what is predicted there");
    static final Setting<List<String>> COLUMNS = Setting.optional(
            "columns",
            Kind.listOf(Column.name(1), "columns", 0),
            List.of(),
            "Columns that are read at each step, and predicted; none for all");

    /** Numbers of a step, as the target takes and makes them. */
    static final Setting<Integer> WIDTH = Setting.optional(
            Keys.WIDTH,
            new LayerWidths.One(),
            LayerWidths.One.OF_THE_DATA,
            "Numbers of a step: one for each character that there is, or for each column; auto, those of the data");

    /** Steps of the data at which something is predicted. */
    static final Told<Integer> TOLD_STEPS = new Told<>("<steps>", Integer.class, 1);

    /** Steps of the data that are read alone. */
    static final Told<Integer> TOLD_UNSCORED = new Told<>("<unscored>", Integer.class, 0);

    static final List<Form.Variant<? extends SourceSpec>> SOURCES = List.of(
            Form.of(SequenceSpec.Text.class)
                    .with(FILE, SequenceSpec.Text::file)
                    .with(STEPS, SequenceSpec.Text::steps)
                    .with(UNSCORED, SequenceSpec.Text::unscored)
                    .variant(
                            "text",
                            values -> new SequenceSpec.Text(values.get(FILE), values.get(STEPS), values.get(UNSCORED))),
            Form.of(SequenceSpec.Series.class)
                    .with(FILE, SequenceSpec.Series::file)
                    .with(COLUMNS, SequenceSpec.Series::columns)
                    .with(STEPS, SequenceSpec.Series::steps)
                    .with(UNSCORED, SequenceSpec.Series::unscored)
                    .with(HORIZON, SequenceSpec.Series::horizon)
                    .with(SEPARATOR, series -> series.format().separator())
                    .with(DECIMAL, series -> series.format().decimal())
                    .with(HEADER, series -> series.format().header())
                    .with(ENCODING, series -> series.format().encoding())
                    .variant(
                            "series",
                            values -> new SequenceSpec.Series(
                                    values.get(FILE),
                                    values.get(COLUMNS),
                                    values.get(STEPS),
                                    values.get(UNSCORED),
                                    values.get(HORIZON),
                                    format(values))));

    private SequenceSettings() {}

    /** Tells the settings of a target what the data say of it. */
    static void tell(Map<String, Object> target, SourceSpec source) {
        if (source instanceof SequenceSpec sequence) {
            target.put(TOLD_STEPS.key(), sequence.steps());
            target.put(TOLD_UNSCORED.key(), sequence.unscored());
        }
    }

    /** How a CSV file is written. */
    static CsvFormat format(Form.Values values) {
        return new CsvFormat(values.get(SEPARATOR), values.get(DECIMAL), values.get(HEADER), values.get(ENCODING));
    }
}
