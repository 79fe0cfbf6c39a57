package io.weightloom.bench;

import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;
import static org.bytedeco.pytorch.global.torch.mm;
import static org.bytedeco.pytorch.global.torch.rand;
import static org.bytedeco.pytorch.global.torch.set_num_threads;
import static org.bytedeco.pytorch.global.torch.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/** LibTorch's eager mode. */
@SuppressWarnings({"unchecked", "try"}) // a pointer scope works by being there
final class LibTorchEngine implements Engine {

    private final Cell cell;
    private final LibTorchNetwork network;
    private final Tensor x; // [rows, inputs]
    private final Tensor labels; // [rows]
    private final Adam adam;
    private final Optional<LibTorchFusedAdam> fused;

    /** @param fused whether Adam is one operator for all parameters, or LibTorch's optimiser in C++ */
    LibTorchEngine(Cell cell, boolean fused) {
        this(cell, cell.x(), Arrays.stream(cell.labels()).asLongStream().toArray(), fused);
    }

    /** With other examples, for {@link #epoch}. */
    LibTorchEngine(Cell cell, float[] x, long[] labels, boolean fused) {
        set_num_threads(1);
        this.cell = cell;
        this.network = LibTorchNetwork.of(cell);
        this.x = tensor(x).view(labels.length, cell.inputs());
        this.labels = tensor(labels);
        this.adam = new Adam(
                new TensorVector(network.trained().toArray(Tensor[]::new)), new AdamOptions(Cell.LEARNING_RATE));
        this.fused =
                fused ? Optional.of(new LibTorchFusedAdam(network.trained(), Cell.LEARNING_RATE)) : Optional.empty();
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
        fused.ifPresent(LibTorchFusedAdam::close);
        network.trained().forEach(Tensor::close);
        List.of(adam, x, labels).forEach(Pointer::close);
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
        Tensor loss = cross_entropy_loss(network.outputs(inputs), answers);
        adam.zero_grad();
        loss.backward();
        fused.ifPresentOrElse(LibTorchFusedAdam::step, adam::step);
        return loss;
    }
}
