package io.weightloom.network.generator;

import io.weightloom.layout.Shape;
import io.weightloom.network.graph.MatrixProduct;
import io.weightloom.network.graph.Names;
import io.weightloom.network.init.Initializer;
import io.weightloom.network.init.LedgerColumn;
import io.weightloom.network.init.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * A linear layer {@code e H + beta} from the trunk's {@code e [tasks, h]} to several runs of numbers, end to end.
 * Immutable.
 *
 * @param trunk what is before it
 * @param heads how it is drawn
 * @param runs what it emits
 */
record Head(Trunk trunk, Heads heads, List<Run> runs) {

    private static final String WEIGHT = Names.generator("head/w");
    private static final String BIAS = Names.generator("head/b");

    /** Copies the list. */
    Head {
        runs = List.copyOf(runs);
    }

    /**
     * Numbers with one distribution at the start.
     *
     * @param count how many
     * @param variance around the mean, from draw to draw of {@code H}; at least 0
     * @param mean the start of their {@code beta}
     * @param exact whether the numbers that are emitted at the start have this second moment in every draw; for runs so
     *     short that the tensors made of them would scatter widely
     */
    record Run(long count, double variance, double mean, boolean exact) {

        static Run of(long count, double variance) {
            return new Run(count, variance, 0, false);
        }
    }

    /** How many numbers it emits. */
    long outputs() {
        return runs.stream().mapToLong(Run::count).sum();
    }

    List<Parameter> parameters(Condition condition) {
        Heads.Layer layer = new Heads.Layer(
                trunk.width(),
                outputs(),
                () -> perOutput(Run::variance),
                drawn -> trunk.secondMoment(condition.sample(drawn), drawn),
                new Initializer.Zero(),
                head -> runs.stream().noneMatch(Run::exact)
                        ? head
                        : new Initializer.Matched(
                                head, drawn -> trunk.forward(condition.sample(drawn), drawn), this::spans));
        Initializer biases = new Initializer.Shifted(heads.biases(layer), () -> perOutput(Run::mean));
        return List.of(
                new Parameter(WEIGHT, Shape.of(trunk.width(), outputs()), LedgerColumn.GENERATOR, heads.weights(layer)),
                new Parameter(BIAS, Shape.of(outputs()), LedgerColumn.GENERATOR, biases));
    }

    /**
     * In the graph.
     *
     * @param e {@code [tasks, h]}
     * @return what each run emits, {@code [tasks, count]}
     */
    List<SDVariable> emit(SameDiff graph, SDVariable e, Function<String, SDVariable> tensors) {
        SDVariable bias = tensors.apply(BIAS).reshape(1, outputs());
        SDVariable all = MatrixProduct.of(e, tensors.apply(WEIGHT), trunk.width(), outputs())
                .add(bias); // [tasks, outputs]
        List<SDVariable> emitted = new ArrayList<>();
        long first = 0;
        for (Run run : runs) {
            emitted.add(Columns.of(graph, all, first, run.count()));
            first += run.count();
        }
        return emitted;
    }

    private double[] perOutput(ToDoubleFunction<Run> number) {
        double[] all = new double[Math.toIntExact(outputs())];
        int first = 0;
        for (Run run : runs) {
            int end = first + Math.toIntExact(run.count());
            Arrays.fill(all, first, end, number.applyAsDouble(run));
            first = end;
        }
        return all;
    }

    private List<Initializer.Matched.Span> spans() {
        List<Initializer.Matched.Span> spans = new ArrayList<>();
        int first = 0;
        for (Run run : runs) {
            int end = first + Math.toIntExact(run.count());
            if (run.exact()) {
                spans.add(new Initializer.Matched.Span(first, end, run.variance()));
            }
            first = end;
        }
        return spans;
    }
}
