package io.weightloom.bench;

import static io.weightloom.bench.Design.Tiles.CHANNELS;
import static io.weightloom.bench.Design.Tiles.DIM;
import static io.weightloom.bench.Design.Tiles.KERNEL;
import static io.weightloom.bench.Design.Tiles.SIDE;
import static io.weightloom.bench.Design.Tiles.TAPS;
import static org.bytedeco.pytorch.global.torch.addmm;
import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.max_pool2d;
import static org.bytedeco.pytorch.global.torch.relu;
import static org.bytedeco.pytorch.global.torch.tensor;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/** A cell's network in LibTorch. */
sealed interface LibTorchNetwork {

    /** All that is trained. */
    List<Tensor> trained();

    /**
     * The target's outputs, {@code [batch, outputs]}.
     *
     * @param x {@code [batch, inputs]}
     */
    Tensor outputs(Tensor x);

    static LibTorchNetwork of(Cell cell) {
        if (cell.design() instanceof Design.Perceptron design) {
            return new Perceptron(design, cell.start());
        }
        return new Convolutions(cell.start());
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
            return LibTorchNetwork.trained(
                    tensor(values).view(-1, TAPS, CHANNELS).permute(2, 1, 0).reshape(shape));
        }
    }

    private static Tensor transposed(float[] values, int columns) {
        return trained(tensor(values).view(-1, columns).t());
    }

    private static Tensor trained(Tensor values) {
        return values.contiguous().clone().set_requires_grad(true);
    }
}
