package io.weightloom.network.target;

import io.weightloom.layout.ExampleShape;
import io.weightloom.layout.Layout;
import io.weightloom.layout.Slot;
import io.weightloom.network.graph.MatrixProduct;
import io.weightloom.network.graph.Names;
import io.weightloom.network.init.Initializer;
import io.weightloom.network.init.Parameter;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.RecurrentSpec;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * A recurrent network whose weights are made anew at each step, by a {@link HyperCell} for each of its layers: trained
 * matrices of which rows are scaled, or sums of trained matrices. Its weights are those of its slots that it owns, and
 * what the cells are made of.
 *
 * @param target the network as it would be without
 * @param condition what its cells are like
 * @param whole whether matrices are sums of whole ones; else rows are scaled
 */
public record DynamicTarget(RecurrentTarget target, ConditionSpec.Recurrent condition, boolean whole)
        implements TargetNetwork {

    /** The network whose weights this makes anew at each step; empty if it does not, or is none of these. */
    public static Optional<DynamicTarget> of(TargetNetwork target, HypernetSpec hypernet) {
        return target instanceof RecurrentTarget recurrent
                        && recurrent.spec() instanceof RecurrentSpec.Lstm
                        && hypernet.condition() instanceof ConditionSpec.Recurrent anew
                ? Optional.of(new DynamicTarget(recurrent, anew, hypernet.generator() instanceof GeneratorSpec.Full))
                : Optional.empty();
    }

    private List<HyperCell> cells() {
        RecurrentSpec spec = target.spec();
        return IntStream.rangeClosed(1, spec.depth())
                .mapToObj(l -> new HyperCell(
                        target.cell(l) + "/",
                        target.width(l),
                        spec.units(),
                        spec.gates(),
                        condition.units(),
                        condition.zDim(),
                        condition.norm() == RecurrentSpec.Norm.LAYER,
                        condition.scatter(),
                        whole))
                .toList();
    }

    /** What makes the weights, in the order in which it is drawn and stored. */
    public List<Parameter> parameters() {
        return cells().stream().flatMap(cell -> cell.parameters().stream()).toList();
    }

    /** Weights of the target that are made anew at each step: those that sums are made of. */
    public boolean makes(Slot slot) {
        return !slot.isNorm() && !slot.name().startsWith(RecurrentTarget.OUT + "/");
    }

    /** Weights of the target that are trained directly, to be scaled or as they are; the others are made of others. */
    public boolean owns(Slot slot) {
        return !whole || !makes(slot) || !slot.isMatrix();
    }

    /** Numbers that making weights takes for one example. */
    public long numbers() {
        return cells().stream().mapToLong(HyperCell::numbers).sum()
                * target.spec().length();
    }

    @Override
    public Layout layout() {
        return target.layout();
    }

    @Override
    public ExampleShape input() {
        return target.input();
    }

    @Override
    public ExampleShape output() {
        return target.output();
    }

    @Override
    public Optional<ExampleShape> dropout() {
        return target.dropout();
    }

    @Override
    public List<Layer> layers() {
        return target.layers();
    }

    @Override
    public List<HiddenUnits> hidden() {
        return List.of();
    }

    /** Matrices orthogonal, part by part, all else zeros. */
    @Override
    public Initializer initializer(Slot slot) {
        int parts = slot.name().startsWith(RecurrentTarget.OUT + "/")
                ? 1
                : target.spec().gates();
        return slot.isMatrix() ? new Initializer.Orthogonal(slot.rows(), parts) : new Initializer.Zero();
    }

    @Override
    public SDVariable forward(WeightSets sets, SDVariable x, Function<String, SDVariable> weights) {
        List<HyperCell> cells = cells();
        return target.forward(
                sets,
                x,
                weights,
                (l, rows) -> new GeneratedLayer(target, l, cells.get(l - 1), sets.graph(), rows, weights));
    }

    /** A layer with the cell that makes its weights. */
    private static final class GeneratedLayer implements RecurrentTarget.CellLayer {

        private final RecurrentTarget target;
        private final HyperCell cell;
        private final HyperCell.InGraph maker;
        private final RecurrentTarget.Projection x;
        private final Recurrence recurrence;
        private final SDVariable wh;
        private final SDVariable bias;

        GeneratedLayer(
                RecurrentTarget target,
                int l,
                HyperCell cell,
                SameDiff graph,
                SDVariable rows,
                Function<String, SDVariable> weights) {
            String name = target.cell(l);
            int steps = target.spec().length();
            int sums = target.sums();
            String wx = RecurrentTarget.inputWeight(name);
            SDVariable product =
                    MatrixProduct.of(rows, weights.apply(cell.matrix(wx)), target.width(l), cell.products());
            SDVariable projected = product.rename(Names.preActivation(wx));
            this.target = target;
            this.cell = cell;
            this.maker = cell.in(graph, rows, steps, weights);
            this.x = new RecurrentTarget.Projection(graph, projected, steps, cell.products());
            this.recurrence = target.recurrence(l, graph, weights);
            this.wh = weights.apply(cell.matrix(RecurrentTarget.stateWeight(name)));
            this.bias = weights.apply(RecurrentTarget.bias(name)).reshape(1, sums);
        }

        @Override
        public RecurrentTarget.Step step(int t, Optional<RecurrentTarget.Step> before, Optional<SDVariable> dropout) {
            Optional<Recurrence.State> state = before.map(RecurrentTarget.Step::state);
            HyperCell.Made made =
                    maker.step(t, state.map(Recurrence.State::h), before.flatMap(RecurrentTarget.Step::condition));
            SDVariable sums = cell.sum(made.x(), x.at(t)).add(made.bias()).add(bias);
            Optional<SDVariable> product = state.map(
                    there -> MatrixProduct.of(there.h(), wh, target.spec().units(), cell.products()));
            if (product.isPresent()) {
                sums = sums.add(cell.sum(made.h().orElseThrow(), product.get()));
            }
            return new RecurrentTarget.Step(recurrence.next(sums, state, dropout), Optional.of(made.state()), product);
        }
    }
}
