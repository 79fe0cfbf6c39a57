package io.weightloom.verification;

import io.weightloom.layout.Shape;
import io.weightloom.layout.Slot;
import io.weightloom.network.graph.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Each tensor of the target network has its slot's shape and holds the elements of its slot, and no others.
 *
 * <p>Seen with random numbers in all trainables, because at the start many elements of the flat vector may be equal
 * (all are zero if a head starts at zero), and then a shift would not show; and a tensor that is cut off from the flat
 * vector shows because it does not move with it.
 */
final class SlotReading implements Check {

    @Override
    public CheckKind kind() {
        return CheckKind.COVERAGE;
    }

    @Override
    public List<Finding> findings(ProbedNetwork probed) {
        Map<String, double[]> values = probed.values();
        SplittableRandom random = probed.random(kind());
        values.forEach((name, first) ->
                probed.set(name, random.doubles(first.length, -1, 1).toArray()));
        try {
            return probed.generated() ? generated(probed) : owned(probed);
        } finally {
            probed.restore(values);
        }
    }

    private List<Finding> owned(ProbedNetwork probed) {
        List<Slot> there = probed.layout().slots().stream()
                .filter(slot -> probed.has(tensor(slot)))
                .toList(); // which of them must be is what Coverage tells
        Tensors tensors = probed.compute(there.stream().map(SlotReading::tensor).toList());
        return there.stream()
                .map(slot -> {
                    Tensors.Tensor tensor = tensors.of(tensor(slot));
                    return tensor.shape().equals(slot.shape())
                            ? ok(
                                    slot,
                                    "Tensor %s owns its %s weights."
                                            .formatted(slot.name(), slot.shape().length()))
                            : misshapen(slot, slot.shape(), tensor);
                })
                .toList();
    }

    private List<Finding> generated(ProbedNetwork probed) {
        double[] flat = probed.compute(Names.FLAT);
        long theta = probed.layout().size();
        if (flat.length != theta * probed.tasks()) {
            return List.of(mismatch(
                    Names.FLAT,
                    "The flat vector has %s elements, but there are %s target weights.".formatted(flat.length, theta)));
        }
        List<Slot> slots = probed.layout().slots();
        try {
            Tensors tensors =
                    probed.compute(slots.stream().map(SlotReading::tensor).toList());
            return slots.stream()
                    .map(slot -> generated(probed, slot, tensors.of(tensor(slot)), flat))
                    .toList();
        } catch (BrokenGraphException e) { // one of them: which one, they tell one by one
            return slots.stream().map(slot -> alone(probed, slot, flat)).toList();
        }
    }

    private Finding alone(ProbedNetwork probed, Slot slot, double[] flat) {
        try {
            Tensors.Tensor tensor = probed.compute(List.of(tensor(slot))).of(tensor(slot));
            return generated(probed, slot, tensor, flat);
        } catch (BrokenGraphException e) {
            return mismatch(
                    tensor(slot),
                    "Tensor %s cannot be cut out of the flat vector. %s".formatted(slot.name(), e.sentence()));
        }
    }

    private Finding generated(ProbedNetwork probed, Slot slot, Tensors.Tensor tensor, double[] flat) {
        Shape shape = shape(probed, slot);
        if (!tensor.shape().equals(shape)) {
            return misshapen(slot, shape, tensor);
        }
        String own = "elements %s to %s of the flat vector".formatted(slot.offset(), slot.end() - 1);
        return readsOwn(tensor.values(), flat, probed.tasks(), slot)
                ? ok(slot, "Tensor %s reads its own %s.".formatted(slot.name(), own))
                : mismatch(
                        tensor(slot),
                        "Tensor %s should read the %s, but %s."
                                .formatted(slot.name(), own, instead(tensor.values(), flat)));
    }

    /** What the tensor reads in place of its own elements. */
    private static String instead(double[] tensor, double[] flat) {
        return IntStream.rangeClosed(0, flat.length - tensor.length)
                .filter(start -> reads(tensor, flat, start))
                .mapToObj(start -> "reads those from %s to %s".formatted(start, start + tensor.length - 1))
                .findFirst()
                .orElse("its numbers do not come from there: it is cut off, or computed from them");
    }

    /** Copies of the same numbers are equal to the last bit. */
    private static boolean reads(double[] tensor, double[] flat, int start) {
        return Arrays.equals(tensor, 0, tensor.length, flat, start, start + tensor.length);
    }

    private Finding ok(Slot slot, String message) {
        return new Finding(
                kind(),
                tensor(slot),
                Verdict.OK,
                new Measures()
                        .with("offset", (double) slot.offset())
                        .with("elements", (double) slot.shape().length())
                        .all(),
                message);
    }

    /** The slot's shape, with the tasks before it where each has weights of its own. */
    private static Shape shape(ProbedNetwork probed, Slot slot) {
        if (!probed.network().ofTasks()) {
            return slot.shape();
        }
        List<Long> extents = new ArrayList<>(List.of((long) probed.tasks()));
        extents.addAll(slot.shape().extents());
        return new Shape(extents);
    }

    /** Whether a tensor reads its slot in the flat vector of each task. */
    private static boolean readsOwn(double[] tensor, double[] flat, int tasks, Slot slot) {
        int length = tensor.length / tasks;
        int theta = flat.length / tasks;
        return IntStream.range(0, tasks)
                .allMatch(task -> reads(
                        Arrays.copyOfRange(tensor, task * length, (task + 1) * length),
                        flat,
                        task * theta + (int) slot.offset()));
    }

    private Finding misshapen(Slot slot, Shape wanted, Tensors.Tensor tensor) {
        return mismatch(
                tensor(slot),
                "Tensor %s has the shape %s in the graph, but its slot has the shape %s."
                        .formatted(slot.name(), tensor.shape(), wanted));
    }

    private Finding mismatch(String subject, String message) {
        return new Finding(kind(), subject, Verdict.MISMATCH, Map.of(), message);
    }

    private static String tensor(Slot slot) {
        return Names.target(slot.name());
    }
}
