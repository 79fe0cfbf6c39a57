package io.weightloom.data;

import io.weightloom.data.csv.SeriesFile;
import io.weightloom.data.raw.Codes;
import io.weightloom.data.raw.DataFault;
import io.weightloom.data.raw.DataFile;
import io.weightloom.data.raw.Feature;
import io.weightloom.data.raw.Features;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.RawSequence;
import io.weightloom.data.raw.Scaling;
import io.weightloom.data.raw.SequenceSource;
import io.weightloom.data.raw.Table;
import io.weightloom.data.sequence.TextFile;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.DataWidths;
import io.weightloom.spec.SequenceSpec;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Data sets of sequences. The long sequence is cut into three parts that lie one behind the other: to train on, to
 * validate by and for the test; nothing is drawn, so that all seeds have the same. Windows lie within a part, so that
 * no split reads or predicts what belongs to another one. Thread-safe.
 */
final class Sequences {

    /** @param source whose windows do not matter */
    private record RawKey(SequenceSpec source, DataFile.Version version) {}

    private record Key(DataSpec spec, DataFile.Version version) {}

    private final DataRoot root;
    private final LruCache<RawKey, RawSequence> raws;
    private final LruCache<Key, Dataset> datasets;

    /** Keeps raw sequences in up to {@code maxBytes / 2} and data sets in up to {@code maxBytes / 2} of the heap. */
    Sequences(DataRoot root, long maxBytes) {
        this.root = root;
        this.raws = new LruCache<>(maxBytes / 2, RawSequence::bytes);
        this.datasets = new LruCache<>(maxBytes / 2, Sequences::bytes);
    }

    /** Whether these data are sequences, which are asked for here. */
    static boolean are(DataSpec spec) {
        return spec.source() instanceof SequenceSpec;
    }

    Dataset load(DataSpec spec) {
        return datasets.get(new Key(spec, file(spec).version()), () -> dataset(spec, raw(spec)));
    }

    DataWidths.Ends widths(DataSpec spec) {
        int width = raw(spec).width();
        return new DataWidths.Ends(width, width);
    }

    List<String> remarks(DataSpec spec) {
        RawSequence raw = raw(spec);
        List<String> remarks = new ArrayList<>(raw.remarks());
        if (raw instanceof RawSequence.Characters text) {
            unlearned(text, Parts.of(text.size(), spec)).ifPresent(remarks::add);
        }
        return remarks;
    }

    String fingerprint(DataSpec spec) {
        return raw(spec).fingerprint();
    }

    DataFile file(DataSpec spec) {
        return placed(spec).file();
    }

    private RawSequence raw(DataSpec spec) {
        SequenceSource source = placed(spec);
        return raws.get(
                new RawKey(((SequenceSpec) spec.source()).uncut(), source.file().version()), source::read);
    }

    private SequenceSource placed(DataSpec spec) {
        return of((SequenceSpec) root.placed(spec.source()));
    }

    /** The source that a spec asks for; touches no file. */
    static SequenceSource of(SequenceSpec spec) {
        return spec instanceof SequenceSpec.Text text ? new TextFile(text) : new SeriesFile((SequenceSpec.Series) spec);
    }

    /** Where the parts begin that lie behind the one to train on, and where the last one ends. */
    private record Parts(int validation, int test, int end) {

        static Parts of(int size, DataSpec spec) {
            int test = size - (int) Math.round(size * spec.testShare());
            return new Parts(test - (int) Math.round(size * spec.validation()), test, size);
        }
    }

    /** The three splits. */
    private record Splits(Windows train, Windows validation, Windows test) {

        static Splits of(RawSequence raw, Optional<Codes> codes, DataSpec spec) {
            Parts parts = Parts.of(raw.size(), spec);
            return new Splits(
                    windows("training", raw, codes, spec, 0, parts.validation()),
                    windows("validation", raw, codes, spec, parts.validation(), parts.test()),
                    windows("the test", raw, codes, spec, parts.test(), parts.end()));
        }

        private static Windows windows(
                String use, RawSequence raw, Optional<Codes> codes, DataSpec spec, int from, int to) {
            SequenceSpec asked = (SequenceSpec) spec.source();
            Windows windows = Windows.of(codes, from, to, asked.unscored(), asked.steps(), asked.horizon());
            int needed = asked.unscored() + asked.steps() + asked.horizon();
            String places = raw instanceof RawSequence.Characters ? "characters" : "rows";
            if (windows.size() == 0) {
                throw new InvalidDataException(
                        DataFault.DATA,
                        "%s: of %s %s, %s are for %s, but a window takes %s (unscored %s, steps %s, and %s behind them to predict); a longer file, larger shares or fewer steps are needed"
                                .formatted(
                                        raw.origin(),
                                        raw.size(),
                                        places,
                                        Math.max(0, to - from),
                                        use,
                                        needed,
                                        asked.unscored(),
                                        asked.steps(),
                                        asked.horizon()));
            } else if (raw instanceof RawSequence.Rows && windows.size() * (long) windows.steps() < 2) {
                throw new InvalidDataException(
                        DataFault.DATA,
                        "%s: one window of one step is not enough for %s, because R2 of one number does not exist"
                                .formatted(raw.origin(), use));
            }
            Table.length(raw.origin(), windows.size() * windows.steps(), raw.width()); // as its outputs are
            return windows;
        }
    }

    private static Dataset dataset(DataSpec spec, RawSequence raw) {
        return raw instanceof RawSequence.Characters text ? characters(spec, text) : rows(spec, (RawSequence.Rows) raw);
    }

    /** One table for both ends: a one-hot row for each character, whose number is its row. */
    private static Dataset characters(DataSpec spec, RawSequence.Characters text) {
        int width = text.width();
        float[] oneHot = new float[width * width];
        for (int code = 0; code < width; code++) {
            oneHot[code * width + code] = 1;
        }
        Preprocessing preprocessing = new Preprocessing(
                new Features.Columns(List.of(new Feature("character", Optional.of(text.alphabet()), false))),
                new double[width],
                Scale.none(width),
                new Predicted.Classes(text.alphabet()),
                Tasks.ONE);
        return dataset(spec, text, Splits.of(text, Optional.of(text.codes()), spec), oneHot, oneHot, preprocessing);
    }

    /** All rows, standardised by those of the part to train on. */
    private static Dataset rows(DataSpec spec, RawSequence.Rows series) {
        Splits splits = Splits.of(series, Optional.empty(), spec);
        Table table = series.table();
        int[] train =
                IntStream.range(0, Parts.of(series.size(), spec).validation()).toArray();
        int[] all = IntStream.range(0, series.size()).toArray();
        Standardisation inputs = standardisation(table, train, spec.standardise());
        Standardisation outputs = spec.standardise() instanceof DataSpec.Standardise.By by
                ? Standardisation.by(table, by.labelMeans(), by.labelDeviations())
                : inputs;
        if (!inputs.varies()) {
            throw new InvalidDataException(
                    DataFault.DATA,
                    series.origin() + ": no column varies in the part to train on, so there is nothing to learn");
        }
        float[] read = inputs.apply(all);
        Preprocessing preprocessing = new Preprocessing(
                new Features.Columns(
                        series.columns().stream().map(Feature::number).toList()),
                new double[series.width()],
                inputs.scale(),
                new Predicted.Numbers(series.columns(), outputs.scale(), OptionalDouble.empty()),
                Tasks.ONE);
        return dataset(spec, series, splits, read, outputs == inputs ? read : outputs.apply(all), preprocessing);
    }

    private static Standardisation standardisation(Table table, int[] train, DataSpec.Standardise asked) {
        if (asked instanceof DataSpec.Standardise.By by) {
            return Standardisation.by(table, by.means(), by.deviations());
        }
        return Standardisation.of(
                table, train, asked.equals(DataSpec.Standardise.NONE) ? Scaling.NONE : Scaling.EACH_COLUMN);
    }

    private static Dataset dataset(
            DataSpec spec,
            RawSequence raw,
            Splits splits,
            float[] features,
            float[] labels,
            Preprocessing preprocessing) {
        int width = raw.width();
        return new Dataset(
                spec.source().labelKind(),
                Examples.of(features, labels, width, width, splits.train()),
                Examples.of(features, labels, width, width, splits.validation()),
                Examples.of(features, labels, width, width, splits.test()),
                Optional.empty(),
                raw.fingerprint(),
                preprocessing);
    }

    /** Characters that training never meets. */
    private static Optional<String> unlearned(RawSequence.Characters text, Parts parts) {
        BitSet met = new BitSet();
        for (int place = 0; place < parts.validation(); place++) {
            met.set(text.codes().at(place));
        }
        List<String> others = IntStream.range(0, text.width())
                .filter(code -> !met.get(code))
                .mapToObj(text.alphabet()::get)
                .toList();
        return others.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "%s: %s of %s characters are not in the part to train on, so that nothing is learned of them: %s"
                                .formatted(text.origin(), others.size(), text.width(), TextFile.shown(others)));
    }

    /** What the splits share counts once; codes are those of the raw sequence. */
    private static long bytes(Dataset dataset) {
        Examples train = dataset.train();
        boolean shared = train.labels() == train.features();
        long tables = (long) train.features().length + (shared ? 0 : train.labels().length);
        long windows = (long) train.size()
                + dataset.validation().size()
                + dataset.test().size();
        long codes = train.windows().flatMap(Windows::codes).map(Codes::bytes).orElse(0L);
        return Float.BYTES * tables + Integer.BYTES * windows + codes;
    }
}
