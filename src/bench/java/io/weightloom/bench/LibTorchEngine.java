package io.weightloom.bench;

import static org.bytedeco.pytorch.global.torch.addmm;
import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.mm;
import static org.bytedeco.pytorch.global.torch.rand;
import static org.bytedeco.pytorch.global.torch.relu;
import static org.bytedeco.pytorch.global.torch.set_num_threads;
import static org.bytedeco.pytorch.global.torch.tensor;

import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * LibTorch's eager mode. The generator's layers are those of PyTorch, with weights {@code [out, in]}. The target's
 * weights are cut out of the flat vector as {@code [in, out]}, as the product does, so that both train the same
 * network; {@code addmm} is what {@code linear} calls once it has transposed its weights.
 */
@SuppressWarnings({"unchecked", "try"}) // a pointer scope works by being there
final class LibTorchEngine implements Engine {

    private final Cell cell;
    private final Tensor z; // [rows, 8]
    private final Tensor trunkWeight; // [64, 8]
    private final Tensor trunkBias; // [64]
    private final Tensor headWeight; // [width, 64]
    private final Tensor headBias; // [width]
    private final Tensor x; // [batch, inputs]
    private final Tensor labels; // [batch]
    private final Adam adam;

    LibTorchEngine(Cell cell) {
        this(cell, cell.x(), labels(cell));
    }

    /** With other examples, for {@link #epoch}. */
    LibTorchEngine(Cell cell, float[] x, long[] labels) {
        set_num_threads(1);
        this.cell = cell;
        List<float[]> start = cell.start();
        this.z = trained(start.get(0), cell.rows(), Cell.Z_DIM);
        this.trunkWeight = trained(transposed(start.get(1), Cell.TRUNK), Cell.TRUNK, Cell.Z_DIM);
        this.trunkBias = trained(start.get(2), Cell.TRUNK);
        this.headWeight = trained(transposed(start.get(3), cell.width()), cell.width(), Cell.TRUNK);
        this.headBias = trained(start.get(4), cell.width());
        this.x = tensor(x).view(labels.length, cell.inputs());
        this.labels = tensor(labels);
        this.adam = new Adam(
                new TensorVector(z, trunkWeight, trunkBias, headWeight, headBias), new AdamOptions(Cell.LEARNING_RATE));
    }

    @Override
    public double step() {
        try (PointerScope scope = new PointerScope()) {
            return update(x, labels).item_float();
        }
    }

    @Override
    public void run(int steps) {
        for (int i = 0; i < steps; i++) {
            try (PointerScope scope = new PointerScope()) {
                update(x, labels);
            }
        }
    }

    /** One pass over all examples, batch by batch in a new order. */
    void epoch(long[] order) {
        try (PointerScope all = new PointerScope()) {
            Tensor rows = tensor(order);
            Tensor shuffled = x.index_select(0, rows); // [examples, inputs]
            Tensor answers = labels.index_select(0, rows); // [examples]
            for (int at = 0; at + cell.batch() <= order.length; at += cell.batch()) {
                try (PointerScope scope = new PointerScope()) {
                    update(shuffled.narrow(0, at, cell.batch()), answers.narrow(0, at, cell.batch()));
                }
            }
        }
    }

    @Override
    public void close() {
        List.of(adam, z, trunkWeight, trunkBias, headWeight, headBias, x, labels)
                .forEach(org.bytedeco.javacpp.Pointer::close);
    }

    /** The best over square products of three sizes. */
    static double gemmRate() {
        set_num_threads(1);
        return Math.max(gemmRate(256), Math.max(gemmRate(512), gemmRate(1024)));
    }

    private static double gemmRate(int n) {
        try (Tensor a = rand(n, n);
                Tensor b = rand(n, n)) {
            return 2.0 * n * n * n / Repetition.best(() -> mm(a, b).close());
        }
    }

    private Tensor update(Tensor inputs, Tensor answers) {
        Tensor e = relu(linear(z, trunkWeight, trunkBias)); // [rows, 64]
        Tensor flat = linear(e, headWeight, headBias).view(-1); // [rows * width]
        int first = cell.inputs() * cell.hidden();
        int second = cell.hidden() * cell.outputs();
        Tensor w1 = flat.narrow(0, 0, first).view(cell.inputs(), cell.hidden());
        Tensor b1 = flat.narrow(0, first, cell.hidden());
        Tensor w2 = flat.narrow(0, first + cell.hidden(), second).view(cell.hidden(), cell.outputs());
        Tensor b2 = flat.narrow(0, first + cell.hidden() + second, cell.outputs());
        Tensor h = relu(addmm(b1, inputs, w1)); // [batch, hidden]
        Tensor loss = cross_entropy_loss(addmm(b2, h, w2), answers);
        adam.zero_grad();
        loss.backward();
        adam.step();
        return loss;
    }

    private static Tensor trained(float[] values, long... shape) {
        return tensor(values).view(shape).clone().set_requires_grad(true);
    }

    private static float[] transposed(float[] values, int columns) {
        int rows = values.length / columns;
        float[] turned = new float[values.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                turned[j * rows + i] = values[i * columns + j];
            }
        }
        return turned;
    }

    private static long[] labels(Cell cell) {
        long[] labels = new long[cell.batch()];
        for (int example = 0; example < labels.length; example++) {
            labels[example] = cell.label(example);
        }
        return labels;
    }
}
