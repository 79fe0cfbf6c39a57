package io.weightloom.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.weightloom.data.raw.Table;
import io.weightloom.spec.SequenceSpec;
import io.weightloom.trial.Predictions;
import io.weightloom.trial.TrainedNetwork;
import io.weightloom.trial.TrainedWeights;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ModelCardTests {

    private static final Pattern BLOCK = Pattern.compile("(?s)```(\\w+)\n(.*?)\n```");
    private static final Pattern IMPORTED = Pattern.compile("(?m)^(?:import|from) (\\w+)");
    private static final String END = "-- the end --";
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(?:\\.\\d*(?:[eE][-+]?\\d+)?|[eE][-+]?\\d+)");

    @TempDir
    private Path folder;

    @Test
    void theCardTellsAllThatItWasToldAndWhatTheWeightsKnow() {
        CardFacts facts = new CardFacts(
                "moons, trial 3",
                "What is *this*?",
                List.of(
                        new CardFacts.Score(
                                "test accuracy", 0.9312, Optional.of(new CardFacts.Seeds(5, 0.92, 0.91, 0.93))),
                        new CardFacts.Score("test loss", 0.2, Optional.empty())),
                List.of("The plain network has 0.95."),
                Optional.of("The hypernetwork is worth it."),
                List.of("All weights of hyper/w0 get gradients."));
        TrainedWeights weights = TrainedSamples.MLP.weights();

        String card = card(weights, facts);

        assertThat(card)
                .startsWith("# moons, trial 3\n\nWhat is \\*this\\*?\n\nA target network with 82 weights, made by a"
                        + " hypernetwork of %s trained numbers.\n".formatted(weights.size()))
                .contains("| test accuracy | 0.9312 | 5 | 0.92 | 0.91 to 0.93 |", "| test loss | 0.2 | 1 |  |  |")
                .contains("- The plain network has 0.95.\n- The hypernetwork is worth it.\n")
                .contains("- All weights of hyper/w0 get gradients.\n")
                .contains(
                        "SHA-256 of the raw examples: `" + weights.provenance().dataFingerprint() + "`")
                .contains("SHA-256: `" + weights.sha256() + "`")
                .contains("`java -jar runner.jar --runner.predict=hypernetwork.safetensors --runner.input=FILE`")
                .contains("- Classes: `0`, `1`\n")
                .contains("java -jar runner.jar --spring.config.location=trial.yml --runner.exit-when-done=true");
    }

    @Test
    void classesOfEachTaskAreTold() {
        CardFacts facts = new CardFacts("x", "", List.of(), List.of(), Optional.empty(), List.of());

        assertThat(card(TrainedSamples.TASKS.weights(), facts))
                .contains(
                        "- Classes of task 0: `0`, `1`, `2`, `3`, `4`\n- Classes of task 1: `5`, `6`, `7`, `8`, `9`\n");
    }

    @Test
    void whatIsStoredInFewerBitsIsCountedSoAndScoresSayOfWhichTheyAre() {
        CardFacts facts = new CardFacts(
                "x",
                "",
                List.of(new CardFacts.Score("test accuracy in int8", 0.5, Optional.empty())),
                List.of(),
                Optional.empty(),
                List.of());
        TrainedWeights weights = TrainedSamples.MLP.weights();
        try (TrainedNetwork network = TrainedNetwork.of(weights)) {
            byte[] card = NetworkExport.of(network, Precision.INT8, Optional.empty(), facts)
                    .file("README.md");

            assertThat(new String(card, StandardCharsets.UTF_8))
                    .contains("| bytes of the same in int8, scales included | %s |"
                            .formatted(
                                    NarrowedWeights.of(weights, Precision.INT8).bytes()))
                    .contains("Where a measure does not name int8, it was taken with the numbers as they were trained");
        }
    }

    @Test
    void textsOfUsersCannotChangeItsForm() {
        String evil = "a|b\n# c <script> [d](e) `f` ![g](h) **i** \\ ";
        CardFacts facts = new CardFacts(
                evil,
                evil,
                List.of(new CardFacts.Score(evil, 1, Optional.empty())),
                List.of(evil),
                Optional.of(evil),
                List.of(evil));

        String card = card(TrainedSamples.MLP.weights(), facts);
        String plain = card(
                TrainedSamples.MLP.weights(),
                new CardFacts(
                        "x",
                        "x",
                        List.of(new CardFacts.Score("x", 1, Optional.empty())),
                        List.of("x"),
                        Optional.of("x"),
                        List.of("x")));

        assertThat(card.lines().count()).isEqualTo(plain.lines().count());
        assertThat(card).doesNotContain(" <script", " `f`", " [d]", " **i**");
        assertThat(Markdown.escaped("12. a - b")).isEqualTo("12\\. a - b");
        assertThat(Markdown.escaped("- a")).isEqualTo("\\- a");
        assertThat(Markdown.code("a`b``c|d")).isEqualTo("``` a`b``c\\|d ```");
    }

    /**
     * A program of a card.
     *
     * @param written the export that it belongs to
     * @param expected what its network predicts of the example that it takes
     * @param off how far the program may be off that, of 1 or of the number itself
     */
    private record Program(Path written, String text, double[] expected, double off) {

        /** Modules that it needs. */
        List<String> modules() {
            return IMPORTED.matcher(text).results().map(match -> match.group(1)).toList();
        }
    }

    @Test
    void everyPythonProgramOfEveryCardRunsAndPredictsTheSame() throws IOException, InterruptedException {
        assumeTrue(Python.with("numpy").isPresent(), "no python3 with NumPy is installed");
        List<Program> programs = new ArrayList<>();
        for (TrainedSamples sample : TrainedSamples.values()) {
            programs.addAll(programs(sample, Precision.FLOAT32));
        }
        programs.addAll(programs(TrainedSamples.MLP, Precision.FLOAT16));
        programs.addAll(programs(TrainedSamples.MLP, Precision.INT8));
        Map<List<String>, List<Program>> byModules = new LinkedHashMap<>();
        programs.forEach(program -> byModules
                .computeIfAbsent(program.modules(), modules -> new ArrayList<>())
                .add(program));

        for (Map.Entry<List<String>, List<Program>> some : byModules.entrySet()) {
            Optional<Python> python = Python.with(some.getKey().toArray(String[]::new));
            if (python.isPresent()) {
                run(python.get(), some.getValue());
            }
        }
    }

    private List<Program> programs(TrainedSamples sample, Precision precision) throws IOException {
        Path written = folder.resolve(sample + "-" + precision);
        try (TrainedNetwork network = TrainedNetwork.of(sample.weights())) {
            NetworkExport.of(network, precision, Optional.of(sample.one()), CardFacts.of("sample"))
                    .write(written);
            double[] expected = TrainedSamples.last(predictedMean(network, sample));
            double off = precision == Precision.FLOAT32 ? 1e-5 : 0.02; // weights of a network that has hardly learned
            return texts(written, "python").stream()
                    .map(text -> new Program(written, text, expected, off))
                    .toList();
        }
    }

    /** All in one process, each in its folder. */
    private void run(Python python, List<Program> programs) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("-c", """
                import os, sys
                for folder, program in zip(sys.argv[1::2], sys.argv[2::2]):
                    os.chdir(folder)
                    exec(program, {"__name__": "__main__"})
                    print("%s")
                """.formatted(END)));
        programs.forEach(program ->
                arguments.addAll(List.of(program.written().toAbsolutePath().toString(), program.text())));

        Python.End end = python.run(folder, arguments.toArray(String[]::new));

        assertThat(end.code()).as(end.said()).isZero();
        String[] said = end.said().split(END, -1);
        assertThat(said).hasSize(programs.size() + 1);
        for (int i = 0; i < programs.size(); i++) {
            Program program = programs.get(i);
            if (program.text().contains("network(")) {
                double[] numbers = numbers(said[i]);
                assertThat(numbers).as(program.text() + said[i]).hasSameSizeAs(program.expected());
                for (int j = 0; j < numbers.length; j++) {
                    double expected = program.expected()[j];
                    assertThat(numbers[j])
                            .as(program.text() + said[i])
                            .isCloseTo(expected, within(program.off() * Math.max(1, Math.abs(expected))));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DESCRIBED", "TEXT", "SERIES", "HYPER_LSTM"})
    void theJavaProgramsOfACardRunAndPredictTheSame(TrainedSamples sample) throws IOException, InterruptedException {
        double[] expected;
        double[] ofZeros;
        try (TrainedNetwork network = TrainedNetwork.of(sample.weights())) {
            NetworkExport.of(network, Precision.FLOAT32, Optional.of(sample.one()), CardFacts.of("sample"))
                    .write(folder.resolve("export"));
            Predictions ofMeans = predictedMean(network, sample);
            List<String> names = network.weights().preprocessing().features().names();
            Table zeros = new Table.Numbers(new double[sample.places() * names.size()], names);
            expected = ofMeans.values();
            ofZeros = TrainedSamples.last(isText(network) ? ofMeans : network.predict(zeros, sample.one()));
        }
        List<String> programs = texts(folder.resolve("export"), "java");

        assertThat(programs).hasSize(2);
        assertThat(said("Run", programs.get(0))).containsExactly(ofZeros, within(1e-5));
        assertThat(said("Predict", programs.get(1))).containsExactly(expected, within(0.0));
    }

    /** The numbers in the last line that a program in Java says, in the folder of the export. */
    private double[] said(String name, String program) throws IOException, InterruptedException {
        Path source = Files.writeString(folder.resolve(name + ".java"), program);
        String classPath = System.getProperty("java.class.path");
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-cp", classPath, "-d", folder.toString(), source.toString()))
                .isZero();
        Python.End end = new Python(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString())
                .run(folder.resolve("export"), "-cp", folder.toAbsolutePath() + File.pathSeparator + classPath, name);
        assertThat(end.code()).as(end.said()).isZero();
        return numbers(end.said().lines().reduce("", (first, second) -> second));
    }

    /** What a network predicts of the example that all programs of a card take. */
    private static Predictions predictedMean(TrainedNetwork network, TrainedSamples sample) {
        double[] row = network.weights().preprocessing().inputs().means().clone();
        if (isText(network)) {
            row[0] = 1; // the alphabet's first character
        }
        double[] rows = new double[sample.places() * row.length];
        Arrays.setAll(rows, i -> row[i % row.length]);
        List<String> names = network.weights().preprocessing().features().names();
        return network.predict(new Table.Numbers(rows, names), sample.one());
    }

    private static boolean isText(TrainedNetwork network) {
        return network.weights().spec().data().source() instanceof SequenceSpec.Text;
    }

    private static double[] numbers(String said) {
        return NUMBER.matcher(said)
                .results()
                .mapToDouble(match -> Double.parseDouble(match.group()))
                .toArray();
    }

    private static List<String> texts(Path export, String language) throws IOException {
        Matcher blocks = BLOCK.matcher(Files.readString(export.resolve("README.md")));
        return blocks.results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }

    private static String card(TrainedWeights weights, CardFacts facts) {
        try (TrainedNetwork network = TrainedNetwork.of(weights)) {
            byte[] card = NetworkExport.of(network, Precision.FLOAT32, Optional.empty(), facts)
                    .file("README.md");
            return new String(card, StandardCharsets.UTF_8);
        }
    }
}
