#!/usr/bin/python3
"""Trains a small network in PyTorch on points.csv (which it writes), and saves it as points.safetensors, points.npz and points.onnx.

The accuracy that it prints, of the whole file, stands in GivenRunTests. Made with torch 1.13 and numpy.
"""
import json
import struct
from pathlib import Path

import numpy as np
import torch

here = Path(__file__).parent
random = np.random.default_rng(5)
x = random.normal(size=(400, 4)) * [1, 3, 0.5, 10] + [0, 5, -1, 20]
label = ((x[:, 0] * (x[:, 1] - 5) > 0).astype(int) + (x[:, 3] > 25)) + random.integers(0, 2, 400) * (random.random(400) < 0.1)
label = np.minimum(label, 2)
with open(here / "points.csv", "w") as file:
    file.write("a,b,c,d,label\n")
    for row, of in zip(x, label):
        file.write(",".join(f"{value:.4f}" for value in row) + f",{'xyz'[of]}\n")

rows = np.array([[float(v) for v in line.split(",")[:4]] for line in open(here / "points.csv").read().split()[1:]])
torch.manual_seed(3)
network = torch.nn.Sequential(torch.nn.Linear(4, 16), torch.nn.Tanh(), torch.nn.Linear(16, 8), torch.nn.Tanh(), torch.nn.Linear(8, 3))
inputs = torch.tensor(rows, dtype=torch.float32)
labels = torch.tensor(label)
adam = torch.optim.Adam(network.parameters(), lr=0.01)
for _ in range(300):
    adam.zero_grad()
    torch.nn.functional.cross_entropy(network(inputs), labels).backward()
    adam.step()

state = {name: tensor.detach().numpy() for name, tensor in network.state_dict().items()}
np.savez(here / "points.npz", **state)
header, body = {}, b""
for name, array in state.items():
    header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [len(body), len(body) + array.nbytes]}
    body += array.tobytes()
text = json.dumps(header).encode()
text += b" " * (-len(text) % 8)
(here / "points.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + body)
np.savez(here / "pickled.npz", **{"layers.0.weight": np.array([{"a": 1}], dtype=object)})
torch.onnx.export(network, inputs[:1], here / "points.onnx", input_names=["x"], output_names=["y"],
                  dynamic_axes={"x": {0: "batch"}, "y": {0: "batch"}}, opset_version=13)
output = network(inputs)
print("right:", int((output.argmax(1) == labels).sum()), "of", len(labels))
print("first outputs:", [float(v) for v in output[0]])
