"""Trains the network that compress.yml begins with, and writes it as ONNX, as people do who use PyTorch.

    MNIST_DIR=/path/to/mnist python3 experiments/own/make_digits.py

784-128-10 on the 60,000 training digits, pixels in [0, 1], 10 epochs of Adam. Debian's python3-torch 1.13.
"""

import gzip
import os

import numpy
import torch

FOLDER = os.environ.get("MNIST_DIR", "data/mnist")


def idx(name, offset):
    with gzip.open(os.path.join(FOLDER, name)) as file:
        return numpy.frombuffer(file.read(), numpy.uint8, offset=offset)


def split(name):
    images = idx(name + "-images-idx3-ubyte.gz", 16).reshape(-1, 784).astype(numpy.float32) / 255
    return torch.from_numpy(images), torch.from_numpy(idx(name + "-labels-idx1-ubyte.gz", 8).astype(numpy.int64))


torch.manual_seed(1)
torch.set_num_threads(1)
x, y = split("train")
model = torch.nn.Sequential(torch.nn.Linear(784, 128), torch.nn.ReLU(), torch.nn.Linear(128, 10))
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
epochs, batch = 10, 100
schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs * len(x) // batch)
for epoch in range(epochs):
    order = torch.randperm(len(x))
    for start in range(0, len(x), batch):
        rows = order[start : start + batch]
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(x[rows]), y[rows]).backward()
        optimizer.step()
        schedule.step()
model.eval()
x, y = split("t10k")
print("right of 10,000 test digits:", int((model(x).argmax(1) == y).sum()))
torch.onnx.export(
    model,
    x[:1],
    os.path.join(os.path.dirname(os.path.abspath(__file__)), "digits.onnx"),
    input_names=["x"],
    output_names=["y"],
    dynamic_axes={"x": {0: "batch"}, "y": {0: "batch"}},
)
