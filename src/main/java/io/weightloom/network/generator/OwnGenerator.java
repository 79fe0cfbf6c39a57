package io.weightloom.network.generator;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Slot;
import io.weightloom.network.init.Initializer;
import io.weightloom.network.init.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * No generator: a task's z is what is added to its weights, end to end, or for each matrix the two factors of that.
 *
 * @param pieces of the tensors, in their order
 */
record OwnGenerator(List<Parametrization> pieces) implements Generator {

    /** Copies the list. */
    OwnGenerator {
        pieces = List.copyOf(pieces);
    }

    /** @param rank of factors; 0 for none */
    static OwnGenerator of(int rank, Layout layout) {
        List<Parametrization> pieces = new ArrayList<>();
        for (Slot slot : layout.slots()) {
            pieces.add(rank == 0 ? new Parametrization.Direct(slot, 0) : Parametrization.delta(slot, rank));
        }
        return new OwnGenerator(pieces);
    }

    /** Width of z. */
    long numbers() {
        return runs().stream().mapToLong(Head.Run::count).sum();
    }

    /** How the z of all tasks is drawn. */
    Initializer initializer() {
        return new Initializer.Uniforms(() -> {
            double[] variances = new double[Math.toIntExact(numbers())];
            int first = 0;
            for (Head.Run run : runs()) {
                int end = first + Math.toIntExact(run.count());
                Arrays.fill(variances, first, end, run.variance());
                first = end;
            }
            return variances;
        });
    }

    private List<Head.Run> runs() {
        return pieces.stream().flatMap(piece -> piece.runs().stream()).toList();
    }

    @Override
    public long vectors() {
        return 1;
    }

    @Override
    public List<Parameter> parameters(Condition condition) {
        return List.of();
    }

    @Override
    public SDVariable flat(SameDiff graph, SDVariable z, Function<String, SDVariable> tensors) {
        List<SDVariable> made = new ArrayList<>();
        long first = 0;
        for (Parametrization piece : pieces) {
            List<SDVariable> emitted = new ArrayList<>();
            for (Head.Run run : piece.runs()) {
                emitted.add(Columns.of(graph, z, first, run.count()));
                first += run.count();
            }
            made.add(piece.make(graph, emitted, tensors)); // [tasks, length]
        }
        return Columns.join(graph, made); // [tasks, theta]
    }

    @Override
    public double hiddenNumbers() {
        return numbers();
    }

    @Override
    public Map<String, Double> intendedVariances() {
        return Map.of();
    }
}
