"""Trains the network that nern.yml begins with, and writes it as ONNX.

    CIFAR_DIR=/path/to/cifar10 python3 experiments/own/make_pictures.py

Three convolutions of 3x3, each followed by ReLU and a max pooling of 2x2, and one dense layer, on 10,000 pictures of
CIFAR-10, (pixel - 127.5) / 64, mirrored at random, 20 epochs of Adam. Debian's python3-torch 1.13.
"""

import gzip
import os

import numpy
import torch

FOLDER = os.environ.get("CIFAR_DIR", "data/cifar10")


def idx(name, offset):
    with gzip.open(os.path.join(FOLDER, name)) as file:
        return numpy.frombuffer(file.read(), numpy.uint8, offset=offset)


def split(name):
    images = idx(name + "-images-idx3-ubyte.gz", 16).reshape(-1, 3, 32, 32).astype(numpy.float32)
    return (
        torch.from_numpy((images - 127.5) / 64),
        torch.from_numpy(idx(name + "-labels-idx1-ubyte.gz", 8).astype(numpy.int64)),
    )


torch.manual_seed(1)
torch.set_num_threads(1)
layers, channels = [], 3
for filters in (16, 32, 64):
    layers += [torch.nn.Conv2d(channels, filters, 3, padding=1), torch.nn.ReLU(), torch.nn.MaxPool2d(2)]
    channels = filters
model = torch.nn.Sequential(*layers, torch.nn.Flatten(), torch.nn.Linear(64 * 4 * 4, 10))
x, y = split("jpeg-train")
epochs, batch = 20, 50
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3, weight_decay=1e-4)
schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs * len(x) // batch)
for epoch in range(epochs):
    order = torch.randperm(len(x))
    for start in range(0, len(x), batch):
        rows = order[start : start + batch]
        pictures = x[rows]
        mirrored = torch.rand(len(rows)) < 0.5
        pictures[mirrored] = pictures[mirrored].flip(3)
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(pictures), y[rows]).backward()
        optimizer.step()
        schedule.step()
model.eval()
x, y = split("jpeg-test")
print("right of", len(x), "test pictures:", int((model(x).argmax(1) == y).sum()))
torch.onnx.export(
    model,
    x[:1],
    os.path.join(os.path.dirname(os.path.abspath(__file__)), "pictures.onnx"),
    input_names=["x"],
    output_names=["y"],
    dynamic_axes={"x": {0: "batch"}, "y": {0: "batch"}},
)
