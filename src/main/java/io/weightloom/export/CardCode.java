package io.weightloom.export;

import static io.weightloom.export.Markdown.code;

import io.weightloom.data.Predicted;
import io.weightloom.format.ElementType;
import io.weightloom.spec.PlainValues;
import io.weightloom.spec.RecurrentSpec;
import io.weightloom.trial.ConditionValue;
import io.weightloom.trial.TrainedWeights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The part of a model card that says how to use its files, as programs that run in their folder. All of them put one
 * example through the network: the mean of the training split.
 */
record CardCode(TrainedWeights weights, Precision precision, List<ExportedTarget> targets) {

    /** @param files that there are */
    void add(Markdown card, Set<String> files) {
        ExportedTarget target = targets.get(0);
        String own = target.file(ExportNames.TARGET, ExportNames.SAFETENSORS);
        boolean ofTarget = files.contains(own); // which is not there where weights are made anew at each step
        String safetensors = ofTarget ? own : ExportNames.HYPERNETWORK;
        card.heading(2, "Use");
        card.block("These programs run in this folder.");
        if (ofTarget) {
            card.heading(3, "Python, NumPy");
            card.code("python", numPy(target.file(ExportNames.TARGET, ExportNames.NPZ)));
            card.heading(3, "Python, PyTorch");
            card.block("The metadata of %s hold the spec, and what inputs are standardised by."
                    .formatted(code(safetensors)));
            card.code("python", pyTorch(target, safetensors));
        }
        card.heading(3, "Python, safetensors");
        card.code(
                "python",
                List.of(
                        "from safetensors.numpy import load_file",
                        "",
                        "for name, tensor in load_file(\"%s\").items():".formatted(safetensors),
                        "    print(name, tensor.dtype, tensor.shape)"));
        String model = ofTarget ? target.file(ExportNames.TARGET, ExportNames.ONNX) : ExportNames.HYPERNETWORK_MODEL;
        card.heading(3, "Python, ONNX Runtime");
        card.block(
                "Names of classes or outputs, and of inputs, are in the model's metadata; gaps are numbers that are none.");
        card.code("python", onnxRuntime(model));
        card.heading(3, "Java, ONNX Runtime");
        card.code("java", javaOnnxRuntime(model));
        card.heading(3, "Java");
        card.block("With this program's library, %s, and ND4J's natives:".formatted(code("io.weightloom:runner")));
        card.code("java", java(target.value()));
    }

    private List<String> numPy(String npz) {
        List<String> lines = new ArrayList<>(List.of("import numpy as np", ""));
        lines.addAll(loaded(npz));
        lines.addAll(List.of("for name, tensor in w.items():", "    print(name, tensor.shape)"));
        return lines;
    }

    /** Weights {@code w} by their names, as floats. */
    private List<String> loaded(String npz) {
        String file = "np.load(\"%s\")".formatted(npz);
        return switch (precision) {
            case FLOAT32 -> List.of("w = dict(%s)".formatted(file));
            case FLOAT16 ->
                List.of("w = {name: tensor.astype(np.float32) for name, tensor in %s.items()}".formatted(file));
            case INT8 ->
                List.of(
                        "stored = dict(%s)  # what has a scale is stored as multiples of it".formatted(file),
                        "w = {",
                        "    name: (tensor * stored.get(name + \"%s\", 1)).astype(np.float32)"
                                .formatted(TargetTensors.SCALE),
                        "    for name, tensor in stored.items()",
                        "    if not name.endswith(\"%s\")".formatted(TargetTensors.SCALE),
                        "}");
        };
    }

    private List<String> pyTorch(ExportedTarget target, String safetensors) {
        List<String> lines = new ArrayList<>(List.of(
                "import json",
                "import struct",
                "",
                "import numpy as np",
                "import torch",
                "import torch.nn.functional as F",
                ""));
        lines.addAll(loaded(target.file(ExportNames.TARGET, ExportNames.NPZ)));
        lines.addAll(List.of(
                "w = {name: torch.from_numpy(tensor) for name, tensor in w.items()}",
                "with open(\"%s\", \"rb\") as file:".formatted(safetensors),
                "    header = json.loads(file.read(*struct.unpack(\"<Q\", file.read(8))))",
                "told = {name: json.loads(header[\"__metadata__\"][name]) for name in (\"inputs\", \"outputs\")}",
                "",
                ""));
        lines.addAll(PyTorchCode.of(weights.spec().target()));
        lines.addAll(List.of(
                "",
                "",
                "def standardised(raw):",
                "    means, deviations = np.array(told[\"inputs\"][\"means\"]), np.array(told[\"inputs\"][\"deviations\"])",
                "    x = np.where(deviations > 0, (raw - means) / np.where(deviations > 0, deviations, 1), 0)",
                "    return torch.from_numpy(x.astype(np.float32))",
                "",
                ""));
        if (sequence().isPresent()) {
            lines.addAll(sequence().get().pyTorch());
            return lines;
        }
        lines.addAll(List.of(
                "raw = np.array([told[\"inputs\"][\"means\"]])  # one example, in the units of the data",
                "outputs = network(standardised(raw)).numpy()"));
        if (weights.preprocessing().predicted() instanceof Predicted.Classes) {
            lines.add(
                    "print(dict(zip(told[\"outputs\"][\"names\"], torch.softmax(torch.from_numpy(outputs), 1)[0].tolist())))");
        } else {
            lines.add("print(outputs * told[\"outputs\"][\"deviations\"] + told[\"outputs\"][\"means\"])");
        }
        return lines;
    }

    private List<String> onnxRuntime(String model) {
        return List.of(
                "import numpy as np",
                "import onnxruntime",
                "",
                "session = onnxruntime.InferenceSession(\"%s\")".formatted(model),
                sequence()
                        .map(CardSequence::numPyInput)
                        .orElse("x = np.zeros((1, %s), np.%s)  # one example, in the units of the data"
                                .formatted(inputs(), isDouble() ? "float64" : "float32")),
                "for output, value in zip(session.get_outputs(), session.run(None, {\"x\": x})):",
                "    print(output.name, value)");
    }

    private List<String> javaOnnxRuntime(String model) {
        return List.of(
                "import ai.onnxruntime.OnnxTensor;",
                "import ai.onnxruntime.OrtEnvironment;",
                "import ai.onnxruntime.OrtSession;",
                "import java.util.Arrays;",
                "import java.util.Map;",
                "",
                "public class Run {",
                "    public static void main(String[] args) throws Exception {",
                "        OrtEnvironment environment = OrtEnvironment.getEnvironment();",
                sequence()
                        .map(CardSequence::javaInput)
                        .orElse("        %1$s[][] x = new %1$s[1][%2$s]; // one example, in the units of the data"
                                .formatted(isDouble() ? "double" : "float", inputs())),
                "        try (OrtSession session = environment.createSession(\"%s\");".formatted(model),
                "                OnnxTensor tensor = OnnxTensor.createTensor(environment, x);",
                "                OrtSession.Result result = session.run(Map.of(\"x\", tensor))) {",
                "            System.out.println(Arrays.toString(((%s%s[0]%s));"
                        .formatted(
                                OnnxScaling.type(weights.preprocessing()
                                                        .predicted()
                                                        .scale())
                                                == ElementType.FLOAT64
                                        ? "double"
                                        : "float",
                                sequence().isPresent()
                                        ? "[][][]) result.get(0).getValue())"
                                        : "[][]) result.get(0).getValue())",
                                sequence().map(CardSequence::last).orElse("")),
                "        }",
                "    }",
                "}");
    }

    private Optional<CardSequence> sequence() {
        return weights.spec().target() instanceof RecurrentSpec target
                ? Optional.of(new CardSequence(weights, target))
                : Optional.empty();
    }

    private int inputs() {
        return weights.preprocessing().features().width();
    }

    private boolean isDouble() {
        return OnnxScaling.type(weights.preprocessing().inputs()) == ElementType.FLOAT64;
    }

    private List<String> java(ConditionValue value) {
        List<String> lines =
                new ArrayList<>(sequence().map(CardSequence::imports).orElse(List.of()));
        lines.addAll(List.of(
                "import io.weightloom.data.Preprocessing;",
                "import io.weightloom.data.raw.Table;",
                "import io.weightloom.trial.ConditionValue;",
                "import io.weightloom.trial.Predictions;",
                "import io.weightloom.trial.TrainedNetwork;",
                "import io.weightloom.trial.TrainedWeights;",
                "import java.nio.file.Files;",
                "import java.nio.file.Path;",
                "import java.util.Arrays;",
                "",
                "public class Predict {",
                "    public static void main(String[] args) throws Exception {",
                "        TrainedWeights weights = TrainedWeights.read(Files.readAllBytes(Path.of(\"%s\")));"
                        .formatted(ExportNames.HYPERNETWORK),
                "        Preprocessing data = weights.preprocessing();"));
        lines.addAll(
                sequence()
                        .map(CardSequence::javaTable)
                        .orElse(
                                List.of(
                                        "        Table raw = new Table.Numbers(data.inputs().means(), data.features().names()); // one example")));
        lines.addAll(List.of(
                "        try (TrainedNetwork network = TrainedNetwork.of(weights)) {",
                "            Predictions predicted = network.predict(raw, %s);".formatted(made(value)),
                "            System.out.println(predicted.of().names() + \" \" + Arrays.toString(predicted.values()));",
                "        }",
                "    }",
                "}"));
        return lines;
    }

    private static String made(ConditionValue value) {
        if (value instanceof ConditionValue.Task task) {
            return "new ConditionValue.Task(%s)".formatted(task.number());
        } else if (value instanceof ConditionValue.Descriptor descriptor) {
            return "new ConditionValue.Descriptor(%s)".formatted(array(descriptor.numbers()));
        } else if (value instanceof ConditionValue.Z z) {
            return "new ConditionValue.Z(%s)".formatted(array(z.numbers()));
        }
        return "new ConditionValue.Own()";
    }

    private static String array(double[] numbers) {
        String list = PlainValues.json(numbers);
        return "new double[] {" + list.substring(1, list.length() - 1) + "}";
    }
}
