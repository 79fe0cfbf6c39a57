package io.weightloom.network.generator;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Slot;
import io.weightloom.network.init.Parameter;
import io.weightloom.spec.GeneratorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * One head emits what each target tensor needs, and each is made of that in its own way ({@link Parametrization}).
 *
 * @param trunk hidden layers
 * @param pieces of the tensors, in their order
 * @param heads how the head is drawn
 * @param intendedVariances by slot, empty if none is promised
 */
record PiecewiseGenerator(Trunk trunk, List<Parametrization> pieces, Heads heads, Map<String, Double> intendedVariances)
        implements Generator {

    /** Copies the list. */
    PiecewiseGenerator {
        pieces = List.copyOf(pieces);
    }

    /**
     * Of this kind for all tensors of a layout.
     *
     * @param promised by slot, empty if nothing is promised
     * @param known what tensors shall have as far as it is not left to the head
     */
    static PiecewiseGenerator of(
            GeneratorSpec spec,
            Trunk trunk,
            Layout layout,
            Heads heads,
            Map<String, Double> promised,
            Map<String, Double> known) {
        List<Parametrization> pieces = new ArrayList<>();
        for (Slot slot : layout.slots()) {
            pieces.add(Parametrization.of(spec, slot, known.getOrDefault(slot.name(), 0.0)));
        }
        return new PiecewiseGenerator(trunk, pieces, heads, promised);
    }

    /** Of low rank, for what is added to given tensors. */
    static PiecewiseGenerator ofDeltas(int rank, Trunk trunk, Layout layout) {
        List<Parametrization> pieces = layout.slots().stream()
                .map(slot -> Parametrization.delta(slot, rank))
                .toList();
        return new PiecewiseGenerator(trunk, pieces, new Heads.Measured(), Map.of());
    }

    @Override
    public long vectors() {
        return 1;
    }

    @Override
    public List<Parameter> parameters(Condition condition) {
        Map<String, Parameter> beside = new LinkedHashMap<>();
        for (Parametrization piece : pieces) {
            piece.parameters().forEach(parameter -> beside.putIfAbsent(parameter.name(), parameter));
        }
        List<Parameter> parameters = new ArrayList<>(trunk.parameters());
        parameters.addAll(head().parameters(condition));
        parameters.addAll(beside.values());
        return parameters;
    }

    @Override
    public SDVariable flat(SameDiff graph, SDVariable z, Function<String, SDVariable> tensors) {
        List<SDVariable> emitted = head().emit(graph, trunk.forward(graph, z, tensors), tensors);
        List<SDVariable> made = new ArrayList<>();
        int next = 0;
        for (Parametrization piece : pieces) {
            int end = next + piece.runs().size();
            made.add(piece.make(graph, emitted.subList(next, end), tensors)); // [tasks, length]
            next = end;
        }
        return Columns.join(graph, made); // [tasks, theta]
    }

    @Override
    public double hiddenNumbers() {
        return trunk.hiddenNumbers() + head().outputs();
    }

    private Head head() {
        return new Head(
                trunk,
                heads,
                pieces.stream().flatMap(piece -> piece.runs().stream()).toList());
    }
}
