"""Rebuilds exported target networks from their files alone, and compares what they give.

    rebuild.py FOLDER

Each folder in FOLDER is a case: an export's target.safetensors and target.npz, whose metadata hold the spec;
example.npz with inputs x as the network takes them, and its outputs; and network.py, the model card's lines that compute
them. Layers in a row are computed by NumPy; pictures
need PyTorch, and are passed over without it. Ends with 1 if an output is further off than 1e-5 of the largest.
"""

import json
import pathlib
import struct
import sys

import numpy as np

try:
    import torch
except ImportError:
    torch = None

TYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "I8": "|i1", "U8": "|u1", "BOOL": "|b1"}


def safetensors(path):
    """Tensors by name, and metadata; without the library, which Debian does not have."""
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, told in header.items():
        start, end = told["data_offsets"]
        elements = np.frombuffer(data[8 + length + start : 8 + length + end], TYPES[told["dtype"]])
        tensors[name] = elements.reshape(told["shape"])
    return tensors, metadata


def numpy_activation(name):
    return {"relu": lambda x: np.maximum(x, 0), "tanh": np.tanh, "sine": np.sin}.get(name)


def torch_activation(name):
    return {
        "relu": torch.relu,
        "tanh": torch.tanh,
        "sigmoid": torch.sigmoid,
        "gelu": torch.nn.functional.gelu,
        "silu": torch.nn.functional.silu,
        "sine": torch.sin,
    }[name]


def layered(w, x, activation, product, first=0):
    """Layers in a row, from number first on, the last one without activation."""
    numbers = [int(name.split(".")[1]) for name in w if name.endswith(".weight")]
    for layer in range(first, max(numbers) + 1):
        x = product(x, w[f"layers.{layer}.weight"], w[f"layers.{layer}.bias"])
        x = activation(x) if layer < max(numbers) else x
    return x


def numpy_network(spec, w, x):
    """None if it takes PyTorch."""
    product = lambda x, weight, bias: x @ weight.T + bias
    if spec["kind"] == "siren":
        return layered(w, x, lambda h: np.sin(np.float32(spec["omega"]) * h), product)
    if spec["kind"] == "mlp" and numpy_activation(spec["activation"]):
        return layered(w, x, numpy_activation(spec["activation"]), product)
    return None


def same(x, weight, bias, stride=1):
    """A convolution with zeros around it: half before, half behind, of an odd number one more behind."""
    zeros = [max(0, (-(-x.shape[2 + i] // stride) - 1) * stride + weight.shape[2 + i] - x.shape[2 + i]) for i in (0, 1)]
    (top, left), (all_rows, all_columns) = [z // 2 for z in zeros], zeros
    x = torch.nn.functional.pad(x, (left, all_columns - left, top, all_rows - top))
    return torch.nn.functional.conv2d(x, weight, bias, stride)


def conv(spec, w, x):
    activation = torch_activation(spec["activation"])
    pool = spec.get("pool", 1)
    pooling = torch.nn.functional.max_pool2d if spec.get("pooling", "max") == "max" else torch.nn.functional.avg_pool2d
    count = len(spec["convolutions"])
    x = x.reshape(-1, *spec["input"])
    for layer in range(count):
        x = pooling(activation(same(x, w[f"layers.{layer}.weight"], w[f"layers.{layer}.bias"])), pool)
    return layered(w, x.flatten(1), activation, torch.nn.functional.linear, count)


def residual(spec, w, x):
    activation = torch_activation(spec["activation"])

    def active(h, norm):
        if norm + ".weight" in w:
            names = ("running_mean", "running_var", "weight", "bias")
            h = torch.nn.functional.batch_norm(h, *[w[f"{norm}.{name}"] for name in names])
        return activation(h)

    h = same(x.reshape(-1, *spec["input"]), w["stem.weight"], w.get("stem.bias"))
    for number in range((len(spec["widths"]) - 1) * spec["blocks"]):
        name = f"blocks.{number}"
        stride = 2 if number > 0 and number % spec["blocks"] == 0 else 1
        a = active(h, name + ".norm1")
        inner = same(a, w[name + ".conv1.weight"], w.get(name + ".conv1.bias"), stride)
        inner = same(active(inner, name + ".norm2"), w[name + ".conv2.weight"], w.get(name + ".conv2.bias"))
        skip = w.get(name + ".skip.weight")
        h = (h if skip is None else same(a, skip, None, stride)) + inner
    means = active(h, "norm").mean((2, 3))
    return torch.nn.functional.linear(means, w["dense.weight"], w["dense.bias"])


def torch_network(spec, w, x):
    w = {name: torch.from_numpy(np.array(tensor, "f4")) for name, tensor in w.items()}
    x = torch.from_numpy(x)
    linear = torch.nn.functional.linear
    if spec["kind"] == "siren":
        y = layered(w, x, lambda h: torch.sin(spec["omega"] * h), linear)
    elif spec["kind"] == "mlp":
        y = layered(w, x, torch_activation(spec["activation"]), linear)
    else:
        y = {"conv": conv, "residual": residual}[spec["kind"]](spec, w, x)
    return y.numpy()


def card_network(lines):
    """What the lines of a model card define."""

    def network(spec, w, x):
        scope = {"torch": torch, "F": torch.nn.functional}
        scope["w"] = {name: torch.from_numpy(tensor) for name, tensor in w.items()}
        exec(lines, scope)
        return scope["network"](torch.from_numpy(x)).numpy()

    return network


def compare(case):
    """Whether all is as it should be; prints what was compared."""
    tensors, metadata = safetensors(case / "target.safetensors")
    arrays = dict(np.load(case / "target.npz"))
    spec = json.loads(metadata["spec"])["target"]
    if list(tensors) != list(arrays) or any((tensors[name] != arrays[name]).any() for name in tensors):
        print(case.name, "target.npz holds something else than target.safetensors")
        return False
    example = np.load(case / "example.npz")
    fits = True
    tools = {"NumPy": numpy_network, "PyTorch": None, "the card": None}
    if torch:
        tools.update({"PyTorch": torch_network, "the card": card_network((case / "network.py").read_text())})
    for tool, network in tools.items():
        output = network(spec, arrays, example["x"]) if network else None
        if output is None:
            print(case.name, tool, "passed over")
            continue
        off = np.abs(output - example["output"]).max() / np.abs(example["output"]).max()
        print(case.name, tool, spec["kind"], f"{off:.1e}")
        fits &= output.shape == example["output"].shape and bool(off <= 1e-5)
    return fits


if __name__ == "__main__":
    cases = sorted(path for path in pathlib.Path(sys.argv[1]).iterdir() if path.is_dir())
    print("PyTorch", torch.__version__ if torch else "is not installed", "NumPy", np.__version__)
    sys.exit(0 if all([compare(case) for case in cases]) else 1)
