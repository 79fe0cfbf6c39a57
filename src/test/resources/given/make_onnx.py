#!/usr/bin/python3
"""Makes small ONNX files as PyTorch's exporter writes them, and as skl2onnx does for scikit-learn's MLPs.

Made with torch 1.13, scikit-learn 1.2.1 and onnx 1.12. skl2onnx is no package of Debian's; the graphs of MLPs are built
here by hand, with the nodes and names of skl2onnx/operator_converters/multilayer_perceptron.py.
"""
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.preprocessing import StandardScaler
from torch import nn

warnings.filterwarnings("ignore")
here = Path(__file__).parent


def export(name, network, *shape, **options):
    torch.manual_seed(len(name))
    for module in network.modules():
        if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):  # as after a training
            with torch.no_grad():
                module.running_mean.normal_(0, 0.3)
                module.running_var.uniform_(0.5, 2)
                module.weight.uniform_(0.5, 2)
                module.bias.normal_(0, 0.3)
    network.eval()
    torch.onnx.export(network, torch.randn(1, *shape), here / f"{name}.onnx", input_names=["x"], output_names=["y"],
                      dynamic_axes={"x": {0: "batch"}, "y": {0: "batch"}}, opset_version=options.pop("opset", 13), **options)


class Scaled(nn.Module):
    """Standardises its inputs, by numbers that belong to it."""

    def __init__(self, mean, deviation, network):
        super().__init__()
        self.register_buffer("mean", torch.tensor(mean))
        self.register_buffer("deviation", torch.tensor(deviation))
        self.network = network

    def forward(self, x):
        return self.network((x - self.mean) / self.deviation)


class Sine(nn.Module):
    def __init__(self, omega):
        super().__init__()
        self.omega = omega

    def forward(self, x):
        return torch.sin(self.omega * x)


class View(nn.Module):
    """Flattens by what the number of examples is when it runs."""

    def forward(self, x):
        return x.view(x.size(0), -1)


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Linear(4, 4), nn.Linear(4, 3)

    def forward(self, x):
        return self.second(x + torch.relu(self.first(x)))


torch.manual_seed(1)
export("mlp-relu", nn.Sequential(nn.Linear(6, 9), nn.ReLU(), nn.Linear(9, 7), nn.ReLU(), nn.Linear(7, 3)), 6)
export("mlp-tanh", nn.Sequential(nn.Linear(4, 16), nn.Tanh(), nn.Linear(16, 8), nn.Tanh(), nn.Linear(8, 3), nn.Softmax(dim=1)), 4)
export("mlp-gelu", nn.Sequential(nn.Linear(5, 8), nn.GELU(), nn.Linear(8, 8), nn.GELU(), nn.Linear(8, 2)), 5)
export("mlp-silu", nn.Sequential(nn.Linear(5, 8), nn.SiLU(), nn.Linear(8, 2)), 5)
export("mlp-norm", nn.Sequential(nn.Linear(5, 8), nn.BatchNorm1d(8), nn.Tanh(), nn.Linear(8, 6, bias=False), nn.Tanh(),
                                 nn.BatchNorm1d(6), nn.Linear(6, 2)), 5)
export("siren", nn.Sequential(nn.Linear(2, 12), Sine(30.0), nn.Linear(12, 12), Sine(30.0), nn.Linear(12, 3)), 2)
export("mlp-scaled", Scaled([0.1307], [0.3081], nn.Sequential(nn.Flatten(), nn.Linear(36, 8), nn.ReLU(), nn.Linear(8, 4))), 1, 6, 6)
export("conv-norm", nn.Sequential(nn.Conv2d(2, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2),
                                  nn.Conv2d(4, 6, 5, padding=2, bias=False), nn.BatchNorm2d(6), nn.ReLU(), nn.MaxPool2d(2),
                                  nn.Flatten(), nn.Linear(6 * 2 * 3, 10), nn.ReLU(), nn.Linear(10, 3)), 2, 8, 12)
export("conv-kept-norm", nn.Sequential(nn.Conv2d(2, 4, 3, padding=1), nn.BatchNorm2d(4), nn.Tanh(), nn.AvgPool2d(2), View(),
                                       nn.Linear(4 * 4 * 4, 3)), 2, 8, 8,
       training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False)
export("conv-scaled", Scaled([[[0.5]], [[0.4]], [[0.3]]], [[[0.2]], [[0.25]], [[0.3]]], nn.Sequential(
    nn.Conv2d(3, 4, 3, padding=1), nn.MaxPool2d(2), nn.ReLU(), nn.Flatten(), nn.Linear(4 * 3 * 3, 2))), 3, 6, 6)
export("bad-stride", nn.Sequential(nn.Conv2d(1, 2, 3, padding=1, stride=2), nn.ReLU(), nn.Flatten(), nn.Linear(18, 2)), 1, 6, 6)
export("bad-residual", Residual(), 4)
export("bad-lstm", nn.LSTM(3, 4, batch_first=True), 5, 3)
export("bad-activations", nn.Sequential(nn.Linear(4, 5), nn.ReLU(), nn.Linear(5, 5), nn.Tanh(), nn.Linear(5, 2)), 4)


class Block(nn.Module):
    """Two convolutions with an activation in front of each. Of pictures of odd extents the zeros that PyTorch puts around them
    are those that keep height and width with a stride of 2, too."""

    def __init__(self, channels, out, stride, norm=False):
        super().__init__()
        self.front = nn.ModuleList([nn.BatchNorm2d(channels), nn.BatchNorm2d(out)]) if norm else [nn.Identity()] * 2
        self.first = nn.Conv2d(channels, out, 3, stride, padding=1, bias=not norm)
        self.second = nn.Conv2d(out, out, 3, padding=1, bias=not norm)
        self.skip = nn.Conv2d(channels, out, 1, stride, bias=False) if stride == 2 or channels != out else None

    def forward(self, h):
        a = torch.relu(self.front[0](h))
        other = self.second(torch.relu(self.front[1](self.first(a))))
        return other + (h if self.skip is None else self.skip(a))


class Mean(nn.Module):
    def forward(self, h):
        return h.mean((2, 3))


export("residual", nn.Sequential(nn.Conv2d(1, 3, 3, padding=1), Block(3, 3, 1), Block(3, 3, 1), Block(3, 4, 2), Block(4, 4, 1), nn.ReLU(),
                                 Mean(), nn.Linear(4, 2)), 1, 7, 5)
export("residual-norm", nn.Sequential(nn.Conv2d(1, 2, 3, padding=1, bias=False), Block(2, 3, 1, True), Block(3, 4, 2, True),
                                      nn.BatchNorm2d(4), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 2)), 1, 7, 5,
       training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False)

external = onnx.load(here / "mlp-relu.onnx")
tensor = next(held for held in external.graph.initializer if held.name == "0.weight")
tensor.ClearField("raw_data")
tensor.data_location = TensorProto.EXTERNAL
tensor.external_data.add(key="location", value="/etc/passwd")
(here / "bad-external.onnx").write_bytes(external.SerializeToString())


def skl(name, model, classes=None, scaler=None):
    nodes, held = [], []

    def add(operator, inputs, output, domain="", **attributes):
        nodes.append(helper.make_node(operator, inputs, [output], name=f"{operator}{len(nodes)}", domain=domain, **attributes))
        return output

    def hold(called, array):
        held.append(numpy_helper.from_array(array, called))
        return called

    value = "X"
    if scaler is not None:
        value = add("Scaler", [value], "variable", "ai.onnx.ml", offset=scaler.mean_.astype(np.float32), scale=(1 / scaler.scale_).astype(np.float32))
    value = add("Cast", [value], "cast_input", to=TensorProto.FLOAT)
    operators = {"identity": "Identity", "tanh": "Tanh", "logistic": "Sigmoid", "relu": "Relu", "softmax": "Softmax"}
    last = len(model.coefs_) - 1
    for i, (w, b) in enumerate(zip(model.coefs_, model.intercepts_)):
        value = add("MatMul", [value, hold(f"coefficient{i or ''}", w.astype(np.float32))], f"mul_result{i or ''}")
        value = add("Add", [value, hold(f"intercepts{i or ''}", b.astype(np.float32).reshape(1, -1))], f"add_result{i or ''}")
        activation = operators[model.activation if i < last else model.out_activation_]
        value = add(activation, [value], f"next_activations{i or ''}" if i < last else "out_activations_result")
    features = model.coefs_[0].shape[0]
    if classes is None:
        add("Reshape", [value, hold("shape_tensor", np.array([-1, 1]))], "variable1")
        outputs = [helper.make_tensor_value_info("variable1", TensorProto.FLOAT, [None, 1])]
    else:
        if len(classes) == 2:
            rest = add("Sub", [hold("unity", np.array(1, dtype=np.float32)), value], "negative_class_proba")
            add("Concat", [rest, value], "probabilities", axis=1)
        else:
            add("Identity", [value], "probabilities")
        number = add("ArgMax", ["probabilities"], "argmax_output", axis=1)
        if isinstance(classes[0], str):
            held.append(helper.make_tensor("classes", TensorProto.STRING, [len(classes)], [c.encode() for c in classes]))
            found = add("ArrayFeatureExtractor", ["classes", number], "array_feature_extractor_result", "ai.onnx.ml")
            add("Reshape", [found, hold("shape_tensor", np.array([-1]))], "output_label")
            add("ZipMap", ["probabilities"], "output_probability", "ai.onnx.ml", classlabels_strings=list(classes))
            kind = TensorProto.STRING
            zipped = onnx.ValueInfoProto(name="output_probability")
            zipped.type.sequence_type.elem_type.map_type.key_type = TensorProto.STRING
            zipped.type.sequence_type.elem_type.map_type.value_type.tensor_type.elem_type = TensorProto.FLOAT
        else:
            found = add("ArrayFeatureExtractor", [hold("classes", np.array(classes, dtype=np.int32)), number],
                        "array_feature_extractor_result", "ai.onnx.ml")
            row = add("Reshape", [found, hold("shape_tensor", np.array([-1]))], "reshaped_result")
            add("Cast", [row], "output_label", to=TensorProto.INT64)
            kind = TensorProto.INT64
            zipped = None
        outputs = [helper.make_tensor_value_info("output_label", kind, [None]),
                   helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, [None, len(classes)])]
        outputs += [zipped] if zipped is not None else []
    graph = helper.make_graph(nodes, name, [helper.make_tensor_value_info("X", TensorProto.FLOAT, [None, features])], outputs, held)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13), helper.make_opsetid("ai.onnx.ml", 1)], ir_version=7)
    onnx.checker.check_model(model)
    onnx.save(model, here / f"{name}.onnx")


random = np.random.default_rng(2)
x = random.normal(size=(300, 4))
skl("sklearn-three", MLPClassifier((8,), max_iter=60, random_state=1).fit(x, np.array(["a", "b", "c"])[(x[:, 0] > 0) + (x[:, 1] > 0).astype(int)]), ["a", "b", "c"])
skl("sklearn-two", MLPClassifier((6, 5), activation="logistic", max_iter=60, random_state=1).fit(x, (x[:, 0] > 0).astype(int)), [0, 1])
skl("sklearn-numbers", MLPRegressor((7,), activation="tanh", max_iter=60, random_state=1).fit(x, x @ [1, 2, 3, 4]))
wide = x * [1, 100, 5, 2] + [3, 1000, 0, -7]
scaler = StandardScaler().fit(wide)
skl("sklearn-scaled", MLPClassifier((8,), max_iter=60, random_state=1).fit(scaler.transform(wide), (x[:, 0] > 0).astype(int)), [0, 1], scaler)
