package io.weightloom.bench;

import static io.weightloom.bench.RecurrentDesign.DIM;
import static io.weightloom.bench.RecurrentDesign.PARTS;
import static io.weightloom.bench.RecurrentDesign.SMALL;
import static io.weightloom.bench.RecurrentDesign.STEPS;
import static io.weightloom.bench.RecurrentDesign.UNITS;
import static org.bytedeco.pytorch.global.torch.addcmul;
import static org.bytedeco.pytorch.global.torch.addmm;
import static org.bytedeco.pytorch.global.torch.bmm;
import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.layer_norm;
import static org.bytedeco.pytorch.global.torch.mm;
import static org.bytedeco.pytorch.global.torch.tensor;
import static org.bytedeco.pytorch.global.torch.zeros;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;

/**
 * HyperLSTM as a loop over cells, as one writes it in PyTorch: a product of all steps where nothing waits for a state,
 * one product for all parts of the sums, one for all signals, and a batched one for all that scales.
 */
@SuppressWarnings({"unchecked", "try"}) // a pointer scope works by being there
final class LibTorchHyperLstm implements LibTorchNetwork {

    /** As the product's. */
    private static final double EPSILON = 1e-5;

    private final List<Tensor> trained = new ArrayList<>();
    private final Tensor wx; // [inputs, parts units]
    private final Tensor wh; // [units, parts units]
    private final Tensor b; // [parts units]
    private final Optional<Norms> norms;
    private final Tensor outWeight; // [units, outputs]
    private final Tensor outBias; // [outputs]
    private final Tensor ux; // [inputs, parts small]
    private final Tensor uh; // [units, parts small]
    private final Tensor ue; // [small, parts small]
    private final Optional<Norms> ownNorms;
    private final Optional<Tensor> ub; // [parts small]
    private final Tensor sh; // [small, parts dim]
    private final Tensor bh; // [parts dim]
    private final Tensor sx;
    private final Tensor bx;
    private final Tensor sb;
    private final Tensor dh; // [dim, parts units]
    private final Tensor dx;
    private final Tensor db;
    private final Tensor none; // [parts dim], zeros

    /**
     * Norms of a cell.
     *
     * @param scale of the sums, {@code [parts, units]}
     * @param shift of the sums, {@code [parts, units]}
     * @param outputScale of what its output is made of, {@code [units]}
     * @param outputShift the same
     */
    private record Norms(Tensor scale, Tensor shift, Tensor outputScale, Tensor outputShift, int units) {

        Tensor sums(Tensor y) {
            TensorOptional no = new TensorOptional();
            return addcmul(shift, layer_norm(y, new long[] {units}, no, no, EPSILON, false), scale);
        }

        Tensor output(Tensor c) {
            return layer_norm(
                    c,
                    new long[] {units},
                    new TensorOptional(outputScale),
                    new TensorOptional(outputShift),
                    EPSILON,
                    false);
        }
    }

    /** Output and what is carried, each {@code [batch, units]}. */
    private record State(Tensor h, Tensor c) {

        static State zero(long batch, int units) {
            return new State(zeros(batch, units), zeros(batch, units));
        }

        State kept(PointerScope scope) {
            scope.attach(h);
            scope.attach(c);
            return this;
        }
    }

    LibTorchHyperLstm(RecurrentDesign design, List<float[]> start) {
        Iterator<float[]> next = start.iterator();
        int sums = PARTS * UNITS;
        int own = PARTS * SMALL;
        int signals = PARTS * DIM;
        this.wx = next(next, -1, sums);
        this.wh = next(next, -1, sums);
        this.b = next(next, -1);
        this.norms = design.normed() ? Optional.of(norms(next, UNITS)) : Optional.empty();
        this.outWeight = next(next, -1, design.outputs());
        this.outBias = next(next, -1);
        this.ux = next(next, -1, own);
        this.uh = next(next, -1, own);
        this.ue = next(next, -1, own);
        this.ownNorms = design.normed() ? Optional.of(norms(next, SMALL)) : Optional.empty();
        this.ub = design.normed() ? Optional.empty() : Optional.of(next(next, -1));
        this.sh = next(next, -1, signals);
        this.bh = next(next, -1);
        this.sx = next(next, -1, signals);
        this.bx = next(next, -1);
        this.sb = next(next, -1, signals);
        this.dh = next(next, -1, sums);
        this.dx = next(next, -1, sums);
        this.db = next(next, -1, sums);
        this.none = zeros(signals);
    }

    private Tensor next(Iterator<float[]> next, long... shape) {
        return keep(tensor(next.next()).view(shape));
    }

    private Norms norms(Iterator<float[]> next, int units) {
        return new Norms(
                scale(next, PARTS, units), next(next, PARTS, units), scale(next, units), next(next, -1), units);
    }

    private Tensor scale(Iterator<float[]> next, long... shape) {
        return keep(tensor(next.next()).add(new Scalar(1)).view(shape));
    }

    private Tensor keep(Tensor values) {
        Tensor tensor = LibTorchNetwork.trained(values);
        trained.add(tensor);
        return tensor;
    }

    @Override
    public List<Tensor> trained() {
        return trained;
    }

    @Override
    public Tensor outputs(Tensor x) {
        PointerScope all = PointerScope.getInnerScope();
        TensorVector main = mm(x, wx).view(STEPS, -1, PARTS, UNITS).unbind(0); // each [batch, parts, units]
        Tensor ofX = ub.isPresent() ? addmm(ub.get(), x, ux) : mm(x, ux);
        TensorVector own = ofX.view(STEPS, -1, PARTS * SMALL).unbind(0); // each [batch, parts small]
        Tensor signals = cat(new TensorVector(sh, sx, sb), 1); // [small, 3 parts dim]
        Tensor shifts = cat(new TensorVector(bh, bx, none), 0);
        Tensor scalings = cat(new TensorVector(parts(dh), parts(dx), parts(db)), 0); // [3 parts, dim, units]
        Tensor bias = b.view(PARTS, UNITS);
        long batch = x.size(0) / STEPS;
        State state = State.zero(batch, UNITS);
        State small = State.zero(batch, SMALL);
        Tensor[] outputs = new Tensor[STEPS];
        for (int t = 0; t < STEPS; t++) {
            try (PointerScope step = new PointerScope()) { // what backward does not read goes at once
                Tensor ownSums = addmm(addmm(own.get(t), state.h(), uh), small.h(), ue);
                small = next(ownSums.view(-1, PARTS, SMALL), small, ownNorms).kept(all);
                Tensor z = addmm(shifts, small.h(), signals).view(-1, 3 * PARTS, DIM);
                TensorVector scales =
                        bmm(z.transpose(0, 1), scalings).transpose(0, 1).chunk(3, 1);
                Tensor ofH = mm(state.h(), wh).view(-1, PARTS, UNITS);
                Tensor sums = addcmul(scales.get(2).add(bias), scales.get(1), main.get(t));
                state = next(addcmul(sums, scales.get(0), ofH), state, norms).kept(all);
                outputs[t] = state.h();
            }
        }
        return addmm(outBias, cat(new TensorVector(outputs), 0), outWeight);
    }

    /** {@code [dim, parts units]} to {@code [parts, dim, units]}. */
    private static Tensor parts(Tensor d) {
        return d.view(DIM, PARTS, UNITS).transpose(0, 1);
    }

    /** @param y {@code [batch, parts, units]} */
    private static State next(Tensor y, State before, Optional<Norms> norms) {
        TensorVector gates = (norms.isPresent() ? norms.get().sums(y) : y).unbind(1);
        Tensor added = gates.get(0).sigmoid().mul(gates.get(2).tanh());
        Tensor c = addcmul(added, gates.get(1).sigmoid(), before.c());
        Tensor shown = norms.isPresent() ? norms.get().output(c) : c;
        return new State(gates.get(3).sigmoid().mul(shown.tanh()), c);
    }
}
