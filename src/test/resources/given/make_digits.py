#!/usr/bin/python3
"""Trains a small network in PyTorch on 800 digits of the UCI set that scikit-learn brings along (Alpaydin and Kaynak 1998, CC BY 4.0),
which it writes as digits.csv with 400 more as digits-test.csv, and saves it as digits.npz. Made with torch 1.13, sklearn 1.2.1 and numpy.
"""
from pathlib import Path

import numpy as np
import torch
from sklearn.datasets import load_digits

here = Path(__file__).parent
digits = load_digits()
for name, part in (("digits.csv", slice(0, 800)), ("digits-test.csv", slice(800, 1200))):
    with open(here / name, "w") as file:
        file.write(",".join(f"p{i}" for i in range(64)) + ",digit\n")
        for row, of in zip(digits.data[part], digits.target[part]):
            file.write(",".join(str(int(value)) for value in row) + f",{of}\n")
torch.manual_seed(7)
network = torch.nn.Sequential(torch.nn.Linear(64, 32), torch.nn.ReLU(), torch.nn.Linear(32, 10))
inputs = torch.tensor(digits.data[:800], dtype=torch.float32)
labels = torch.tensor(digits.target[:800])
adam = torch.optim.Adam(network.parameters(), lr=0.003, weight_decay=1e-3)
for _ in range(200):
    adam.zero_grad()
    torch.nn.functional.cross_entropy(network(inputs), labels).backward()
    adam.step()
np.savez(here / "digits.npz", **{name: tensor.detach().numpy() for name, tensor in network.state_dict().items()})
with torch.no_grad():
    output = network(torch.tensor(digits.data[800:1200], dtype=torch.float32))
print("right:", int((output.argmax(1) == torch.tensor(digits.target[800:1200])).sum()), "of 400")
