package io.weightloom.data;

import io.weightloom.data.raw.DataFault;
import io.weightloom.data.raw.DataFile;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.RawExamples;
import io.weightloom.data.raw.RawTasks;
import io.weightloom.data.raw.Scaling;
import io.weightloom.data.raw.Source;
import io.weightloom.data.raw.Table;
import io.weightloom.random.RandomStream;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.DataWidths;
import io.weightloom.spec.SequenceSpec;
import io.weightloom.spec.SourceSpec;
import io.weightloom.text.Decimals;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The data sets of all trials: reads or draws examples, splits and standardises them. Trials side by side that ask for
 * the same data share one copy, and a file is read once for all seeds, until it changes. Thread-safe.
 *
 * <p>The split is drawn from {@link RandomStream#SPLIT}. Mean and standard deviation, of features and of labels for
 * regression, come from the training split alone. Standardised labels make learning rates and initialisation mean the
 * same whatever the unit of the label; losses are in standardised units, and R² does not depend on the unit.
 *
 * <p>Sequences are cut into parts that lie one behind the other.
 *
 * <p>Data of several tasks are split task by task, from the same state of the stream: where the tasks have the same
 * labels, as permuted ones have, an example is in the same split in all of them. All tasks share the standardisation.
 */
public final class Datasets {

    /** Raw examples of files serve all seeds: each splits them anew. */
    private record RawKey(SourceSpec source, Object version) {}

    private record Key(DataSpec spec, long seed, Object version) {}

    private static final double MEGA = 1e6;

    private static final Path WORKING_DIRECTORY = Path.of("");

    private final DataRoot root;
    private final LruCache<RawKey, RawExamples> raws;
    private final LruCache<Key, Dataset> datasets;
    private final Sequences sequences;

    /** Keeps data sets in up to a quarter of the heap. */
    public Datasets() {
        this(WORKING_DIRECTORY);
    }

    /**
     * The same with files that lie elsewhere.
     *
     * @param root folder against which relative paths of specs are resolved; the empty path for the working directory
     */
    public Datasets(Path root) {
        this(root, Runtime.getRuntime().maxMemory() / 4);
    }

    /** Keeps raw examples, data sets and sequences in up to a third of {@code maxBytes} of the heap each. */
    public Datasets(long maxBytes) {
        this(WORKING_DIRECTORY, maxBytes);
    }

    private Datasets(Path root, long maxBytes) {
        this.root = new DataRoot(root);
        this.raws = new LruCache<>(maxBytes / 3, RawExamples::bytes);
        this.datasets = new LruCache<>(maxBytes / 3, Datasets::bytes);
        this.sequences = new Sequences(this.root, maxBytes / 3);
    }

    /** The folder against which relative paths of specs are resolved; the empty path for the working directory. */
    public Path folder() {
        return root.folder();
    }

    /**
     * The examples that a trial with this seed is trained, validated and tested on: the same for the same arguments, on
     * every machine, as long as the files do not change.
     *
     * @throws InvalidDataException if a file is missing or damaged, or if there are too few examples for the splits
     */
    public Dataset load(DataSpec spec, long seed) {
        if (Sequences.are(spec)) {
            return sequences.load(spec);
        }
        Source source = source(spec);
        Object version = source.version(seed);
        return datasets.get(new Key(spec, seed, version), () -> {
            RawExamples raw = raws.get(new RawKey(spec.source(), version), () -> source.read(seed));
            Split split = source.use() == Source.Use.ALL_FOR_ALL
                    ? Split.same(raw.labels().size())
                    : Split.ofTasks(
                            raw, spec.validation(), spec.testShare(), () -> RandomStream.SPLIT.generator(seed, 0));
            return dataset(spec, raw, split, source);
        });
    }

    /**
     * How wide these data are; empty if they cannot be used. Of files all is known that {@link #load} needs, so that
     * they are not read twice.
     */
    public Optional<DataWidths.Ends> widths(DataSpec spec, long seed) {
        try {
            if (Sequences.are(spec)) {
                return Optional.of(sequences.widths(spec));
            }
            RawExamples raw = raw(source(spec), spec, seed);
            return Optional.of(
                    new DataWidths.Ends(raw.features().columns(), raw.labels().outputs()));
        } catch (InvalidDataException | OutOfMemoryError e) { // whoever loads them is told
            return Optional.empty();
        }
    }

    /**
     * What a user should know of these data, although it is no fault.
     *
     * @throws InvalidDataException if they cannot be used
     */
    public List<String> remarks(DataSpec spec, long seed) {
        return Sequences.are(spec)
                ? sequences.remarks(spec)
                : raw(source(spec), spec, seed).remarks();
    }

    /** It is not drawn if what is drawn cannot be held. */
    private Source source(DataSpec spec) {
        double bytes = DrawnSize.of(spec.source()).bytes();
        long heap = Runtime.getRuntime().maxMemory();
        if (bytes > heap) {
            throw new InvalidDataException(
                    DataFault.DATA,
                    "they take about %s MB of Java heap, but this process may use %s MB (more with java -Xmx...)"
                            .formatted(Decimals.whole(bytes / MEGA), Decimals.whole(heap / MEGA)));
        }
        return placed(spec);
    }

    /** It touches no file. */
    private Source placed(DataSpec spec) {
        return Sources.of(root.placed(spec.source()));
    }

    private RawExamples raw(Source source, DataSpec spec, long seed) {
        return raws.get(new RawKey(spec.source(), source.version(seed)), () -> source.read(seed));
    }

    /**
     * The fingerprint of the data set that {@link #load} would bring; neither splits nor standardises.
     *
     * @throws InvalidDataException if a file is missing or damaged
     */
    public String fingerprint(DataSpec spec, long seed) {
        return Sequences.are(spec)
                ? sequences.fingerprint(spec)
                : raw(placed(spec), spec, seed).fingerprint();
    }

    /** Whether the examples themselves, and not only their split, depend on the seed. */
    public static boolean areDrawn(DataSpec spec) {
        return !Sequences.are(spec) && Sources.of(spec.source()).isDrawn();
    }

    /** The files that these data are read from; none where all examples are drawn. */
    public List<NamedFile> files(DataSpec spec) {
        if (spec.source() instanceof SequenceSpec sequence) {
            return List.of(new NamedFile(Sequences.of(sequence).file().name(), sequences.file(spec)));
        }
        List<DataFile> given = Sources.of(spec.source()).files();
        List<DataFile> placed = placed(spec).files();
        return IntStream.range(0, given.size())
                .mapToObj(i -> new NamedFile(given.get(i).name(), placed.get(i)))
                .toList();
    }

    private static Dataset dataset(DataSpec spec, RawExamples raw, Split split, Source source) {
        Table table = raw.features().filled(split.train());
        Standardisation features = standardisation(spec.standardise(), table, split.train(), source.scaling());
        if (!features.varies()) {
            throw new InvalidDataException(
                    DataFault.DATA,
                    raw.origin() + ": no feature varies in the training split, so nothing can be learned from them");
        }
        LabelEncoding labels = LabelEncoding.of(raw.labels(), split.train(), spec.standardise());
        RawTasks tasks = raw.tasks();
        return new Dataset(
                raw.labels().kind(),
                examples(split.train(), features, labels, tasks),
                examples(split.validation(), features, labels, tasks),
                examples(split.test(), features, labels, tasks),
                split.heldOut().length == 0
                        ? Optional.empty()
                        : Optional.of(examples(split.heldOut(), features, labels, tasks)),
                raw.fingerprint(),
                new Preprocessing(
                        raw.form(),
                        raw.features().fills(split.train()),
                        features.scale(),
                        labels.predicted(source.peak()),
                        new Tasks(tasks.trained(), tasks.all(), tasks.descriptors())));
    }

    /** @param usual where nothing else is asked for */
    private static Standardisation standardisation(
            DataSpec.Standardise asked, Table table, int[] train, Scaling usual) {
        if (asked instanceof DataSpec.Standardise.By by) {
            return Standardisation.by(table, by.means(), by.deviations());
        }
        return Standardisation.of(table, train, asked.equals(DataSpec.Standardise.NONE) ? Scaling.NONE : usual);
    }

    /** @param rows task by task */
    private static Examples examples(int[] rows, Standardisation features, LabelEncoding labels, RawTasks tasks) {
        float[] x = features.apply(rows);
        float[] y = labels.of(rows);
        int[] starts = new int[tasks.all() + 1];
        for (int row : rows) {
            starts[tasks.of()[row] + 1]++;
        }
        for (int t = 0; t < tasks.all(); t++) {
            starts[t + 1] += starts[t];
        }
        return new Examples(x, y, rows.length, x.length / rows.length, y.length / rows.length, starts);
    }

    private static long bytes(Dataset dataset) {
        return bytes(dataset.train())
                + bytes(dataset.validation())
                + bytes(dataset.test())
                + dataset.heldOut().map(Datasets::bytes).orElse(0L);
    }

    private static long bytes(Examples examples) {
        return (long) Float.BYTES * (examples.features().length + examples.labels().length);
    }
}
