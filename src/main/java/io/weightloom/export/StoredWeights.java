package io.weightloom.export;

import io.weightloom.format.Tensor;
import io.weightloom.layout.Layout;
import io.weightloom.layout.Slot;
import io.weightloom.network.Network;
import io.weightloom.network.Rounding;
import io.weightloom.network.Trainable;
import io.weightloom.network.graph.Names;
import io.weightloom.trial.TrainedWeights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a network was trained to be, as a file of some precision holds it: by the names of its trainables, in their
 * order. Of tensors behind a mask only the numbers that the mask leaves are stored, and where they are. Immutable.
 *
 * @param tensors the numbers of each, or those that are left
 * @param kept of which tensors only some numbers are left
 */
record StoredWeights(Map<String, StoredTensor> tensors, Map<String, KeptWeights> kept) {

    /** Stores what a trial's training has left. */
    static StoredWeights of(TrainedWeights weights, Precision precision) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Trainable trainable : Network.trainables(weights.spec())) {
            tensors.put(
                    trainable.name(),
                    Tensor.of(weights.of(trainable.name()), trainable.shape().toArray()));
        }
        Map<String, Rounding.Piece> pieces =
                Rounding.of(weights.spec().target(), weights.spec().weights()).pieces().stream()
                        .collect(Collectors.toMap(Rounding.Piece::name, piece -> piece));
        return of(tensors, weights.layout(), precision, pieces);
    }

    /**
     * Stores what was trained.
     *
     * @param trained floats, by the trainables' names
     * @param layout of the target
     */
    static StoredWeights of(Map<String, Tensor> trained, Layout layout, Precision precision) {
        return of(trained, layout, precision, Map.of());
    }

    private static StoredWeights of(
            Map<String, Tensor> trained, Layout layout, Precision precision, Map<String, Rounding.Piece> pieces) {
        List<String> masked =
                layout.slots().stream().map(Slot::name).map(Names::kept).toList();
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        Map<String, KeptWeights> kept = new LinkedHashMap<>();
        boolean few = KeptWeights.areFewer(trained.entrySet().stream()
                .filter(each -> masked.contains(each.getKey()))
                .map(Map.Entry::getValue)
                .toList());
        trained.forEach((name, tensor) -> {
            Tensor numbers = tensor;
            if (masked.contains(name)) {
                KeptWeights some = KeptWeights.of(tensor, few);
                kept.put(name, some);
                numbers = some.numbers();
            }
            Rounding.Piece piece = pieces.get(name);
            tensors.put(
                    name,
                    piece == null || isNarrower(precision, piece)
                            ? StoredTensor.of(numbers, precision)
                            : StoredTensor.of(numbers, piece));
        });
        return new StoredWeights(tensors, kept);
    }

    /** Whether a precision rounds what was trained in a width of its own. */
    private static boolean isNarrower(Precision precision, Rounding.Piece piece) {
        return switch (precision) {
            case FLOAT32 -> piece.bits() == Float.SIZE;
            case FLOAT16 -> piece.bits() > Short.SIZE;
            case INT8 -> piece.bits() > Byte.SIZE;
        };
    }

    /** Where the numbers of a tensor behind a mask are. */
    Optional<KeptWeights> kept(String trainable) {
        return Optional.ofNullable(kept.get(trainable));
    }

    /** The numbers that a reader of the file gets, by name, each row by row. */
    Map<String, float[]> numbers() {
        Map<String, float[]> numbers = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> numbers.put(
                name, kept(name).map(some -> some.whole(tensor.numbers())).orElseGet(tensor::numbers)));
        return numbers;
    }

    /** Bytes of all numbers, scales and masks. */
    long bytes() {
        return tensors.values().stream().mapToLong(StoredTensor::bytes).sum()
                + kept.values().stream()
                        .mapToLong(some -> some.places().bytes().length)
                        .sum();
    }
}
