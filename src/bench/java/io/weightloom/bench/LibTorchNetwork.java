package io.weightloom.bench;

import static io.weightloom.bench.Design.Tiles.CHANNELS;
import static io.weightloom.bench.Design.Tiles.DIM;
import static io.weightloom.bench.Design.Tiles.KERNEL;
import static io.weightloom.bench.Design.Tiles.SIDE;
import static io.weightloom.bench.Design.Tiles.TAPS;
import static org.bytedeco.pytorch.global.torch.addmm;
import static org.bytedeco.pytorch.global.torch.batch_norm;
import static org.bytedeco.pytorch.global.torch.constant_pad_nd;
import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.max_pool2d;
import static org.bytedeco.pytorch.global.torch.relu;
import static org.bytedeco.pytorch.global.torch.tensor;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/** A cell's network in LibTorch. */
sealed interface LibTorchNetwork
        permits LibTorchNetwork.Perceptron,
                LibTorchNetwork.Convolutions,
                LibTorchNetwork.Wide,
                LibTorchLstm,
                LibTorchHyperLstm {

    /** All that is trained. */
    List<Tensor> trained();

    /**
     * The target's outputs, {@code [rows, outputs]}.
     *
     * @param x {@code [rows, inputs]}; of sequences the first steps of all examples, then the second ones, and so on
     */
    Tensor outputs(Tensor x);

    static LibTorchNetwork of(Cell cell) {
        if (cell.design() instanceof Design.Perceptron design) {
            return new Perceptron(design, cell.start());
        }
        if (cell.design() instanceof RecurrentDesign design) {
            return design.anew() ? new LibTorchHyperLstm(design, cell.start()) : new LibTorchLstm(cell.start());
        }
        return cell.design() instanceof Design.Wide ? new Wide(cell.start()) : new Convolutions(cell.start());
    }

    /**
     * The generator's layers are those of PyTorch, with weights {@code [out, in]}. The target's weights are cut out of
     * the flat vector as {@code [in, out]}, as the product does, so that both train the same network; {@code addmm} is
     * what {@code linear} calls once it has transposed its weights.
     */
    final class Perceptron implements LibTorchNetwork {

        private final Design.Perceptron design;
        private final Tensor z; // [rows, 8]
        private final Tensor trunkWeight; // [64, 8]
        private final Tensor trunkBias; // [64]
        private final Tensor headWeight; // [width, 64]
        private final Tensor headBias; // [width]

        Perceptron(Design.Perceptron design, List<float[]> start) {
            this.design = design;
            this.z = LibTorchNetwork.trained(tensor(start.get(0)).view(-1, Design.Perceptron.Z_DIM));
            this.trunkWeight = transposed(start.get(1), Design.Perceptron.TRUNK);
            this.trunkBias = LibTorchNetwork.trained(tensor(start.get(2)));
            this.headWeight = transposed(start.get(3), design.width());
            this.headBias = LibTorchNetwork.trained(tensor(start.get(4)));
        }

        @Override
        public List<Tensor> trained() {
            return List.of(z, trunkWeight, trunkBias, headWeight, headBias);
        }

        @Override
        public Tensor outputs(Tensor x) {
            Tensor e = relu(linear(z, trunkWeight, trunkBias)); // [rows, 64]
            Tensor flat = linear(e, headWeight, headBias).view(-1); // [rows * width]
            int first = design.inputs() * design.hidden();
            int second = design.hidden() * design.outputs();
            Tensor w1 = flat.narrow(0, 0, first).view(design.inputs(), design.hidden());
            Tensor b1 = flat.narrow(0, first, design.hidden());
            Tensor w2 = flat.narrow(0, first + design.hidden(), second).view(design.hidden(), design.outputs());
            Tensor b2 = flat.narrow(0, first + design.hidden() + second, design.outputs());
            Tensor h = relu(addmm(b1, x, w1)); // [batch, hidden]
            return addmm(b2, h, w2);
        }
    }

    /**
     * PyTorch's own layers, with kernels {@code [out, in, rows, columns]}. The generator's second layer emits for each
     * input channel a part {@code [out, rows, columns]} of the second kernel.
     */
    final class Convolutions implements LibTorchNetwork {

        private final Tensor z; // [1, 4]
        private final Tensor firstWeight; // [16 * 4, 4]
        private final Tensor firstBias; // [16 * 4]
        private final Tensor secondWeight; // [16 * 49, 4]
        private final Tensor secondBias; // [16 * 49]
        private final Tensor w1; // [16, 1, 7, 7]
        private final Tensor b1; // [16]
        private final Tensor b2; // [16]
        private final Tensor w3; // [10, 784]
        private final Tensor b3; // [10]

        Convolutions(List<float[]> start) {
            this.z = LibTorchNetwork.trained(tensor(start.get(0)).view(1, DIM));
            this.firstWeight = transposed(start.get(1), CHANNELS * DIM);
            this.firstBias = LibTorchNetwork.trained(tensor(start.get(2)));
            this.secondWeight = outputsFirst(start.get(3), -1, DIM);
            this.secondBias = outputsFirst(start.get(4), -1);
            this.w1 = outputsFirst(start.get(5), CHANNELS, 1, KERNEL, KERNEL);
            this.b1 = LibTorchNetwork.trained(tensor(start.get(6)));
            this.b2 = LibTorchNetwork.trained(tensor(start.get(7)));
            this.w3 = transposed(start.get(8), start.get(9).length);
            this.b3 = LibTorchNetwork.trained(tensor(start.get(9)));
        }

        @Override
        public List<Tensor> trained() {
            return List.of(z, firstWeight, firstBias, secondWeight, secondBias, w1, b1, b2, w3, b3);
        }

        @Override
        public Tensor outputs(Tensor x) {
            Tensor a = linear(z, firstWeight, firstBias).view(CHANNELS, DIM);
            Tensor w2 = linear(a, secondWeight, secondBias) // [in, out * 49]
                    .view(CHANNELS, CHANNELS, KERNEL, KERNEL)
                    .transpose(0, 1);
            Tensor h = layer(x.view(-1, 1, SIDE, SIDE), w1, b1); // [batch, 16, 14, 14]
            h = layer(h, w2, b2); // [batch, 16, 7, 7]
            return linear(h.flatten(1, -1), w3, b3);
        }

        private static Tensor layer(Tensor x, Tensor w, Tensor b) {
            long[] one = {1, 1};
            long[] half = {KERNEL / 2, KERNEL / 2};
            return max_pool2d(relu(conv2d(x, w, new TensorOptional(b), one, half, one, 1)), 2, 2);
        }

        /** From the product's order, {@code [..., places, outputs]}, to one of this shape with the outputs in front. */
        private static Tensor outputsFirst(float[] values, long... shape) {
            return LibTorchNetwork.outputsFirst(values, TAPS, CHANNELS, shape);
        }
    }

    /**
     * PyTorch's own layers. Strides of 2 have the zeros of the product, which are behind the last row and column of
     * even extents alone.
     */
    final class Wide implements LibTorchNetwork {

        private static final int TAPS = Design.Wide.TAPS;
        private static final int TILE = Design.Wide.TILE;
        private static final int KERNEL = Design.Wide.KERNEL;

        /** As the product's. */
        private static final double EPSILON = 1e-5;

        private final List<Tensor> trained = new ArrayList<>();
        private final Tensor z; // [74, 32]
        private final Tensor firstWeight; // [16 * 32, 32]
        private final Tensor firstBias; // [16 * 32]
        private final Tensor secondWeight; // [16 * 9, 32]
        private final Tensor secondBias; // [16 * 9]
        private final Tensor stem; // [16, 3, 3, 3]
        private final List<Normed> norms = new ArrayList<>();
        private final List<Tensor> skips = new ArrayList<>();
        private final Tensor denseWeight; // [10, 64]
        private final Tensor denseBias; // [10]

        /** Scales and shifts. */
        private record Normed(Tensor scale, Tensor shift) {

            Tensor activated(Tensor h) {
                TensorOptional none = new TensorOptional();
                return relu(batch_norm(
                        h, new TensorOptional(scale), new TensorOptional(shift), none, none, true, 0, EPSILON, false));
            }
        }

        Wide(List<float[]> start) {
            Iterator<float[]> next = start.iterator();
            this.z = keep(LibTorchNetwork.trained(tensor(next.next()).view(-1, Design.Wide.DIM)));
            this.firstWeight = keep(transposed(next.next(), TILE * Design.Wide.DIM));
            this.firstBias = keep(LibTorchNetwork.trained(tensor(next.next())));
            this.secondWeight = keep(LibTorchNetwork.outputsFirst(next.next(), TAPS, TILE, -1, Design.Wide.DIM));
            this.secondBias = keep(LibTorchNetwork.outputsFirst(next.next(), TAPS, TILE, -1));
            // [rows, columns, in, out] to [out, in, rows, columns]
            this.stem = keep(LibTorchNetwork.trained(tensor(next.next())
                    .view(KERNEL, KERNEL, Design.Wide.COLOURS, -1)
                    .permute(3, 2, 0, 1)));
            for (Design.Wide.Block block : Design.Wide.blocks()) {
                norms.add(norm(next));
                norms.add(norm(next));
                if (block.skips()) {
                    skips.add(keep(transposed(next.next(), block.out())));
                }
            }
            norms.add(norm(next));
            float[] dense = next.next();
            float[] bias = next.next();
            this.denseWeight = keep(transposed(dense, bias.length));
            this.denseBias = keep(LibTorchNetwork.trained(tensor(bias)));
        }

        private Normed norm(Iterator<float[]> next) {
            Tensor scale = keep(LibTorchNetwork.trained(tensor(next.next()).add(new Scalar(1))));
            return new Normed(scale, keep(LibTorchNetwork.trained(tensor(next.next()))));
        }

        private Tensor keep(Tensor tensor) {
            trained.add(tensor);
            return tensor;
        }

        @Override
        public List<Tensor> trained() {
            return trained;
        }

        @Override
        public Tensor outputs(Tensor x) {
            Tensor a = linear(z, firstWeight, firstBias).view(-1, Design.Wide.DIM); // [74 * 16, 32]
            Tensor tiles = linear(a, secondWeight, secondBias).view(-1, TILE, TILE, TAPS); // [74, in, out, 9]
            Iterator<Normed> norm = norms.iterator();
            Iterator<Tensor> skip = skips.iterator();
            Tensor h = convolved(x.view(-1, Design.Wide.COLOURS, Design.Wide.SIDE, Design.Wide.SIDE), stem, 1);
            int tile = 0;
            for (Design.Wide.Block block : Design.Wide.blocks()) {
                int second = tile + block.in() / TILE * (block.out() / TILE);
                Tensor active = norm.next().activated(h);
                Tensor inner = convolved(active, kernel(tiles, tile, block.in(), block.out()), block.stride());
                Tensor residual =
                        convolved(norm.next().activated(inner), kernel(tiles, second, block.out(), block.out()), 1);
                h = (block.skips() ? skipped(active, skip.next(), block.stride()) : h).add(residual);
                tile += block.tiles();
            }
            Tensor means = norm.next().activated(h).mean(2, 3);
            return linear(means, denseWeight, denseBias);
        }

        /** {@code [out, in, 3, 3]}. */
        private static Tensor kernel(Tensor tiles, int first, int in, int out) {
            int down = in / TILE;
            int across = out / TILE;
            return tiles.narrow(0, first, (long) down * across)
                    .view(down, across, TILE, TILE, TAPS)
                    .permute(1, 3, 0, 2, 4)
                    .reshape(out, in, KERNEL, KERNEL);
        }

        private static Tensor convolved(Tensor x, Tensor w, int stride) {
            long[] one = {1, 1};
            if (stride == 1) {
                return conv2d(x, w, new TensorOptional(), one, one, one, 1);
            }
            return conv2d(
                    constant_pad_nd(x, 0, 1, 0, 1),
                    w,
                    new TensorOptional(),
                    new long[] {stride, stride},
                    new long[] {0, 0},
                    one,
                    1);
        }

        /** @param w {@code [out, in]} */
        private static Tensor skipped(Tensor x, Tensor w, int stride) {
            return conv2d(
                    x,
                    w.view(w.size(0), w.size(1), 1, 1),
                    new TensorOptional(),
                    new long[] {stride, stride},
                    new long[] {0, 0},
                    new long[] {1, 1},
                    1);
        }
    }

    /** From the product's order, {@code [..., places, outputs]}, to one of this shape with the outputs in front. */
    private static Tensor outputsFirst(float[] values, int places, int outputs, long... shape) {
        return trained(tensor(values).view(-1, places, outputs).permute(2, 1, 0).reshape(shape));
    }

    /** As PyTorch's layers have it. */
    static Tensor transposed(float[] values, int columns) {
        return trained(tensor(values).view(-1, columns).t());
    }

    /** A copy. */
    static Tensor trained(Tensor values) {
        return values.contiguous().clone().set_requires_grad(true);
    }
}
