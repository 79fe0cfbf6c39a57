package io.weightloom.bench;

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
        return cell.isConvolutional() ? new Convolutions(cell) : new Hypernetwork(cell);
    }

    /**
     * The generator's layers are those of PyTorch, with weights {@code [out, in]}. The target's weights are cut out of
     * the flat vector as {@code [in, out]}, as the product does, so that both train the same network; {@code addmm} is
     * what {@code linear} calls once it has transposed its weights.
     */
    final class Hypernetwork implements LibTorchNetwork {

        private final Cell cell;
        private final Tensor z; // [rows, 8]
        private final Tensor trunkWeight; // [64, 8]
        private final Tensor trunkBias; // [64]
        private final Tensor headWeight; // [width, 64]
        private final Tensor headBias; // [width]

        Hypernetwork(Cell cell) {
            this.cell = cell;
            List<float[]> start = cell.start();
            this.z = LibTorchNetwork.trained(tensor(start.get(0)).view(cell.rows(), Cell.Z_DIM));
            this.trunkWeight = transposed(start.get(1), Cell.TRUNK);
            this.trunkBias = LibTorchNetwork.trained(tensor(start.get(2)));
            this.headWeight = transposed(start.get(3), cell.width());
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
            int first = cell.inputs() * cell.hidden();
            int second = cell.hidden() * cell.outputs();
            Tensor w1 = flat.narrow(0, 0, first).view(cell.inputs(), cell.hidden());
            Tensor b1 = flat.narrow(0, first, cell.hidden());
            Tensor w2 = flat.narrow(0, first + cell.hidden(), second).view(cell.hidden(), cell.outputs());
            Tensor b2 = flat.narrow(0, first + cell.hidden() + second, cell.outputs());
            Tensor h = relu(addmm(b1, x, w1)); // [batch, hidden]
            return addmm(b2, h, w2);
        }
    }

    /** PyTorch's own layers, with kernels {@code [out, in, rows, columns]}. */
    final class Convolutions implements LibTorchNetwork {

        private final Tensor w1; // [16, 1, 7, 7]
        private final Tensor b1; // [16]
        private final Tensor w2; // [16, 16, 7, 7]
        private final Tensor b2; // [16]
        private final Tensor w3; // [10, 784]
        private final Tensor b3; // [10]

        Convolutions(Cell cell) {
            List<float[]> start = cell.start();
            this.w1 = kernels(start.get(0), 1, cell.hidden());
            this.b1 = LibTorchNetwork.trained(tensor(start.get(1)));
            this.w2 = kernels(start.get(2), cell.hidden(), cell.hidden());
            this.b2 = LibTorchNetwork.trained(tensor(start.get(3)));
            this.w3 = transposed(start.get(4), cell.outputs());
            this.b3 = LibTorchNetwork.trained(tensor(start.get(5)));
        }

        @Override
        public List<Tensor> trained() {
            return List.of(w1, b1, w2, b2, w3, b3);
        }

        @Override
        public Tensor outputs(Tensor x) {
            Tensor h = layer(x.view(-1, 1, Cell.SIDE, Cell.SIDE), w1, b1); // [batch, 16, 14, 14]
            h = layer(h, w2, b2); // [batch, 16, 7, 7]
            return linear(h.flatten(1, -1), w3, b3);
        }

        private static Tensor layer(Tensor x, Tensor w, Tensor b) {
            long[] one = {1, 1};
            long[] half = {Cell.KERNEL / 2, Cell.KERNEL / 2};
            return max_pool2d(relu(conv2d(x, w, new TensorOptional(b), one, half, one, 1)), 2, 2);
        }

        /** From the product's order. */
        private static Tensor kernels(float[] values, int in, int out) {
            return LibTorchNetwork.trained(
                    tensor(values).view(Cell.KERNEL, Cell.KERNEL, in, out).permute(3, 2, 0, 1));
        }
    }

    private static Tensor transposed(float[] values, int columns) {
        return trained(tensor(values).view(-1, columns).t());
    }

    private static Tensor trained(Tensor values) {
        return values.contiguous().clone().set_requires_grad(true);
    }
}
