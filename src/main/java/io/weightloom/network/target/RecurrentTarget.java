package io.weightloom.network.target;

import io.weightloom.layout.ExampleShape;
import io.weightloom.layout.Layout;
import io.weightloom.layout.Shape;
import io.weightloom.layout.Slot;
import io.weightloom.network.graph.MatrixProduct;
import io.weightloom.network.graph.Names;
import io.weightloom.network.init.Initializer;
import io.weightloom.spec.RecurrentSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.NameScope;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A recurrent network, step by step in one graph: a cell's sums are {@code x_t wx + b + h_{t-1} wh}, of which {@code x
 * wx + b} is one product of all steps. States begin as zeros, so that the first step has no {@code h wh}. The last
 * layer's states, as far as they are scored, go through a dense layer.
 *
 * <p>Slots of a network of one layer are {@code cell/wx [inputs, parts units], cell/wh [units, parts units], cell/b},
 * then those of norms, then {@code out/w, out/b}; cells of several layers are {@code cell1, cell2, ...}. Plain ones are
 * drawn as PyTorch draws {@code LSTM} and {@code RNN}, all uniform in {@code +-1/sqrt(units)}; of the two biases there,
 * which are added to each other, this is one.
 */
record RecurrentTarget(RecurrentSpec spec) implements TargetNetwork {

    static final String OUT = "out";

    /** Name of a layer's cell, counted from 1. */
    String cell(int l) {
        return spec.depth() == 1 ? "cell" : "cell" + l;
    }

    static String inputWeight(String cell) {
        return cell + "/wx";
    }

    static String stateWeight(String cell) {
        return cell + "/wh";
    }

    static String bias(String cell) {
        return cell + "/b";
    }

    /** Numbers of a cell's sums. */
    int sums() {
        return spec.gates() * spec.units();
    }

    /** Numbers that a layer reads at a step. */
    int width(int l) {
        return l == 1 ? spec.width() : spec.units();
    }

    @Override
    public Layout layout() {
        Layout layout = Layout.empty();
        for (int l = 1; l <= spec.depth(); l++) {
            layout = layout.with(inputWeight(cell(l)), Shape.of(width(l), sums()), width(l), sums(), Slot.Role.WEIGHT)
                    .with(stateWeight(cell(l)), Shape.of(spec.units(), sums()), spec.units(), sums(), Slot.Role.WEIGHT)
                    .with(bias(cell(l)), Shape.of(sums()), spec.units(), sums(), Slot.Role.BIAS);
            for (LayerNorm norm : norms(l)) {
                layout = norm.after(layout);
            }
        }
        return layout.with(
                        OUT + "/w", Shape.of(spec.units(), spec.width()), spec.units(), spec.width(), Slot.Role.WEIGHT)
                .with(OUT + "/b", Shape.of(spec.width()), spec.units(), spec.width(), Slot.Role.BIAS);
    }

    private List<LayerNorm> norms(int l) {
        List<LayerNorm> norms = new ArrayList<>();
        sumsNorm(l).ifPresent(norms::add);
        outputNorm(l).ifPresent(norms::add);
        return norms;
    }

    private Optional<LayerNorm> sumsNorm(int l) {
        return spec.cellNorm() == RecurrentSpec.Norm.NONE
                ? Optional.empty()
                : Optional.of(new LayerNorm(cell(l) + "/norm", spec.gates(), spec.units()));
    }

    private Optional<LayerNorm> outputNorm(int l) {
        return spec.cellNorm() == RecurrentSpec.Norm.NONE || !isLstm()
                ? Optional.empty()
                : Optional.of(new LayerNorm(cell(l) + "/state-norm", 1, spec.units()));
    }

    private boolean isLstm() {
        return spec instanceof RecurrentSpec.Lstm;
    }

    @Override
    public ExampleShape input() {
        return new ExampleShape.Sequence(spec.length(), spec.width());
    }

    @Override
    public ExampleShape output() {
        return new ExampleShape.Sequence(spec.steps(), spec.width());
    }

    /** A cell's steps lie one after the other, and the cells behind each other. */
    @Override
    public Optional<ExampleShape> dropout() {
        return spec.dropout() == 0
                ? Optional.empty()
                : Optional.of(new ExampleShape.Sequence(spec.depth() * spec.length(), spec.units()));
    }

    @Override
    public List<Layer> layers() {
        List<Layer> layers = new ArrayList<>();
        Signal half = new Signal(0.5, 1, 1, 1, power -> Double.NaN); // of two parts of one sum
        for (int l = 1; l <= spec.depth(); l++) {
            layers.add(new Layer(
                    inputWeight(cell(l)),
                    Optional.of(bias(cell(l))),
                    Names.preActivation(inputWeight(cell(l))),
                    new ExampleShape.Sequence(spec.length(), sums()),
                    (long) spec.length() * sums(),
                    half));
            layers.add(new Layer(
                    stateWeight(cell(l)),
                    Optional.empty(),
                    Names.preActivation(stateWeight(cell(l))),
                    new ExampleShape.Vector(sums()),
                    (long) spec.length()
                            * (sums()
                                    + (spec.dropout() == 0 ? 10 : 12)
                                            * spec.units()), // the states and what they are made of
                    half));
        }
        layers.add(new Layer(
                OUT + "/w",
                Optional.of(OUT + "/b"),
                Names.OUTPUT,
                output(),
                (long) spec.steps() * spec.width(),
                Signal.before(Optional.empty())));
        return layers;
    }

    /** None are offered: a unit of a cell is told apart at four places of one axis. */
    @Override
    public List<HiddenUnits> hidden() {
        return List.of();
    }

    @Override
    public Initializer initializer(Slot slot) {
        return slot.isNorm()
                ? TargetNetwork.super.initializer(slot)
                : new Initializer.Uniform(1 / StrictMath.sqrt((double) spec.units()));
    }

    @Override
    public SDVariable forward(WeightSets sets, SDVariable x, Function<String, SDVariable> weights) {
        return forward(sets, x, weights, (l, rows) -> new PlainLayer(this, l, sets, rows, weights));
    }

    /** A layer in a graph: its cell, told once and called at each step. */
    interface CellLayer {

        /**
         * The state behind a step.
         *
         * @param t counted from 0
         * @param before empty at the first step
         * @param dropout factors of what the state is given anew; empty if none is left out
         */
        Step step(int t, Optional<Step> before, Optional<SDVariable> dropout);
    }

    /**
     * What a step leaves behind.
     *
     * @param state of the cell
     * @param condition of the cell that makes its weights; empty if none does
     * @param product {@code h_{t-1} wh}; empty at the first step
     */
    record Step(Recurrence.State state, Optional<Recurrence.State> condition, Optional<SDVariable> product) {}

    /** Makes a layer. */
    interface Layers {

        /**
         * A layer in a graph.
         *
         * @param l its number, counted from 1
         * @param rows what it reads, all steps one after the other, {@code [steps batch, width]}
         */
        CellLayer layer(int l, SDVariable rows);
    }

    SDVariable forward(WeightSets sets, SDVariable x, Function<String, SDVariable> weights, Layers layers) {
        SameDiff graph = sets.graph();
        SDVariable rows = x.reshape(-1, spec.width()); // [steps batch, inputs]
        Optional<Projection> dropout = dropout().map(shape -> factors(graph, x.dataType(), shape));
        for (int l = 1; l <= spec.depth(); l++) {
            List<SDVariable> outputs = new ArrayList<>();
            String name = cell(l);
            CellLayer layer = layers.layer(l, rows);
            List<Step> done = new ArrayList<>();
            for (int t = 0; t < spec.length(); t++) {
                NameScope scope = graph.withNameScope(name + "-" + t); // where names are free
                int place = (l - 1) * spec.length() + t;
                Optional<Step> before = t == 0 ? Optional.empty() : Optional.of(done.get(t - 1));
                done.add(layer.step(t, before, dropout.map(all -> all.at(place))));
                scope.close();
                outputs.add(done.get(t).state().h());
            }
            done.get(spec.length() - 1)
                    .product()
                    .ifPresent(last -> graph.identity(Names.preActivation(stateWeight(name)), last));
            List<SDVariable> read = l < spec.depth() ? outputs : outputs.subList(spec.unscored(), spec.length());
            rows = read.size() == 1 ? read.get(0) : graph.concat(0, read.toArray(SDVariable[]::new));
        }
        SDVariable output = sets.affine(
                OUT,
                rows,
                weights.apply(OUT + "/w"),
                weights.apply(OUT + "/b"),
                spec.units(),
                spec.width()); // [steps batch, outputs]
        return graph.reshape(Names.OUTPUT, output, spec.steps(), -1, spec.width());
    }

    /** What training leaves out, step by step. */
    private Projection factors(SameDiff graph, DataType precision, ExampleShape shape) {
        SDVariable all = graph.placeHolder(Names.DROPOUT, precision, shape.batch(-1));
        return new Projection(graph, all.reshape(-1, spec.units()), spec.depth() * spec.length(), spec.units());
    }

    /** What a layer reads, through its first matrix, for each step. */
    static final class Projection {

        private final SameDiff graph;
        private final SDVariable all; // [steps, batch, sums]
        private final int sums;

        /** @param rows {@code [steps batch, sums]} */
        Projection(SameDiff graph, SDVariable rows, int steps, int sums) {
            this.graph = graph;
            this.all = rows.reshape(steps, -1, sums);
            this.sums = sums;
        }

        /** {@code [batch, sums]}. */
        SDVariable at(int t) {
            return graph.slice(all, new int[] {t, 0, 0}, 1, -1, sums).reshape(-1, sums);
        }
    }

    Recurrence recurrence(int l, SameDiff graph, Function<String, SDVariable> weights) {
        return new Recurrence(
                graph,
                isLstm(),
                spec.units(),
                sumsNorm(l).map(norm -> norm.in(graph, weights)),
                outputNorm(l).map(norm -> norm.in(graph, weights)));
    }

    /** A layer whose weights are the same at each step. */
    private static final class PlainLayer implements CellLayer {

        private final Projection x;
        private final Recurrence recurrence;
        private final SDVariable wh;
        private final RecurrentTarget target;

        PlainLayer(
                RecurrentTarget target, int l, WeightSets sets, SDVariable rows, Function<String, SDVariable> weights) {
            String cell = target.cell(l);
            SDVariable projected = sets.affine(
                    Names.preActivation(inputWeight(cell)),
                    rows,
                    weights.apply(inputWeight(cell)),
                    weights.apply(bias(cell)),
                    target.width(l),
                    target.sums());
            this.target = target;
            this.x = new Projection(sets.graph(), projected, target.spec.length(), target.sums());
            this.recurrence = target.recurrence(l, sets.graph(), weights);
            this.wh = weights.apply(stateWeight(cell));
        }

        @Override
        public Step step(int t, Optional<Step> before, Optional<SDVariable> dropout) {
            Optional<SDVariable> product =
                    before.map(step -> MatrixProduct.of(step.state().h(), wh, target.spec.units(), target.sums()));
            SDVariable sums = product.map(h -> x.at(t).add(h)).orElseGet(() -> x.at(t));
            return new Step(recurrence.next(sums, before.map(Step::state), dropout), Optional.empty(), product);
        }
    }
}
