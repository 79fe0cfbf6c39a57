package io.weightloom.export;

import io.weightloom.network.target.FeatureMap;
import io.weightloom.spec.Activation;
import io.weightloom.spec.PlainValues;
import io.weightloom.spec.RecurrentSpec;
import io.weightloom.spec.TargetSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Lines of Python that compute a target network's outputs with {@code torch} (and {@code F}, its functions), from its
 * weights {@code w} by PyTorch's names. They define {@code network(x)}, {@code x} being {@code [batch, inputs]}; of a
 * recurrent network {@code [batch, steps, inputs]}, and what comes out of its scored steps is {@code [batch, steps,
 * outputs]}.
 */
final class PyTorchCode {

    private final List<String> lines = new ArrayList<>(List.of("def network(x):"));

    private PyTorchCode() {}

    static List<String> of(TargetSpec target) {
        PyTorchCode code = new PyTorchCode();
        if (target instanceof TargetSpec.Mlp mlp) {
            code.dense(0, mlp.layers().size() - 1, mlp.activation());
        } else if (target instanceof TargetSpec.Siren siren) {
            code.siren(siren);
        } else if (target instanceof TargetSpec.Conv conv) {
            code.conv(conv);
        } else if (target instanceof TargetSpec.Residual residual) {
            code.residual(residual);
        } else if (target instanceof RecurrentSpec recurrent) {
            if (recurrent.cellNorm() == RecurrentSpec.Norm.NONE) {
                code.cells(recurrent);
            } else {
                code.normedCells(recurrent);
            }
        }
        return List.copyOf(code.lines);
    }

    private void add(String line) {
        lines.add(line.isEmpty() ? line : "    " + line);
    }

    /** Layers in a row, of which the last has no activation. */
    private void dense(int first, int count, Activation activation) {
        for (int layer = first; layer < first + count - 1; layer++) {
            add("x = " + active(activation, linear("layers." + layer)));
        }
        add("return " + linear("layers." + (first + count - 1)));
    }

    private void siren(TargetSpec.Siren siren) {
        int last = siren.layers().size() - 2;
        for (int layer = 0; layer < last; layer++) {
            add("x = torch.sin(%s * %s)".formatted(PlainValues.text(siren.omega()), linear("layers." + layer)));
        }
        add("return " + linear("layers." + last));
    }

    private void conv(TargetSpec.Conv conv) {
        FeatureMap map = picture(conv.picture());
        for (int layer = 0; layer < conv.convolutions().size(); layer++) {
            TargetSpec.Convolution convolution = conv.convolutions().get(layer);
            String pre = convolution("x", "layers." + layer, true, map, convolution.height(), convolution.width(), 1);
            String active = active(conv.activation(), pre);
            String pooling = conv.pooling() == TargetSpec.Pooling.MAX ? "max" : "avg";
            add("x = " + (conv.pool() == 1 ? active : "F.%s_pool2d(%s, %s)".formatted(pooling, active, conv.pool())));
            map = map.convolved(convolution.channels(), 1).pooled(conv.pool());
        }
        add("x = x.flatten(1)");
        dense(conv.convolutions().size(), conv.dense().size(), conv.activation());
    }

    private void residual(TargetSpec.Residual residual) {
        boolean normed = residual.needsStatistics();
        FeatureMap map = picture(residual.picture());
        add("h = " + convolution("x", "stem", !normed, map, 3, 3, 1));
        map = map.convolved(residual.widths().get(0), 1);
        int number = 0;
        for (int stage = 1; stage < residual.widths().size(); stage++) {
            for (int i = 0; i < residual.blocks(); i++) {
                String block = "blocks." + number++;
                int stride = i == 0 && stage > 1 ? 2 : 1;
                FeatureMap made = map.convolved(residual.widths().get(stage), stride);
                add("a = " + active(residual.activation(), normed("h", block + ".norm1", normed)));
                add("r = " + convolution("a", block + ".conv1", !normed, map, 3, 3, stride));
                add("r = " + active(residual.activation(), normed("r", block + ".norm2", normed)));
                add("r = " + convolution("r", block + ".conv2", !normed, made, 3, 3, 1));
                add(
                        made.equals(map)
                                ? "h = h + r"
                                : "h = %s + r".formatted(convolution("a", block + ".skip", false, map, 1, 1, stride)));
                map = made;
            }
        }
        add("x = %s.mean((2, 3))".formatted(active(residual.activation(), normed("h", "norm", normed))));
        add("return " + linear("dense"));
    }

    /** By PyTorch's own module. */
    private void cells(RecurrentSpec target) {
        add("cells = torch.nn.%s(%s, %s, %s, batch_first=True)"
                .formatted(
                        target instanceof RecurrentSpec.Lstm ? "LSTM" : "RNN",
                        target.width(),
                        target.units(),
                        target.depth()));
        add("own = {name[%s:]: tensor for name, tensor in w.items() if name.startswith(\"%s\")}"
                .formatted(PyTorchCells.CELL.length(), PyTorchCells.CELL));
        add("cells.load_state_dict(own)");
        add("with torch.no_grad():");
        add("    x = cells(x)[0][:, %s:]".formatted(target.unscored()));
        add("return " + linear("out"));
    }

    /** Step by step, because PyTorch has no cell with layer norms. */
    private void normedCells(RecurrentSpec target) {
        int units = target.units();
        add("x = x.transpose(0, 1)  # the steps of all");
        add("for layer in range(%s):".formatted(target.depth()));
        add("    def of(name):");
        add("        return w[f\"cell.{name}_l{layer}\"]");
        add("");
        add("    def normed(y, norm, parts):");
        add("        y = F.layer_norm(y.reshape(-1, parts, %s), (%s,)).reshape(-1, parts * %s)"
                .formatted(units, units, units));
        add("        return y * w[f\"cell.{norm}_l{layer}.weight\"] + w[f\"cell.{norm}_l{layer}.bias\"]");
        add("");
        add("    h = c = torch.zeros(x.shape[1], %s)".formatted(units));
        add("    states = []");
        add("    for step in x:");
        add("        y = F.linear(step, of(\"weight_ih\"), of(\"bias_ih\")) + F.linear(h, of(\"weight_hh\"))");
        if (target instanceof RecurrentSpec.Lstm) {
            add("        i, f, g, o = normed(y, \"norm\", 4).chunk(4, 1)");
            add("        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)");
            add("        h = torch.sigmoid(o) * torch.tanh(normed(c, \"state_norm\", 1))");
        } else {
            add("        h = torch.tanh(normed(y, \"norm\", 1))");
        }
        add("        states.append(h)");
        add("    x = torch.stack(states)");
        add("x = x[%s:].transpose(0, 1)".formatted(target.unscored()));
        add("return " + linear("out"));
    }

    private FeatureMap picture(List<Integer> extents) {
        add("x = x.reshape(-1, %s, %s, %s)".formatted(extents.toArray()));
        return new FeatureMap(extents.get(0), extents.get(1), extents.get(2));
    }

    private static String linear(String module) {
        return "F.linear(x, w[\"%s.weight\"], w[\"%s.bias\"])".formatted(module, module);
    }

    /** Zeros are put around a picture, half before and half behind; of an odd number one more behind. */
    private static String convolution(
            String x, String module, boolean bias, FeatureMap in, int height, int width, int stride) {
        int vertical = FeatureMap.padding(in.height(), height, stride);
        int horizontal = FeatureMap.padding(in.width(), width, stride);
        String padded = vertical + horizontal == 0
                ? x
                : "F.pad(%s, (%s, %s, %s, %s))"
                        .formatted(
                                x, horizontal / 2, horizontal - horizontal / 2, vertical / 2, vertical - vertical / 2);
        return "F.conv2d(%s, w[\"%s.weight\"]%s%s)"
                .formatted(
                        padded,
                        module,
                        bias ? ", w[\"%s.bias\"]".formatted(module) : "",
                        stride == 1 ? "" : ", stride=" + stride);
    }

    private static String normed(String x, String module, boolean normed) {
        return normed
                ? "F.batch_norm(%s, *(w[\"%s.\" + part] for part in (\"running_mean\", \"running_var\", \"weight\", \"bias\")))"
                        .formatted(x, module)
                : x;
    }

    private static String active(Activation activation, String x) {
        String function = switch (activation) {
            case RELU -> "F.relu";
            case TANH -> "torch.tanh";
            case SIGMOID -> "torch.sigmoid";
            case GELU -> "F.gelu";
            case SILU -> "F.silu";
            case SINE -> "torch.sin";
        };
        return "%s(%s)".formatted(function, x);
    }
}
