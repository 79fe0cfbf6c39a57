package io.weightloom.runner.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.data.Datasets;
import io.weightloom.spec.fault.Fault;
import io.weightloom.spec.settings.Binding;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a YAML file can hold that no spec should: each is a fault with file and line, and the only one. */
class YamlLoaderTests {

    private static final String TINY = """
            experiments:
              tiny:
                description: x
                seed: 1
                data: {source: moons, samples: 300}
                target: {layers: [2, 4, 2]}
                hypernet: {generator: full, z-dim: 2, hidden: [4]}
                training: {epochs: 2, batch-size: 20}
            """;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"._", "!!float x", "!!int abc", "-0b_", "!!int ''", "0x_", "-._", "!!float 1e"})
    void whatLooksLikeANumberAndIsNoneIsAFault(String written) throws IOException {
        assertThat(faults(TINY.replace("z-dim: 2", "z-dim: " + written)))
                .singleElement()
                .asString()
                .startsWith("a.yml:7: experiments.tiny.hypernet.z-dim ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0300   | is 0300 meant as 300 or as 192? write 300
            010    | is 010 meant as 10 or as 8? write 10
            -010   | is -010 meant as -10 or as -8? write -10
            08     | is 08 meant as 8 or as text? write 8, or "08" in quotes
            0o10   | is 0o10 meant as 8 or as text? write 8, or "0o10" in quotes
            1:30   | is 1:30 meant as 90 or as text? write 90, or "1:30" in quotes
            1:30.5 | is 1:30.5 meant as 90.5 or as text? write 90.5, or "1:30.5" in quotes
            0b11   | is 0b11 meant as 3 or as text? write 3, or "0b11" in quotes
            1_000  | is 1_000 meant as 1000 or as text? write 1000, or "1_000" in quotes
            1_0.5  | is 1_0.5 meant as 10.5 or as text? write 10.5, or "1_0.5" in quotes
            -0x10  | is -0x10 meant as -16 or as text? write -16, or "-0x10" in quotes
            """)
    void numbersThatTheVersionsOfYamlReadDifferentlyAreFaults(String written, String question) throws IOException {
        assertThat(faults(TINY.replace("samples: 300", "samples: " + written)))
                .containsExactly("a.yml:5: experiments.tiny.data.samples can be read in two ways: " + question);
    }

    @ParameterizedTest
    @ValueSource(strings = {"300", "+300", "0x12c", "3e2", "3.0e+2", "300.", "300.0", "\"0300\"", "'300'", "!!int 300"})
    void numbersThatBothVersionsReadAlikeAreRead(String written) throws IOException {
        assertThat(faults(TINY.replace("samples: 300", "samples: " + written))).isEmpty();
    }

    @Test
    void anAmbiguousElementOfAListIsToldByItselfAndInOtherFilesToo() throws IOException {
        assertThat(faults(TINY.replace("[2, 4, 2]", "[2, 010, 2]")))
                .containsExactly(
                        "a.yml:6: experiments.tiny.target.layers[1] can be read in two ways: is 010 meant as 10"
                                + " or as 8? write 10");
        assertThat(faults(TINY + "server.tomcat.threads.max: 0123\n"))
                .containsExactly(
                        "a.yml:9: server.tomcat.threads.max can be read in two ways: is 0123 meant as 123 or as"
                                + " 83? write 123");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0123", "1:30", "._", "!!int s3cret", "!x s3cret"})
    void aSecretThatIsNotReadAsTextIsNotShown(String secret) throws IOException {
        assertThat(faults(TINY + "spring.datasource.password: " + secret + "\n"))
                .containsExactly(
                        "a.yml:9: spring.datasource.password would not be read as the text that it is; write it"
                                + " in quotes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no", "No", "on", "YES", "off"})
    void whatIsABooleanToYaml11AloneIsAFaultWhereTextIsMeant(String word) throws IOException {
        assertThat(faults(TINY.replace("description: x", "description: " + word)))
                .containsExactly("a.yml:3: experiments.tiny.description can be read in two ways: is " + word
                        + " meant as text? write \"" + word + "\", in quotes");
        assertThat(faults(TINY.replace("description: x", "description: '" + word + "'")))
                .isEmpty();
        assertThat(faults(TINY + "runner.rerun: " + word + "\n")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"no", "on", "true", "null"})
    void aNameThatIsABooleanOrNothingIsToBeQuoted(String name) throws IOException {
        assertThat(faults(TINY.replace("tiny:", name + ":")))
                .containsExactly("a.yml:2: experiments." + name + " can be read in two ways: is " + name
                        + " meant as a name? write \"" + name + "\", in quotes");
        assertThat(faults(TINY.replace("tiny:", "\"" + name + "\":"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mnist-v1.0", "2024", "1.5", "a.b.c", "snake_case", "UPPER", "\"\\u00fc\"", "a b"})
    void aNameThatIsNoneIsOneFault(String name) throws IOException {
        assertThat(faults(TINY.replace("tiny:", name + ":")))
                .containsExactly("a.yml:3: experiments." + name.replace("\"\\u00fc\"", "ü")
                        + " must have a name of at most 60 lower-case letters, digits and dashes, beginning with a"
                        + " letter");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a[0]", "a]", "\"\"", "[a]", "a.[b]"})
    void aKeyWithBracketsIsAFaultAtItsLine(String key) throws IOException {
        assertThat(faults(TINY + "    " + (key.startsWith("[") ? "\"[a]\"" : key) + ": 1\n"))
                .singleElement()
                .asString()
                .startsWith("a.yml:9: experiments.tiny.")
                .endsWith(" is not known: a key is of letters, digits and dashes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{1: 2}, 4, 2]", "[{1: 2, no: 1}, 4, 2]", "[{true: [2, 4]}]", "{1: 2}", "{~: 1}"})
    void aMappingWithAKeyThatIsNoTextIsAFaultOfItsSetting(String layers) throws IOException {
        assertThat(faults(TINY.replace("[2, 4, 2]", layers)))
                .singleElement()
                .asString()
                .startsWith("a.yml:6: experiments.tiny.target.layers must be a list of at least 2 widths");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{[1, 2]: 3}", "{{a: 1}: 3}", "{? [x] : 1}"})
    void aKeyThatIsAListIsAFault(String section) throws IOException {
        assertThat(faults(TINY.replace("{layers: [2, 4, 2]}", section)))
                .contains("a.yml:6: experiments.tiny.target has a key that is no text");
    }

    @Test
    void aFileWhoseOnlyKeyIsAListHasNoSettingWithoutAName() throws IOException {
        assertThat(faults("[0]:\n  tiny: {seed: 1}\n")).containsExactly("a.yml:1: the file has a key that is no text");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "target: {layers: &a [2, *a]}",
                "target: &a {layers: *a}",
                "target: &a {<<: *a, layers: [2, 2]}",
                "target: &a {<<: [{x: *a}, *a]}"
            })
    @Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
    void anAnchorInsideItselfIsAFaultWithItsLine(String target) throws IOException {
        assertThat(faults("experiments:\n  tiny:\n    " + target + "\n"))
                .containsExactly("a.yml:3: the file is not valid YAML: the anchor &a stands inside itself");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]", "{<<: [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]}"})
    @Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
    void anchorsThatMultiplyAreRefused(String tenfold) throws IOException {
        String first = tenfold.startsWith("[") ? "[x,x,x,x,x,x,x,x,x,x]" : "{k: v}";
        String bomb = IntStream.range(0, 9)
                .mapToObj(i -> (char) ('a' + i) + ": &" + (char) ('a' + i) + " "
                        + (i == 0 ? first : tenfold.replace("*a", "*" + (char) ('a' + i - 1))) + "\n")
                .collect(Collectors.joining());

        assertThat(faults(bomb + "experiments: {}\n"))
                .singleElement()
                .asString()
                .startsWith("a.yml:")
                .endsWith(
                        ": the file holds too much: more than 100,000 values, each counted as often as anchors repeat it");
    }

    @Test
    @Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
    void aLongTextThatAnchorsRepeatIsRefused() throws IOException {
        String bomb = "a: &a \"" + "x".repeat(1_000_000) + "\"\nb: [" + "*a, ".repeat(1_000) + "]\n";

        assertThat(faults(bomb)).singleElement().asString().contains(": the file holds too much");
    }

    @Test
    void anchorsAndMergesOfOrdinarySpecsAreRead() throws IOException {
        String spec = TINY.replace("  tiny:", "  base: &base") + """
                  other:
                    <<: *base
                    training: {epochs: 3}
                  third: *base
                """;

        assertThat(faults(spec)).isEmpty();
        assertThat(read(spec).good().experiments())
                .extracting(experiment -> Binding.first(experiment).training().epochs())
                .containsExactly(2, 3, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"!!binary gA=", "!!binary AAAA", "!foo 1", "!!timestamp 2001-01-01", "!<tag:x,1:y> z"})
    void tagsOfOtherThingsThanTextAndNumbersAreFaults(String written) throws IOException {
        assertThat(faults(TINY.replace("seed: 1", "seed: " + written)))
                .singleElement()
                .asString()
                .startsWith("a.yml:4: experiments.tiny.seed has the tag ")
                .endsWith(", which is not known here; write it without");
    }

    @Test
    void tagsOfCollectionsAreFaultsToo() throws IOException {
        assertThat(faults(TINY.replace("[2, 4, 2]", "!!set {2, 4}")))
                .contains("a.yml:6: experiments.tiny.target.layers has the tag !!set, which is not known here; write it"
                        + " without");
    }

    @Test
    void aTimeIsText() throws IOException {
        assertThat(read(TINY.replace("description: x", "description: 2026-11-28"))
                        .orThrow()
                        .experiments()
                        .get(0)
                        .description())
                .isEqualTo("2026-11-28");
    }

    @Test
    void duplicatesAreFaultsBesideOthers() throws IOException {
        assertThat(faults(TINY.replace("seed: 1", "seed: -1") + "    seed: 3\n"))
                .containsExactlyInAnyOrder(
                        "a.yml:4: experiments.tiny.seed must be a whole number in [0, 1000000000000000], but is -1",
                        "a.yml:9: the file is not valid YAML: found duplicate key seed");
        assertThat(faults(TINY + "    training.epochs: 3\n"))
                .containsExactly("a.yml:9: experiments.tiny.training.epochs is given twice in this file");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            just a text   | a text
            [1, 2]        | a list
            """)
    void aFileOfOneValueHoldsNoSettings(String text, String what) throws IOException {
        assertThat(faults(text))
                .containsExactly("a.yml:1: the file must hold settings, such as experiments: ..., but is " + what);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: *nowhere",
                "a: [1, 2",
                "a: 'open",
                "a: \"\\z\"",
                "a: \"\\U00110000\"",
                "%YAML 9999999999.1\n---\na: 1",
                "%TAG ! x\n%TAG ! x\n---\na: !y 1",
                "a: !<",
                "\t- a",
                "- a\n b: c",
                "a: |9999999999\n  x",
                "&a &b c: 1",
                "? - a\n- b: }",
                "a: @b",
                "a: \u0007",
                "a: \u001b[31m",
                "a: \ud800",
                "--- >\n\t\tx: y: z\n..."
            })
    void whatIsNoYamlIsOneFaultWithALine(String text) throws IOException {
        assertThat(faults(text)).singleElement().asString().matches("a\\.yml:\\d+: the file .*");
    }

    @Test
    void nestingHasAnEnd() throws IOException {
        assertThat(faults("a: " + "[".repeat(10_000)))
                .singleElement()
                .asString()
                .startsWith("a.yml:1: the file is not valid YAML: Nesting Depth exceeded max 50");
    }

    @Test
    @Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
    void anchorsInsideAnchorsHaveAnEndToo() throws IOException {
        String maps = chain(100, before -> "{a: ".repeat(45) + before + "}".repeat(45), "{a: 1}");
        String lists = chain(100, before -> "[".repeat(45) + before + "]".repeat(45), "[1]");
        String merges = chain(20_000, before -> "{<<: " + before + "}", "{a: 1}");
        String listedMerges = chain(2_000, before -> "{<<: [" + before + "]}", "{a: 1}");

        for (String chain : List.of(maps, lists, merges, listedMerges)) {
            assertThat(faults("experiments:\n" + chain))
                    .singleElement()
                    .asString()
                    .matches("a\\.yml:\\d+: the file is nested too deeply, by anchors inside anchors");
        }
    }

    /** Anchors of which each holds the one before, and the last one first. */
    private static String chain(int links, UnaryOperator<String> around, String first) {
        return IntStream.range(0, links)
                .mapToObj(i -> "  - &a" + i + " " + (i == 0 ? first : around.apply("*a" + (i - 1))) + "\n")
                .collect(Collectors.joining("", "  k:\n", ""));
    }

    @Test
    void anchorsInsideAnchorsAreReadAsFarAsASpecMayNeedThem() throws IOException {
        assertThat(faults("experiments:\n" + chain(90, before -> "{<<: " + before + "}", "{a: 1}")))
                .noneMatch(fault -> fault.contains("nested"));
    }

    @Test
    void aNameOfManyPartsIsNestedTooDeeply() throws IOException {
        String key = "x.".repeat(50_000) + "x";

        assertThat(faults(TINY + "    ? " + key + "\n    : 1\n"))
                .singleElement()
                .asString()
                .startsWith("a.yml:9: experiments.tiny.x.x")
                .hasSizeLessThan(5_000);
        assertThat(faults(TINY + "? spring." + key + "\n: 1\n"))
                .singleElement()
                .asString()
                .startsWith("a.yml:9: spring.x.x");
        Files.writeString(folder.resolve("a.yml"), TINY);
        assertThat(faultsOf(folder.resolve("a.yml"), "--experiments.tiny." + "x.".repeat(100) + "x=1"))
                .singleElement()
                .asString()
                .endsWith(".x is nested too deeply");
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", "a.", ".nan", "a..b", "seed.", "training."})
    void aKeyWithAnEmptyPartIsAFaultAndHidesNothing(String key) throws IOException {
        String unknown = " is not known: a key is of letters, digits and dashes";

        assertThat(faults(TINY.replace("seed: 1", "seed: -1\n    \"" + key + "\": 2")))
                .containsExactlyInAnyOrder(
                        "a.yml:4: experiments.tiny.seed must be a whole number in [0, 1000000000000000], but is -1",
                        "a.yml:5: experiments.tiny." + key + unknown);
        assertThat(faults(TINY.replace("{epochs: 2", "{learning-rate: 77, \"" + key + "\": 0, epochs: 2")))
                .hasSize(2)
                .contains("a.yml:8: experiments.tiny.training." + key + unknown);
        assertThat(faults(TINY + "\"experiments." + key + "\": 0\n")).contains("a.yml:9: experiments." + key + unknown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"experiments[tiny]", ".experiments", "[experiments]", "experiments.[tiny]"})
    void anotherWayToWriteTheNameOfASettingIsNone(String key) throws IOException {
        assertThat(faults(TINY + "\"" + key + "\": 0\n"))
                .containsExactly("a.yml:9: " + key + " is not known: a key is of letters, digits and dashes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[?, NA]", "[NA, ?]", "[? , NA, -]", "\n      - ?\n      - NA"})
    void aQuestionMarkWithoutQuotesIsOneFault(String values) throws IOException {
        assertThat(faults(TINY.replace("seed: 1", "controls: " + values)))
                .singleElement()
                .asString()
                .matches("a\\.yml:\\d: experiments.tiny.controls\\[[01]] has a key without a name; if \\? is meant as"
                        + " text, write \"\\?\", in quotes");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', textBlock = """
            spring.config.activate.on-profile: "!("       ; on-profile must be names of profiles, joined by &, | and !, but is '!('
            spring.config.activate.onProfile: ["a", "b | c & d"] ; onProfile[1] must be names of profiles, joined by &, | and !, but is 'b | c & d'
            spring.config.import: foo:bar                 ; import must name files that end in .yml, .yaml or .properties, or folders that end in /, but is 'foo:bar'
            spring: {config: {import: "${nowhere}"}}      ; import must name files that end in .yml, .yaml or .properties, or folders that end in /, but is '${nowhere}'
            """)
    void whatSpringBootWouldEndWithAtOnceIsAFault(String setting, String message) throws IOException {
        assertThat(faults(TINY + setting + "\n"))
                .singleElement()
                .asString()
                .startsWith("a.yml:9: spring.config.")
                .endsWith(message);
    }

    @Test
    void profilesAndImportsAreReadAsBefore() throws IOException {
        Files.writeString(folder.resolve("more.yml"), TINY.replace("tiny", "more"));

        assertThat(read(TINY + "spring.config.import: [more.yml, \"optional:nowhere/\"]\n---\n"
                                + "spring.config.activate.on-profile: \"!(a | b) & c\"\n"
                                + TINY.replace("seed: 1", "seed: -1"))
                        .orThrow()
                        .experiments())
                .extracting(experiment -> experiment.name())
                .containsExactly("tiny", "more");
    }

    @Test
    void aListWhoseElementHasABadKeyHasNoGap() throws IOException {
        assertThat(faults(TINY.replace("[2, 4, 2]", "[{\"a[\": 1}, 4, 2]")))
                .containsExactly(
                        "a.yml:6: experiments.tiny.target.layers[0].a[ is not known: a key is of letters, digits"
                                + " and dashes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE", "UTF-32LE with mark"})
    void aFileInAnotherEncodingIsToldToBeSavedAsUtf8(String encoding) throws IOException {
        String mark = encoding.endsWith("mark") ? "\uFEFF" : "";
        Files.write(
                folder.resolve("a.yml"), (mark + TINY).getBytes(Charset.forName(encoding.replace(" with mark", ""))));

        assertThat(faultsOf(folder.resolve("a.yml")))
                .containsExactly(
                        "a.yml:1: the file is not UTF-8, but perhaps UTF-16 or UTF-32; save the file as UTF-8");
    }

    @Test
    void aFileThatIsNotUtf8IsToldWithTheLineAndTheByte() throws IOException {
        Files.write(
                folder.resolve("a.yml"),
                TINY.replace("description: x", "description: Zähler").getBytes(StandardCharsets.ISO_8859_1));

        assertThat(faultsOf(folder.resolve("a.yml")))
                .containsExactly(
                        "a.yml:3: the file is not UTF-8: the byte E4 has no place there; save the file as UTF-8");
    }

    @Test
    void byteOrderMarksAreRead() throws IOException {
        Files.writeString(folder.resolve("a.yml"), "\uFEFF" + TINY);
        Files.write(folder.resolve("b.yml"), ("\uFEFF" + TINY).getBytes(StandardCharsets.UTF_16LE));
        Files.write(folder.resolve("c.yml"), ("\uFEFF" + TINY).getBytes(StandardCharsets.UTF_16BE));

        for (String name : List.of("a.yml", "b.yml", "c.yml")) {
            assertThat(faultsOf(folder.resolve(name))).as(name).isEmpty();
        }
    }

    @Test
    @Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
    void aHugeFileIsRefused() throws IOException {
        Files.writeString(folder.resolve("a.yml"), "#".repeat(8_000_001));

        assertThat(faultsOf(folder.resolve("a.yml")))
                .containsExactly("a.yml:1: the file is larger than 8,000,000 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9", "1:", "a", "${a:", "0.", "-"})
    @Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
    void aHugeValueIsAFaultInGoodTime(String part) throws IOException {
        assertThat(faults(TINY.replace("z-dim: 2", "z-dim: \"" + part.repeat(200_000) + "\"")))
                .isNotEmpty()
                .allSatisfy(fault -> assertThat(fault).hasSizeLessThan(5_000));
        assertThat(faults(TINY.replace("full", "\"" + part.repeat(200_000) + "\"")))
                .isNotEmpty()
                .allSatisfy(fault -> assertThat(fault).hasSizeLessThan(5_000));
    }

    private SpecFiles.Reading read(String text) throws IOException {
        return reading(Files.writeString(folder.resolve("a.yml"), text.replace("\ud800", "\ufffe")));
    }

    private static SpecFiles.Reading reading(Path file, String... arguments) {
        return SpecFiles.read(Environments.of(List.of(file), Map.of(), Map.of(), arguments), new Datasets());
    }

    private List<String> faults(String text) throws IOException {
        read(text);
        return faultsOf(folder.resolve("a.yml"));
    }

    /** With the file's name in place of its path. */
    private List<String> faultsOf(Path file, String... arguments) {
        return reading(file, arguments).faults().stream()
                .map(Fault::toString)
                .map(fault -> fault.replace(folder + "/", ""))
                .toList();
    }
}
