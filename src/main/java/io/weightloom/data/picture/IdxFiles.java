package io.weightloom.data.picture;

import io.weightloom.data.raw.DataFault;
import io.weightloom.data.raw.DataFile;
import io.weightloom.data.raw.FaultGathering;
import io.weightloom.data.raw.Features;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.Labels;
import io.weightloom.data.raw.RawExamples;
import io.weightloom.data.raw.Scaling;
import io.weightloom.data.raw.Source;
import io.weightloom.data.raw.Table;
import io.weightloom.spec.LabelKind;
import io.weightloom.spec.PictureFiles;
import io.weightloom.spec.PictureSpec;
import io.weightloom.spec.PictureSpec.Extents;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Pictures and their labels in a pair of IDX files, as MNIST's, and perhaps in another pair for the test. Immutable.
 */
public record IdxFiles(PictureFiles.Idx spec) implements Source {

    /** Files that belong together; pictures alone have no labels. */
    private record Pair(DataFile images, Optional<DataFile> labels) {

        Stream<DataFile> files() {
            return Stream.concat(Stream.of(images), labels.stream());
        }
    }

    /**
     * What a pair holds.
     *
     * @param images pictures
     * @param indices their classes; none of pictures alone
     */
    private record Content(IdxPictures images, int[] indices) {}

    private Pair pair() {
        return new Pair(
                new DataFile(spec.images(), DataFault.IMAGES),
                spec.labels().map(labels -> new DataFile(labels, DataFault.LABELS)));
    }

    private Optional<Pair> test() {
        return spec.testImages()
                .map(images -> new Pair(
                        new DataFile(images, DataFault.TEST_IMAGES),
                        spec.testLabels().map(labels -> new DataFile(labels, DataFault.TEST_LABELS))));
    }

    @Override
    public Object version(long seed) {
        return DataFile.versions(files());
    }

    @Override
    public boolean isDrawn() {
        return false;
    }

    @Override
    public List<DataFile> files() {
        return Stream.concat(Stream.of(pair()), test().stream())
                .flatMap(Pair::files)
                .toList();
    }

    @Override
    public Scaling scaling() {
        return Scaling.ALL_COLUMNS;
    }

    @Override
    public RawExamples read(long seed) {
        FaultGathering faults = new FaultGathering();
        Optional<Content> first = faults.attempt(() -> content(pair()));
        Optional<Content> second = test().flatMap(pair -> faults.attempt(() -> content(pair)));
        faults.throwIfAny();
        Content train = first.orElseThrow();
        second.ifPresent(test -> requireAlike(train.images(), test.images()));
        List<Content> all = Stream.concat(Stream.of(train), second.stream()).toList();
        IdxPictures images = train.images();
        Extents extents = images.extents();
        int[] indices =
                all.stream().flatMapToInt(part -> Arrays.stream(part.indices())).toArray();
        int size = all.stream().mapToInt(part -> part.images().count()).sum();
        boolean labelled = spec.labels().isPresent();
        Table pictures = Shrunk.of(
                pair().images(),
                new Pixels(
                        images.element(),
                        joined(all.stream().map(part -> part.images().values()).toList()),
                        extents,
                        spec.images().toString()),
                extents,
                spec.reading().shrink());
        Extents small = extents.shrunk(spec.reading().shrink());
        return RawExamples.of(
                        spec.images().toString(),
                        pictures,
                        labelled
                                ? new Labels.Classes(
                                        indices,
                                        IntStream.range(0, spec.classes())
                                                .mapToObj(Integer::toString)
                                                .toList())
                                : new Labels.None(LabelKind.CLASSIFICATION, size),
                        "",
                        remarks(images))
                .withTests(RawExamples.range(images.count(), size))
                .withForm(new Features.Picture(
                        small.channels(),
                        small.height(),
                        small.width(),
                        images.element().white()));
    }

    private List<String> remarks(IdxPictures images) {
        List<String> remarks = new ArrayList<>();
        if (spec.labels().isEmpty()) {
            remarks.add(RawExamples.unlabelled(spec.images()));
        }
        if (images.isFlat() && spec.reading().channels() == PictureSpec.Channels.LAST) {
            remarks.add(
                    "%s holds pictures of rows and columns, with no extent for channels, so that data.channels: last says nothing of them: they are read as %s"
                            .formatted(
                                    spec.images(),
                                    images.extents().channels() == 1
                                            ? "grey"
                                            : "%s planes, one below the other"
                                                    .formatted(images.extents().channels())));
        }
        return remarks;
    }

    private void requireAlike(IdxPictures train, IdxPictures test) {
        if (train.element() != test.element() || !train.extents().equals(test.extents())) {
            throw new InvalidDataException(
                    DataFault.TEST_IMAGES,
                    "%s holds %s, but %s holds %s: pictures for the test must be like those to train on"
                            .formatted(spec.testImages().orElseThrow(), shape(test), spec.images(), shape(train)));
        }
    }

    private static String shape(IdxPictures images) {
        return "pictures of %s of %s".formatted(images.extents(), images.element());
    }

    private byte[] joined(List<byte[]> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        long length = parts.stream().mapToLong(part -> part.length).sum();
        if (length > Integer.MAX_VALUE - 8) {
            throw new InvalidDataException(
                    DataFault.TEST_IMAGES,
                    "%s: %s bytes of pictures together with those to train on are more than fit into memory here"
                            .formatted(spec.testImages().orElseThrow(), length));
        }
        ByteBuffer all = ByteBuffer.allocate((int) length);
        parts.forEach(all::put);
        return all.array();
    }

    private Content content(Pair pair) {
        FaultGathering faults = new FaultGathering();
        Optional<IdxArray> array = faults.attempt(() -> IdxArray.read(pair.images(), IdxArray.Content.PICTURES));
        array.ifPresent(found -> faults.attempt(() -> finite(pair.images(), found)));
        Optional<IdxPictures> pictures =
                array.flatMap(found -> faults.attempt(() -> IdxPictures.of(pair.images(), found, spec.reading())));
        int[] indices = pair.labels()
                .map(file -> indices(pair.images(), array, file, faults))
                .orElse(new int[0]);
        faults.throwIfAny();
        return new Content(pictures.orElseThrow(), indices);
    }

    private int[] indices(DataFile images, Optional<IdxArray> pictures, DataFile file, FaultGathering faults) {
        Optional<IdxArray> marks = faults.attempt(() -> IdxArray.read(file, IdxArray.Content.LABELS));
        Optional<int[]> indices = marks.flatMap(found -> faults.attempt(() -> indices(file, found)));
        if (pictures.isPresent() && marks.isPresent()) {
            int examples = pictures.get().size(0);
            int labels = marks.get().size(0);
            if (examples != labels) {
                faults.add(
                        file.setting(),
                        "%s holds %s pictures, but %s holds %s labels: they do not belong together"
                                .formatted(images.path(), examples, file.path(), labels));
            }
        }
        return indices.orElse(new int[0]);
    }

    private static IdxArray finite(DataFile file, IdxArray images) {
        if (images.element() == IdxArray.Element.FLOAT || images.element() == IdxArray.Element.DOUBLE) {
            for (int i = 0; i < images.length(); i++) {
                double value = images.value(i);
                if (!Double.isFinite(value)) {
                    throw new InvalidDataException(
                            file.setting(),
                            "%s: byte %s, a pixel of example %s (both counted from 0), is %s; a finite number is needed"
                                    .formatted(file.path(), images.place(i), i / images.each(), value));
                }
            }
        }
        return images;
    }

    private int[] indices(DataFile file, IdxArray labels) {
        int[] indices = new int[labels.length()];
        int first = -1;
        int outside = 0;
        double largest = Double.NaN; // of those outside
        for (int i = 0; i < indices.length; i++) {
            double label = labels.value(i);
            if (label >= 0 && label < spec.classes() && label == Math.rint(label)) {
                indices[i] = (int) label;
            } else {
                first = outside == 0 ? i : first;
                largest = Double.isNaN(largest) || label > largest ? label : largest;
                outside++;
            }
        }
        if (outside > 0) {
            throw new InvalidDataException(
                    file.setting(),
                    "%s: byte %s, the label of example %s (both counted from 0), is %s, but with classes: %s every label must be a whole number in [0, %s]; %s"
                            .formatted(
                                    file.path(),
                                    labels.place(first),
                                    first,
                                    text(labels.value(first)),
                                    spec.classes(),
                                    spec.classes() - 1,
                                    outside == 1
                                            ? "it is the only one that is not"
                                            : "%s of %s labels are not, the largest of them is %s"
                                                    .formatted(outside, indices.length, text(largest))));
        }
        return indices;
    }

    private static String text(double label) {
        return label == Math.rint(label) && Math.abs(label) < 1e15
                ? String.valueOf((long) label)
                : String.valueOf(label);
    }
}
