package io.weightloom.export;

import static io.weightloom.export.Markdown.code;
import static io.weightloom.export.Markdown.escaped;

import io.weightloom.data.Predicted;
import io.weightloom.data.Preprocessing;
import io.weightloom.data.raw.Features;
import io.weightloom.layout.Ledger;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.PlainValues;
import io.weightloom.spec.SequenceSpec;
import io.weightloom.spec.WeightsSpec;
import io.weightloom.spec.settings.Canonical;
import io.weightloom.text.Decimals;
import io.weightloom.text.KebabCase;
import io.weightloom.trial.ConditionValue;
import io.weightloom.trial.Provenance;
import io.weightloom.trial.TrainedWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What goes with a network's files: what it is, on which data, how large, how good, how it was checked, which file is
 * what, how to use them, and how to make it again.
 *
 * @param precision of numbers in files for which it can be chosen
 * @param targets whose files there are, at least one
 */
record ModelCard(TrainedWeights weights, Precision precision, List<ExportedTarget> targets, CardFacts facts) {

    /** Names that are told one by one. */
    private static final int NAMES = 20;

    private static final int DIGITS = 4;

    /** @param sizes in bytes, of all files but this one, by name in the order in which they are told */
    String text(Map<String, Integer> sizes) {
        Markdown card = new Markdown();
        card.heading(1, escaped(facts.title()));
        if (!facts.description().isBlank()) {
            card.block(escaped(facts.description()));
        }
        card.block(summary());
        counts(card);
        data(card);
        scores(card);
        checks(card);
        files(card, sizes);
        new CardCode(weights, precision, targets).add(card, sizes.keySet());
        again(card, sizes);
        return card.toString();
    }

    private String summary() {
        Ledger ledger = weights.ledger();
        String target = "A target network with %s weights".formatted(Decimals.whole(ledger.theta()));
        String trained = Decimals.whole(ledger.trainable());
        if (!ExportedTarget.isThere(weights.spec())) {
            return "%s, which a smaller cell scales anew at each step of a sequence: %s trained numbers."
                    .formatted(target, trained);
        }
        if (weights.spec().weights() instanceof HypernetSpec) {
            String each = ledger.tasks() == 1
                    ? target
                    : "%s target networks with %s weights each"
                            .formatted(Decimals.whole(ledger.tasks()), Decimals.whole(ledger.theta()));
            return "%s, made by a hypernetwork of %s trained numbers.".formatted(each, trained);
        } else if (weights.spec().weights() instanceof WeightsSpec.Plain) {
            return target + ", all of them trained.";
        }
        return weights.spec().weights() instanceof WeightsSpec.Quantised quantised
                ? "%s, all of them trained, those of layers rounded to %s bits.".formatted(target, quantised.bits())
                : "%s, cut down to %s trained numbers.".formatted(target, trained);
    }

    private void counts(Markdown card) {
        Ledger ledger = weights.ledger();
        card.heading(2, "Counts");
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("weights of the target network", Decimals.whole(ledger.theta())));
        rows.add(List.of("of these generated", Decimals.whole(ledger.generated())));
        rows.add(List.of("trained directly", Decimals.whole(ledger.shared())));
        rows.add(List.of("trained in the generator", Decimals.whole(ledger.generator())));
        rows.add(List.of("trained in conditions", Decimals.whole(ledger.z())));
        rows.add(List.of("trained in all", Decimals.whole(ledger.trainable())));
        rows.add(List.of(
                "ratio: weights for each trained number", Decimals.significant(DIGITS, ledger.compressionRatio())));
        if (ledger.base() > 0) {
            rows.add(List.of(
                    "weights of the given network, which stay as they are, and are in no other count",
                    Decimals.whole(ledger.base())));
        }
        if (ledger.tasks() > 1) {
            rows.add(List.of("target networks", Decimals.whole(ledger.tasks())));
            rows.add(List.of("ratio over all of them", Decimals.significant(DIGITS, ledger.taskCompressionRatio())));
        }
        rows.add(List.of(
                "bytes of that as they were trained, scales and a mask included", Decimals.whole(ledger.bytes())));
        long stored = NarrowedWeights.of(weights, precision).bytes();
        if (stored != ledger.bytes()) {
            rows.add(List.of(
                    "bytes of the same in %s, scales included".formatted(KebabCase.of(precision)),
                    Decimals.whole(stored)));
        }
        card.table(List.of("What", "Number"), rows);
    }

    private void data(Markdown card) {
        Preprocessing preprocessing = weights.preprocessing();
        card.heading(2, "Data");
        List<String> lines = new ArrayList<>();
        lines.add("Source: " + code(section("data")));
        lines.add("SHA-256 of the raw examples: " + code(weights.provenance().dataFingerprint()));
        lines.add("Inputs: " + inputs(preprocessing));
        lines.addAll(predicted(preprocessing.predicted()));
        weights.spec()
                .given()
                .ifPresent(given -> lines.add("Network that it was given: %s, SHA-256 %s"
                        .formatted(code(given.file()), code(given.sha256()))));
        if (preprocessing.tasks().all() > 1) {
            lines.add("Tasks: %s, of which %s were trained on"
                    .formatted(
                            preprocessing.tasks().all(), preprocessing.tasks().trained()));
        }
        card.list(lines);
        if (isText()) {
            card.block(
                    "Networks take a character as its place in the alphabet, which is the order of the classes, or as"
                            + " a row with 1 there. Outputs are for the classes, one for each next character, before any"
                            + " softmax.");
            return;
        }
        card.block("Networks take inputs that are standardised: less the mean, divided by the standard deviation, of"
                + " the training split. Both are in "
                + (ExportedTarget.isThere(weights.spec())
                        ? "the metadata of " + code(targets.get(0).file(ExportNames.TARGET, ExportNames.SAFETENSORS))
                        : code(ExportNames.HYPERNETWORK))
                + (preprocessing.predicted() instanceof Predicted.Classes
                        ? ". Outputs are for the classes, before any softmax."
                        : ", and those that turn outputs into the units of the data."));
    }

    private boolean isText() {
        return weights.spec().data().source() instanceof SequenceSpec.Text;
    }

    private String inputs(Preprocessing preprocessing) {
        if (preprocessing.features() instanceof Features.Picture picture) {
            return "the pixels of a picture of %s%s x %s, %srow by row"
                    .formatted(
                            picture.channels() == 1 ? "" : picture.channels() + " x ",
                            picture.height(),
                            picture.breadth(),
                            picture.channels() == 1 ? "" : "channel by channel, ");
        } else if (weights.spec().data().source() instanceof SequenceSpec sequence) {
            return "%s, at each of %s steps of a sequence, the first %s of which are read alone"
                    .formatted(
                            isText()
                                    ? "a character"
                                    : names(preprocessing.features().names()),
                            sequence.unscored() + sequence.steps(),
                            sequence.unscored());
        }
        return names(preprocessing.features().names());
    }

    private static List<String> predicted(Predicted predicted) {
        if (!(predicted instanceof Predicted.Classes classes)) {
            return List.of("Predicted: " + names(predicted.names()));
        } else if (classes.ofTasks().isEmpty()) {
            return List.of("Classes: " + names(classes.names()));
        }
        int tasks = classes.ofTasks().size();
        List<String> lines = new ArrayList<>();
        for (int task = 0; task < Math.min(tasks, NAMES); task++) {
            lines.add("Classes of task %s: %s"
                    .formatted(task, names(classes.ofTask(task).names())));
        }
        if (tasks > NAMES) {
            lines.add("Other classes of %s more tasks".formatted(tasks - NAMES));
        }
        return lines;
    }

    private static String names(List<String> names) {
        String some = names.stream().limit(NAMES).map(Markdown::code).collect(Collectors.joining(", "));
        return names.size() <= NAMES ? some : "%s and %s more".formatted(some, names.size() - NAMES);
    }

    private void scores(Markdown card) {
        if (facts.scores().isEmpty()) {
            return;
        }
        card.heading(2, "Scores");
        card.table(
                List.of("Measure", "This network", "Seeds", "Mean", "95 % interval of the mean"),
                facts.scores().stream()
                        .map(score -> List.of(
                                escaped(score.name()),
                                number(score.value()),
                                score.seeds()
                                        .map(seeds -> String.valueOf(seeds.n()))
                                        .orElse("1"),
                                score.seeds().map(seeds -> number(seeds.mean())).orElse(""),
                                score.seeds()
                                        .map(seeds -> "%s to %s".formatted(number(seeds.low()), number(seeds.high())))
                                        .orElse("")))
                        .toList());
        noteOnPrecision(card);
    }

    private void noteOnPrecision(Markdown card) {
        if (precision != Precision.FLOAT32) {
            card.block(
                    "Where a measure does not name %s, it was taken with the numbers as they were trained, in float32."
                            .formatted(KebabCase.of(precision)));
        }
    }

    private static String number(double value) {
        return Decimals.significant(DIGITS, value);
    }

    private void checks(Markdown card) {
        List<String> controls = new ArrayList<>(facts.controls());
        facts.verdict().ifPresent(controls::add);
        if (!controls.isEmpty()) {
            card.heading(2, "Controls");
            card.list(controls.stream().map(Markdown::escaped).toList());
        }
        if (!facts.findings().isEmpty()) {
            card.heading(2, "Findings of the verification");
            card.list(facts.findings().stream().map(Markdown::escaped).toList());
        }
    }

    private void files(Markdown card, Map<String, Integer> sizes) {
        card.heading(2, "Files");
        card.table(
                List.of("File", "Bytes", "What it is"),
                sizes.entrySet().stream()
                        .map(file -> List.of(code(file.getKey()), Decimals.whole(file.getValue()), what(file.getKey())))
                        .toList());
    }

    private String what(String file) {
        String of = targets.stream()
                .filter(target -> target.has(file))
                .findFirst()
                .map(target -> of(target.value()))
                .orElse(targets.size() == 1 ? of(targets.get(0).value()) : "");
        String numbers = precision == Precision.FLOAT32 ? "" : ", " + KebabCase.of(precision);
        if (file.startsWith(ExportNames.TARGET) && file.endsWith(ExportNames.ONNX)) {
            return "the target network%s as a model of ONNX, from %s%s to %s%s"
                    .formatted(
                            of,
                            code("x"),
                            isText() ? ", places in the alphabet," : " in the units of the data",
                            predicted(),
                            numbers);
        } else if (file.equals(ExportNames.HYPERNETWORK_MODEL)) {
            return "what was trained, and the graph that makes target networks of it and runs them, as a model of ONNX,"
                    + " from %s and what the condition takes to %s%s".formatted(code("x"), predicted(), numbers);
        } else if (file.startsWith(ExportNames.TARGET) && file.endsWith(ExportNames.SAFETENSORS)) {
            return "weights of the target network%s, in PyTorch's layout and by its names%s".formatted(of, numbers);
        } else if (file.startsWith(ExportNames.TARGET) && file.endsWith(ExportNames.NPZ)) {
            return "the same for NumPy";
        } else if (file.startsWith(ExportNames.TARGET) && file.endsWith(ExportNames.FLATBUFFERS)) {
            return "the target network%s as ND4J's own file, from %s to %s, float32"
                    .formatted(of, code("x"), code("output"));
        } else if (file.startsWith(ExportNames.SAMEDIFF)) {
            return "all of it, from %s and what the condition takes to %s, as ND4J's own file, float32"
                    .formatted(code("x"), code("output"));
        } else if (file.equals(ExportNames.HYPERNETWORK)) {
            return "all that was trained, and all that is needed to predict with it (%s), train it on or export it again;"
                            .formatted(code(
                                    "java -jar runner.jar --runner.predict=%s --runner.input=FILE".formatted(file)))
                    + " always float32. SHA-256: " + code(weights.sha256());
        } else if (file.equals(ExportNames.SPEC)) {
            return "the spec file of an experiment that trains it again";
        }
        return "";
    }

    /** Outputs of a model of ONNX. */
    private String predicted() {
        return weights.preprocessing().predicted() instanceof Predicted.Classes
                ? code("probabilities") + " and " + code("label")
                : code("values");
    }

    private String of(ConditionValue value) {
        if (weights.spec().weights() instanceof HypernetSpec hypernet
                && hypernet.condition() instanceof ConditionSpec.Noise
                && value instanceof ConditionValue.Own) {
            return " of the first z that the test drew";
        } else if (value instanceof ConditionValue.Task task) {
            return " of task " + task.number();
        } else if (value instanceof ConditionValue.Descriptor descriptor) {
            return " of the task that is described by " + PlainValues.text(numbers(descriptor.numbers()));
        } else if (value instanceof ConditionValue.Z z) {
            return " of the z " + PlainValues.text(numbers(z.numbers()));
        }
        return "";
    }

    private static List<Double> numbers(double[] numbers) {
        return Arrays.stream(numbers).boxed().toList();
    }

    private void again(Markdown card, Map<String, Integer> sizes) {
        Provenance provenance = weights.provenance();
        card.heading(2, "Made by");
        card.list(List.of(
                "Runner: %s, commit %s".formatted(code(provenance.runner()), code(provenance.commit())),
                "Java: " + escaped(provenance.jdk()),
                "Natives: " + code(provenance.natives()),
                "Machine: %s, %s".formatted(escaped(provenance.cpu()), escaped(provenance.os())),
                "Spec: " + code(Canonical.json(weights.spec()))));
        if (sizes.containsKey(ExportNames.SPEC)) {
            card.block(
                    "On the same data, the same version trains the same network again, with the same natives bit for bit."
                            + " Files of data are looked for from the folder in which it is started:");
            card.code(
                    "sh",
                    List.of("java -jar runner.jar --spring.config.location=trial.yml --runner.exit-when-done=true"));
        } else {
            card.block("It is a control: the experiment that it was compared in trains it again.");
        }
    }

    private String section(String name) {
        return PlainValues.ofJson(Canonical.json(weights.spec())) instanceof Map<?, ?> sections
                ? Optional.<Object>ofNullable(sections.get(name))
                        .map(PlainValues::json)
                        .orElse("")
                : "";
    }
}
