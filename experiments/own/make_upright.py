#!/usr/bin/python3
"""Trains 784-64-10 in PyTorch on the upright digits of MNIST, and saves it as upright.safetensors beside this file.

Pixels are shifted and scaled as the runner does it with all of them: mean 0, deviation 1. With torch 1.13:

    MNIST_DIR=/path/to/mnist python3 experiments/own/make_upright.py
"""
import gzip
import json
import os
import struct
from pathlib import Path

import numpy as np
import torch

folder = Path(os.environ.get("MNIST_DIR", "data/mnist"))


def idx(name, header):
    return np.frombuffer(gzip.open(folder / name).read(), np.uint8, offset=header)


def digits(part):
    x = idx(part + "-images-idx3-ubyte.gz", 16).reshape(-1, 784).astype(np.float32) / 255
    return torch.tensor((x - 0.1307) / 0.3081), torch.tensor(idx(part + "-labels-idx1-ubyte.gz", 8).astype(np.int64))


torch.manual_seed(16)
torch.set_num_threads(1)
network = torch.nn.Sequential(torch.nn.Linear(784, 64), torch.nn.ReLU(), torch.nn.Linear(64, 10))
x, y = digits("train")
epochs, batch = 10, 100
adam = torch.optim.Adam(network.parameters(), lr=2e-3)
schedule = torch.optim.lr_scheduler.CosineAnnealingLR(adam, epochs * len(x) // batch)
for _ in range(epochs):
    for rows in torch.randperm(len(x)).split(batch):
        adam.zero_grad()
        torch.nn.functional.cross_entropy(network(x[rows]), y[rows]).backward()
        adam.step()
        schedule.step()

header, body = {}, b""
for name, tensor in network.state_dict().items():
    array = tensor.numpy()
    header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [len(body), len(body) + array.nbytes]}
    body += array.tobytes()
text = json.dumps(header).encode()
text += b" " * (-len(text) % 8)
Path(__file__).with_name("upright.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + body)
x, y = digits("t10k")
print("right of the 10,000 test digits:", int((network(x).argmax(1) == y).sum()))
