package io.weightloom.export;

import io.weightloom.format.ElementType;
import io.weightloom.spec.PlainValues;
import io.weightloom.spec.RecurrentSpec;
import io.weightloom.spec.SequenceSpec;
import io.weightloom.trial.TrainedWeights;
import java.util.List;

/**
 * What the programs of a model card say in another way where examples are sequences: they put one through the network,
 * as long as those that it was trained on, the first character of the alphabet again and again, or the mean of the
 * training split. What comes out of its last step they print.
 */
record CardSequence(TrainedWeights weights, RecurrentSpec target) {

    private boolean isText() {
        return weights.spec().data().source() instanceof SequenceSpec.Text;
    }

    private boolean isDouble() {
        return OnnxScaling.type(weights.preprocessing().inputs()) == ElementType.FLOAT64;
    }

    /** What comes behind the functions. */
    List<String> pyTorch() {
        return isText()
                ? List.of(
                        "codes = torch.zeros((1, %s), dtype=torch.long)  # one text: places in the alphabet"
                                .formatted(target.length()),
                        "outputs = network(F.one_hot(codes, %s).float())[0, -1]  # behind the last character"
                                .formatted(target.width()),
                        "print(dict(zip(told[\"outputs\"][\"names\"], torch.softmax(outputs, 0).tolist())))")
                : List.of(
                        "raw = np.array([[told[\"inputs\"][\"means\"]] * %s])  # one sequence, in the units of the data"
                                .formatted(target.length()),
                        "outputs = network(standardised(raw))[0, -1].numpy()  # of the last step",
                        "print(outputs * told[\"outputs\"][\"deviations\"] + told[\"outputs\"][\"means\"])");
    }

    String numPyInput() {
        return isText()
                ? "x = np.zeros((1, %s), np.int64)  # one text: places in the alphabet".formatted(target.length())
                : "x = np.zeros((1, %s, %s), np.%s)  # one sequence, in the units of the data"
                        .formatted(target.length(), target.width(), isDouble() ? "float64" : "float32");
    }

    String javaInput() {
        return isText()
                ? "        long[][] x = new long[1][%s]; // one text: places in the alphabet".formatted(target.length())
                : "        %1$s[][][] x = new %1$s[1][%2$s][%3$s]; // one sequence, in the units of the data"
                        .formatted(isDouble() ? "double" : "float", target.length(), target.width());
    }

    /** The last of the scored steps, in Java. */
    String last() {
        return "[%s]".formatted(target.steps() - 1);
    }

    /** Further imports of the program that uses the library. */
    List<String> imports() {
        return isText()
                ? List.of(
                        "import static java.nio.charset.StandardCharsets.UTF_8;",
                        "",
                        "import io.weightloom.data.NewExamples;",
                        "import io.weightloom.data.raw.RawBytes;")
                : List.of();
    }

    /** What makes the examples of the program that uses the library. */
    List<String> javaTable() {
        if (!isText()) {
            return List.of(
                    "        double[] rows = new double[%s * %s];".formatted(target.length(), target.width()),
                    "        Arrays.setAll(rows, i -> data.inputs().means()[i %% %s]);".formatted(target.width()),
                    "        Table raw = new Table.Numbers(rows, data.features().names()); // one sequence");
        }
        String first = weights.preprocessing().predicted().names().get(0);
        return List.of(
                "        RawBytes text = new RawBytes(\"text\", %s.repeat(%s).getBytes(UTF_8));"
                        .formatted(PlainValues.json(first), target.length()),
                "        Table raw = NewExamples.read(text, weights.spec().data().source(), data.features(), %s).table();"
                        .formatted(target.length()));
    }
}
