package io.weightloom.data;

import io.weightloom.spec.SourceSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Pictures and their labels in a pair of IDX files, as MNIST's. Immutable. */
record IdxFiles(SourceSpec.Idx spec) implements Source {

    @Override
    public Object version(long seed) {
        FaultGathering faults = new FaultGathering();
        Optional<DataFile.Version> images =
                faults.attempt(() -> new DataFile(spec.images(), DataFault.IMAGES).version());
        Optional<DataFile.Version> labels =
                faults.attempt(() -> new DataFile(spec.labels(), DataFault.LABELS).version());
        faults.throwIfAny();
        return List.of(images.orElseThrow(), labels.orElseThrow());
    }

    @Override
    public Scaling scaling() {
        return Scaling.ALL_COLUMNS;
    }

    @Override
    public RawExamples read(long seed) {
        FaultGathering faults = new FaultGathering();
        Optional<IdxArray> pictures = faults.attempt(() -> IdxArray.read(spec.images(), IdxArray.Content.PICTURES));
        Optional<IdxArray> marks = faults.attempt(() -> IdxArray.read(spec.labels(), IdxArray.Content.LABELS));
        Optional<int[]> indices = marks.flatMap(labels -> faults.attempt(() -> indices(labels.values())));
        if (pictures.isPresent() && marks.isPresent()) {
            int examples = pictures.get().size(0);
            int labels = marks.get().size(0);
            if (examples != labels) {
                faults.add(
                        DataFault.LABELS,
                        "%s holds %s pictures, but %s holds %s labels: they do not belong together"
                                .formatted(spec.images(), examples, spec.labels(), labels));
            }
        }
        faults.throwIfAny();
        IdxArray images = pictures.orElseThrow();
        return RawExamples.of(
                spec.images().toString(),
                new Table.Pixels(
                        images.values(),
                        images.size(1),
                        images.size(2),
                        spec.images().toString()),
                new Labels.Classes(
                        indices.orElseThrow(),
                        IntStream.range(0, spec.classes())
                                .mapToObj(Integer::toString)
                                .toList()));
    }

    private int[] indices(byte[] labels) {
        int[] indices = new int[labels.length];
        int first = -1;
        int outside = 0;
        int largest = 0;
        for (int i = 0; i < labels.length; i++) {
            indices[i] = Byte.toUnsignedInt(labels[i]);
            largest = Math.max(largest, indices[i]);
            if (indices[i] >= spec.classes()) {
                first = outside == 0 ? i : first;
                outside++;
            }
        }
        if (outside > 0) {
            throw new InvalidDataException(
                    DataFault.LABELS,
                    "%s: byte %s, the label of example %s (both counted from 0), is %s, but with classes: %s every label must be in [0, %s]; %s"
                            .formatted(
                                    spec.labels(),
                                    IdxArray.Content.LABELS.headerBytes() + first,
                                    first,
                                    indices[first],
                                    spec.classes(),
                                    spec.classes() - 1,
                                    outside == 1
                                            ? "it is the only one outside"
                                            : "%s of %s labels are outside, the largest is %s"
                                                    .formatted(outside, labels.length, largest)));
        }
        return indices;
    }
}
