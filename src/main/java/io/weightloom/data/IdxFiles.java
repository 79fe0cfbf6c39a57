package io.weightloom.data;

import io.weightloom.spec.SourceSpec;
import java.util.List;
import java.util.stream.IntStream;

/** Pictures and their labels in a pair of IDX files, as MNIST's. Immutable. */
record IdxFiles(SourceSpec.Idx spec) implements Source {

    @Override
    public Object version(long seed) {
        return List.of(new DataFile(spec.images()).version(), new DataFile(spec.labels()).version());
    }

    @Override
    public Scaling scaling() {
        return Scaling.ALL_COLUMNS;
    }

    @Override
    public RawExamples read(long seed) {
        IdxArray images = IdxArray.read(spec.images(), IdxArray.Content.PICTURES);
        IdxArray labels = IdxArray.read(spec.labels(), IdxArray.Content.LABELS);
        if (images.size(0) != labels.size(0)) {
            throw new InvalidDataException("%s holds %d pictures, but %s holds %d labels: they do not belong together"
                    .formatted(spec.images(), images.size(0), spec.labels(), labels.size(0)));
        }
        return RawExamples.of(
                spec.images().toString(),
                new Table.Pixels(
                        images.values(),
                        images.size(1),
                        images.size(2),
                        spec.images().toString()),
                new Labels.Classes(
                        indices(labels.values()),
                        IntStream.range(0, spec.classes())
                                .mapToObj(Integer::toString)
                                .toList()));
    }

    private int[] indices(byte[] labels) {
        int[] indices = new int[labels.length];
        for (int i = 0; i < labels.length; i++) {
            indices[i] = Byte.toUnsignedInt(labels[i]);
            if (indices[i] >= spec.classes()) {
                throw new InvalidDataException(
                        "%s: the label of example %d (counted from 0) is %d, but with classes: %d every label must be in [0, %d]"
                                .formatted(spec.labels(), i, indices[i], spec.classes(), spec.classes() - 1));
            }
        }
        return indices;
    }
}
