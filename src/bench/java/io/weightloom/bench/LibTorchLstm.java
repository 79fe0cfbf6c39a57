package io.weightloom.bench;

import static io.weightloom.bench.RecurrentDesign.ALPHABET;
import static io.weightloom.bench.RecurrentDesign.PARTS;
import static io.weightloom.bench.RecurrentDesign.STEPS;
import static io.weightloom.bench.RecurrentDesign.UNITS;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.tensor;

import java.util.List;
import org.bytedeco.pytorch.LSTMImpl;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;

/**
 * PyTorch's own layer, {@code torch::nn::LSTM}, and a dense one. Of its two biases, which are added, the second stays
 * zero, so that both train the same network.
 */
final class LibTorchLstm implements LibTorchNetwork {

    private final LSTMImpl lstm;
    private final TensorVector tensors; // [4 units, inputs], [4 units, units], [4 units], [4 units]
    private final Tensor outWeight; // [outputs, units]
    private final Tensor outBias; // [outputs]

    LibTorchLstm(List<float[]> start) {
        this.lstm = new LSTMImpl(ALPHABET, UNITS);
        this.tensors = lstm.all_weights();
        tensors.get(0).data().copy_(tensor(start.get(0)).view(ALPHABET, -1).t());
        tensors.get(1).data().copy_(tensor(start.get(1)).view(UNITS, -1).t());
        tensors.get(2).data().copy_(tensor(start.get(2)));
        tensors.get(3).data().copy_(tensor(new float[PARTS * UNITS]));
        tensors.get(3).set_requires_grad(false);
        this.outWeight = LibTorchNetwork.transposed(start.get(3), ALPHABET);
        this.outBias = LibTorchNetwork.trained(tensor(start.get(4)));
    }

    @Override
    public List<Tensor> trained() {
        return List.of(tensors.get(0), tensors.get(1), tensors.get(2), outWeight, outBias);
    }

    @Override
    public Tensor outputs(Tensor x) {
        Tensor states = lstm.forward(x.view(STEPS, -1, ALPHABET)).get0(); // [steps, batch, units]
        return linear(states.view(-1, UNITS), outWeight, new TensorOptional(outBias));
    }
}
