package io.weightloom.network.target;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Shape;
import io.weightloom.network.graph.MatrixProduct;
import io.weightloom.network.graph.Names;
import io.weightloom.network.graph.NativeArrays;
import io.weightloom.network.init.Initializer;
import io.weightloom.network.init.LedgerColumn;
import io.weightloom.network.init.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The smaller cell that makes a larger LSTM's weights anew at each step: from its output {@code e} signals {@code z} of
 * width {@code N}, one for each part of the larger one's sums and each of its two matrices and its bias, and from these
 * what rows are scaled by.
 *
 * <pre>
 * own sums   x ux + h_{t-1} uh + e_{t-1} ue + ub        e: an LSTM's output, of the same step
 * signals    zh = e sh + bh     zx = e sx + bx     zb = e sb
 * sums       (zh dh) * (h_{t-1} wh) + (zx dx) * (x wx) + zb db + b        rows scaled
 *            sum_n zh_n (h_{t-1} wh_n) + sum_n zx_n (x wx_n) + zb db + b  whole matrices
 * </pre>
 *
 * <p>Source: Ha, Dai, Le 2016, "HyperNetworks", arXiv 1609.09106, equations 10 to 13 and appendix A.2.3, where matrices
 * are transposed. The equations print {@code e_{t-1}} in the signals; the text and the authors' code have that of the
 * same step, as here. First values are those of the appendix: matrices orthogonal, part by part, {@code ub} and
 * {@code b} 0; {@code sh, sx} 0 with {@code bh, bx} 1, {@code sb} normal with deviation 0.01; {@code db} 0; {@code dh,
 * dx} 0.1 / N, to which {@code scatter} of that times normal numbers may be added. Neither the paper nor this adds
 * anything to the forget gate's biases.
 *
 * <p>Whole matrices are those of its equation 5, {@code W(z) = <W, z>}, with signals for each gate: every weight is
 * made of z, by N numbers of its own. What they are multiplied by is multiplied by all N first, so that no matrix of
 * one example's own is ever made. No first values are published: here each of the N matrices is orthogonal, part by
 * part, and {@code bh, bx} are {@code 1 / sqrt(N)}, so that their sum has numbers as large as one of them.
 *
 * @param prefix of its names, which ends with a slash
 * @param inputs that both cells read
 * @param main units of the larger cell
 * @param parts of the larger cell's sums
 * @param units of its own
 * @param zDim N
 * @param normed whether its sums, and what its output is made of, are normalised; they have no {@code ub} then
 * @param scatter of the first scalings, at least 0
 * @param whole whether it makes whole matrices; else it scales rows
 */
record HyperCell(
        String prefix,
        int inputs,
        int main,
        int parts,
        int units,
        int zDim,
        boolean normed,
        double scatter,
        boolean whole) {

    /** Parts of its own sums. */
    private static final int OWN = 4;

    private static final double FIRST_SCALING = 0.1;
    private static final double FIRST_SIGNAL = 0.01;

    /** Numbers of its own sums. */
    private int sums() {
        return OWN * units;
    }

    /** Numbers of the signals of one matrix. */
    private int signals() {
        return parts * zDim;
    }

    /** Numbers of the larger cell's sums. */
    private int scaled() {
        return parts * main;
    }

    /** Numbers of what the larger cell multiplies its matrices by: its sums, or N times as many. */
    int products() {
        return whole ? zDim * scaled() : scaled();
    }

    /** What the larger cell multiplies by: its own matrix of this name, or the N that take its place, side by side. */
    String matrix(String own) {
        return whole ? Names.generator(own) : own;
    }

    /**
     * What is made of products, by scalings or signals.
     *
     * @param made {@code [batch, parts main]}; of whole matrices signals, {@code [batch, N parts]}
     * @param products {@code [batch, products]}
     * @return {@code [batch, parts main]}
     */
    SDVariable sum(SDVariable made, SDVariable products) {
        if (!whole) {
            return made.mul(products);
        }
        SDVariable each = products.reshape(-1, main).mul(made.reshape(-1, 1)); // [batch N parts, main]
        return zDim == 1
                ? each.reshape(-1, scaled())
                : each.reshape(-1, zDim, scaled()).mean(1).mul(zDim);
    }

    private LayerNorm sumsNorm() {
        return new LayerNorm(prefix + "norm", OWN, units);
    }

    private LayerNorm outputNorm() {
        return new LayerNorm(prefix + "state-norm", 1, units);
    }

    private String name(String tensor) {
        return Names.generator(prefix + tensor);
    }

    /** All that is trained of it. */
    List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        add(parameters, "ux", Shape.of(inputs, sums()), new Initializer.Orthogonal(inputs, OWN));
        add(parameters, "uh", Shape.of(main, sums()), new Initializer.Orthogonal(main, OWN));
        add(parameters, "ue", Shape.of(units, sums()), new Initializer.Orthogonal(units, OWN));
        if (normed) {
            Layout norms = outputNorm().after(sumsNorm().after(Layout.empty()));
            norms.slots()
                    .forEach(slot -> parameters.add(new Parameter(
                            Names.generator(slot.name()),
                            slot.shape(),
                            LedgerColumn.GENERATOR,
                            new Initializer.Zero())));
        } else {
            add(parameters, "ub", Shape.of(sums()), new Initializer.Zero());
        }
        int signals = signals();
        for (String of : List.of("h", "x")) {
            add(parameters, "s" + of, Shape.of(units, signals), new Initializer.Zero());
            add(
                    parameters,
                    "b" + of,
                    Shape.of(signals),
                    new Initializer.Around(whole ? 1 / StrictMath.sqrt(zDim) : 1, 0));
        }
        add(parameters, "sb", Shape.of(units, signals), new Initializer.Around(0, FIRST_SIGNAL));
        double first = FIRST_SCALING / zDim;
        for (String of : List.of("h", "x")) {
            int rows = of.equals("h") ? main : inputs;
            if (whole) {
                add(parameters, "w" + of, Shape.of(rows, products()), new Initializer.Orthogonal(rows, zDim * parts));
            } else {
                add(parameters, "d" + of, Shape.of(zDim, scaled()), new Initializer.Around(first, scatter * first));
            }
        }
        add(parameters, "db", Shape.of(zDim, scaled()), new Initializer.Zero());
        return parameters;
    }

    private void add(List<Parameter> parameters, String tensor, Shape shape, Initializer initializer) {
        parameters.add(new Parameter(name(tensor), shape, LedgerColumn.GENERATOR, initializer));
    }

    /** Numbers of one example at one step. */
    int numbers() {
        return OWN * units + 10 * units + 3 * parts * (zDim + main) + (whole ? 4 * products() : 0);
    }

    /**
     * The cell in a graph.
     *
     * @param rows what both cells read, all steps one after the other, {@code [steps batch, inputs]}
     * @param steps in all
     */
    InGraph in(SameDiff graph, SDVariable rows, int steps, Function<String, SDVariable> tensors) {
        return new InGraph(this, graph, rows, steps, tensors);
    }

    /** What scales the larger cell's sums at a step, or the signals that its matrices are made of. */
    record Made(Recurrence.State state, Optional<SDVariable> h, SDVariable x, SDVariable bias) {}

    /** The cell with its numbers. */
    static final class InGraph {

        private final HyperCell cell;
        private final SameDiff graph;
        private final RecurrentTarget.Projection x;
        private final Recurrence recurrence;
        private final Function<String, SDVariable> tensors;
        private final SDVariable mask; // [parts zDim, parts main]
        private final Signals h;
        private final Signals ofX;
        private final Signals bias;

        private InGraph(
                HyperCell cell, SameDiff graph, SDVariable rows, int steps, Function<String, SDVariable> tensors) {
            int own = cell.sums();
            this.cell = cell;
            this.graph = graph;
            this.tensors = tensors;
            SDVariable product = MatrixProduct.of(rows, tensor("ux"), cell.inputs, own);
            SDVariable sums = cell.normed ? product : product.add(tensor("ub").reshape(1, own));
            this.x = new RecurrentTarget.Projection(graph, sums, steps, own);
            Function<String, SDVariable> numbers = name -> tensors.apply(Names.generator(name));
            this.recurrence = new Recurrence(
                    graph,
                    true,
                    cell.units,
                    cell.normed ? Optional.of(cell.sumsNorm().in(graph, numbers)) : Optional.empty(),
                    cell.normed ? Optional.of(cell.outputNorm().in(graph, numbers)) : Optional.empty());
            this.mask = mask(rows);
            this.h = new Signals("h", !cell.whole);
            this.ofX = new Signals("x", !cell.whole);
            this.bias = new Signals("b", true);
        }

        private SDVariable tensor(String name) {
            return tensors.apply(cell.name(name));
        }

        /** Ones where a signal belongs to the part of the sums that stands there. */
        private SDVariable mask(SDVariable like) {
            int width = cell.scaled();
            double[] ones = new double[cell.signals() * width];
            for (int i = 0; i < ones.length; i++) {
                ones[i] = i / width / cell.zDim == i % width / cell.main ? 1 : 0;
            }
            return graph.constant(NativeArrays.of(ones, like.dataType(), cell.signals(), width));
        }

        /**
         * What scales the larger cell at a step.
         *
         * @param before its output at the step before; empty at the first one
         * @param own state of the step before; empty at the first one
         */
        Made step(int t, Optional<SDVariable> before, Optional<Recurrence.State> own) {
            int sums = cell.sums();
            SDVariable y = x.at(t);
            if (before.isPresent() && own.isPresent()) {
                y = y.add(MatrixProduct.of(before.get(), tensor("uh"), cell.main, sums))
                        .add(MatrixProduct.of(own.get().h(), tensor("ue"), cell.units, sums));
            }
            Recurrence.State state = recurrence.next(y, own, Optional.empty()); // dropout is the larger one's alone
            return new Made(state, before.map(there -> h.of(state.h())), ofX.of(state.h()), bias.of(state.h()));
        }

        /** From the cell's output, signals, and perhaps from these what rows of one matrix are scaled by. */
        private final class Signals {

            private final String of;
            private final Optional<SDVariable> spread; // [parts zDim, parts main], where each part has its own

            Signals(String of, boolean scale) {
                this.of = of;
                this.spread = scale ? Optional.of(spread(tensor("d" + of))) : Optional.empty();
            }

            private SDVariable spread(SDVariable scalings) {
                SDVariable[] each = new SDVariable[cell.parts];
                Arrays.fill(each, scalings);
                return (each.length == 1 ? scalings : graph.concat(0, each)).mul(mask);
            }

            SDVariable of(SDVariable e) {
                int signals = cell.signals();
                SDVariable product = MatrixProduct.of(e, tensor("s" + of), cell.units, signals);
                SDVariable z =
                        of.equals("b") ? product : product.add(tensor("b" + of).reshape(1, signals));
                return spread.map(by -> MatrixProduct.of(z, by, signals, cell.scaled()))
                        .orElse(z);
            }
        }
    }
}
