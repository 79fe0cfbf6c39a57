package io.weightloom.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightloom.data.raw.Codes;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.spec.CsvFormat;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.LabelKind;
import io.weightloom.spec.SequenceSpec;
import io.weightloom.text.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SequencesTests {

    @TempDir
    private Path folder;

    /** A long text that never repeats a stretch: the numbers from 0 on. */
    private static String text(int numbers) {
        return IntStream.range(0, numbers).mapToObj(Integer::toString).collect(Collectors.joining(" "));
    }

    private DataSpec text(String content, int steps, int unscored) throws IOException {
        Path file = Files.writeString(folder.resolve("text.txt"), content);
        return new DataSpec(new SequenceSpec.Text(file, steps, unscored), 0.1, 0.1);
    }

    private DataSpec series(String content, int steps, int unscored, int horizon, String... columns)
            throws IOException {
        Path file = Files.writeString(folder.resolve("series.csv"), content);
        return new DataSpec(
                new SequenceSpec.Series(file, List.of(columns), steps, unscored, horizon, CsvFormat.PLAIN), 0.1, 0.1);
    }

    private static Dataset load(DataSpec spec) {
        return new Datasets().load(spec, 1);
    }

    /** What a network reads at each step of an example, as a text. */
    private static String read(Dataset data, Examples examples, int example) {
        return characters(data, examples.mixed(example).allFeatures());
    }

    /** What it is to predict. */
    private static String predicted(Dataset data, Examples examples, int example) {
        return characters(data, examples.mixed(example).allLabels());
    }

    private static String characters(Dataset data, float[] oneHot) {
        List<String> alphabet = data.preprocessing().predicted().names();
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < oneHot.length; row += alphabet.size()) {
            int from = row;
            int[] hot = IntStream.range(0, alphabet.size())
                    .filter(i -> oneHot[from + i] != 0)
                    .toArray();
            assertThat(hot).hasSize(1);
            assertThat(oneHot[from + hot[0]]).isEqualTo(1);
            text.append(alphabet.get(hot[0]));
        }
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource({"7,0", "7,3", "1,0", "20,20"})
    void windowsAreThoseThatOneWouldCutByHand(int steps, int unscored) throws IOException {
        String content = text(400);
        Dataset data = load(text(content, steps, unscored));
        int test = content.length() - (int) Math.round(content.length() * 0.1);
        int validation = test - (int) Math.round(content.length() * 0.1);

        checkWindows(data, data.train(), content.substring(0, validation), steps, unscored);
        checkWindows(data, data.validation(), content.substring(validation, test), steps, unscored);
        checkWindows(data, data.test(), content.substring(test), steps, unscored);
    }

    /** By cutting the part itself: all that is read and predicted lies in it, and each character is scored once. */
    private static void checkWindows(Dataset data, Examples examples, String part, int steps, int unscored) {
        List<String> read = new ArrayList<>();
        List<String> predicted = new ArrayList<>();
        for (int from = 0; from + unscored + steps + 1 <= part.length(); from += steps) {
            read.add(part.substring(from, from + unscored + steps));
            predicted.add(part.substring(from + unscored + 1, from + unscored + steps + 1));
        }

        assertThat(IntStream.range(0, examples.size()).mapToObj(i -> read(data, examples, i)))
                .containsExactlyElementsOf(read);
        assertThat(IntStream.range(0, examples.size()).mapToObj(i -> predicted(data, examples, i)))
                .containsExactlyElementsOf(predicted);
        assertThat(String.join("", predicted))
                .isEqualTo(part.substring(unscored + 1, unscored + 1 + steps * read.size()));
        assertThat(part.length() - unscored - 1 - steps * read.size()).isBetween(0, steps - 1);
    }

    @Test
    void aBatchLiesStepByStep() throws IOException {
        Dataset data = load(text(text(300), 4, 2));
        Examples two = data.train().mixed(5, 2);
        String first = read(data, data.train(), 5);
        String second = read(data, data.train(), 2);

        String interleaved = IntStream.range(0, 6)
                .mapToObj(t -> first.substring(t, t + 1) + second.charAt(t))
                .collect(Collectors.joining());

        assertThat(characters(data, two.allFeatures())).isEqualTo(interleaved);
        assertThat(two.predictions()).isEqualTo(8);
        String wanted = IntStream.range(0, 8)
                .mapToObj(i -> data.preprocessing().predicted().names().get(two.label(i) / two.outputs()))
                .collect(Collectors.joining());
        assertThat(wanted).isEqualTo(predicted(data, data.train(), 5) + predicted(data, data.train(), 2));
    }

    @Test
    void charactersAreCodePointsAndNothingIsChanged() throws IOException {
        String content = "\uFEFFa\r\nb\u00E4\uD83D\uDE00\r\n".repeat(40);
        Dataset data = load(text(content, 3, 0));

        assertThat(data.preprocessing().predicted().names())
                .containsExactly("\n", "\r", "a", "b", "\u00E4", "\uFEFF", "\uD83D\uDE00");
        assertThat(data.labelKind()).isEqualTo(LabelKind.CLASSIFICATION);
        assertThat(data.inputs()).isEqualTo(7);
        assertThat(data.outputs()).isEqualTo(7);
        assertThat(read(data, data.train(), 0) + read(data, data.train(), 1)).isEqualTo("\uFEFFa\r\nb\u00E4");
        assertThat(data.fingerprint()).isEqualTo(Sha256.of(content.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void anAlphabetOfMoreThanAByteIsToldApart() throws IOException {
        String content = IntStream.range(0, 3000)
                .mapToObj(i -> Character.toString(0x4E00 + i % 600))
                .collect(Collectors.joining());
        Dataset data = load(text(content, 50, 0));

        assertThat(data.inputs()).isEqualTo(600);
        assertThat(read(data, data.train(), 11)).isEqualTo(content.substring(550, 600));
        assertThat(predicted(data, data.train(), 11)).isEqualTo(content.substring(551, 601));
    }

    @Test
    void allSeedsShareOneDataSet() throws IOException {
        DataSpec spec = text(text(300), 4, 2);
        Datasets datasets = new Datasets();

        assertThat(datasets.load(spec, 1)).isSameAs(datasets.load(spec, 2));
        assertThat(datasets.widths(spec, 1).orElseThrow().inputs()).isEqualTo(11);
        assertThat(Datasets.areDrawn(spec)).isFalse();
    }

    @Test
    void aTextIsReadOnceWhateverItsWindows() throws IOException {
        Path file = Files.writeString(folder.resolve("text.txt"), text(300));
        Datasets datasets = new Datasets();

        Codes few = codes(datasets, new SequenceSpec.Text(file, 4, 2));
        Codes many = codes(datasets, new SequenceSpec.Text(file, 7, 0));

        assertThat(many).isSameAs(few);
    }

    private static Codes codes(Datasets datasets, SequenceSpec.Text text) {
        return datasets.load(new DataSpec(text, 0.1, 0.1), 1)
                .train()
                .windows()
                .flatMap(Windows::codes)
                .orElseThrow();
    }

    @Test
    void charactersThatTrainingNeverMeetsAreTold() throws IOException {
        DataSpec spec = text("ab".repeat(200) + "z", 4, 0);

        assertThat(new Datasets().remarks(spec, 1))
                .singleElement()
                .asString()
                .contains("1 of 3 characters are not in the part to train on", "z");
    }

    @Test
    void textsThatCannotBeUsedSayWhy() throws IOException {
        assertThatThrownBy(() -> load(text("", 4, 0))).hasMessageContaining("text.txt is empty");
        assertThatThrownBy(() -> load(text("aaaa".repeat(100), 4, 0)))
                .hasMessageContaining("one character alone, 'a', 400 times");
        assertThatThrownBy(() -> load(text(text(30), 40, 8)))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("of 79 characters, 8 are for validation, but a window takes 49");
        assertThatThrownBy(() -> load(text(
                        IntStream.range(0, 1001)
                                .mapToObj(i -> Character.toString(0x4E00 + i))
                                .collect(Collectors.joining()),
                        4,
                        0)))
                .hasMessageContaining("1001 different characters, but at most 1000");
        Path file = folder.resolve("latin.txt");
        Files.write(file, "one\ntwo\ncaf\u00E9 and more".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> load(new DataSpec(new SequenceSpec.Text(file, 4, 0))))
                .hasMessageContaining("latin.txt:3: no text in UTF-8: the byte 0xe9 at offset 11");
    }

    private static String waves(int rows) {
        return Stream.concat(
                        Stream.of("time,sine,slope"),
                        IntStream.range(0, rows)
                                .mapToObj(i -> String.format(
                                        Locale.ROOT,
                                        "%d,%.9f,%d",
                                        i,
                                        Math.sin(i / 7.0),
                                        i < rows * 8 / 10 ? i % 5 : 1000)))
                .collect(Collectors.joining("\n"));
    }

    @Test
    void aSeriesIsStandardisedByThePartToTrainOnAloneAndPredictedAhead() throws IOException {
        Dataset data = load(series(waves(200), 6, 2, 3, "sine", "slope"));
        double[] slopes = IntStream.range(0, 160).mapToDouble(i -> i % 5).toArray();
        double mean = Arrays.stream(slopes).average().orElseThrow();
        double deviation = Math.sqrt(Arrays.stream(slopes)
                .map(x -> (x - mean) * (x - mean))
                .average()
                .orElseThrow());

        Examples second = data.train().mixed(1);

        assertThat(data.labelKind()).isEqualTo(LabelKind.REGRESSION);
        assertThat(data.preprocessing().predicted().names()).containsExactly("sine", "slope");
        assertThat(second.allFeatures()).hasSize(8 * 2);
        assertThat(second.allLabels()).hasSize(6 * 2);
        for (int t = 0; t < 8; t++) {
            assertThat(second.allFeatures()[2 * t + 1]).isEqualTo((float) ((slopes[6 + t] - mean) / deviation));
        }
        for (int t = 0; t < 6; t++) {
            assertThat(second.allLabels()[2 * t + 1]).isEqualTo((float) ((slopes[6 + 2 + t + 3] - mean) / deviation));
        }
        assertThat(data.validation().allLabels()[1]).isGreaterThan(100);
    }

    @Test
    void noPlaceOfASeriesIsReadOrPredictedInTwoSplits() throws IOException {
        Dataset data = load(series(waves(300), 5, 3, 2));
        List<Set<Integer>> places = new ArrayList<>();
        for (Examples examples : List.of(data.train(), data.validation(), data.test())) {
            Set<Integer> own = new HashSet<>();
            int[] all = IntStream.range(0, examples.size()).toArray();
            examples.readFeatures(
                    all,
                    0,
                    all.length,
                    (table, width, rows, from, count) -> IntStream.of(rows).forEach(own::add));
            examples.readLabels(
                    all,
                    0,
                    all.length,
                    (table, width, rows, from, count) -> IntStream.of(rows).forEach(own::add));
            places.add(own);
        }

        assertThat(places.get(0)).allMatch(place -> place < 240);
        assertThat(places.get(1)).allMatch(place -> place >= 240 && place < 270);
        assertThat(places.get(2)).allMatch(place -> place >= 270 && place < 300);
    }

    @Test
    void seriesThatCannotBeUsedSayWhy() throws IOException {
        assertThatThrownBy(() -> load(series("a,b\n1,2\n,3\n4,5\n", 1, 0, 1)))
                .hasMessageContaining(
                        "series.csv:3: column 'a' is empty in 1 of 3 rows; each row of a series needs a number");
        assertThatThrownBy(() -> load(series("a,b\n1,2\nx,3\n4,5\n", 1, 0, 1)))
                .hasMessageContaining("series.csv:3: column 'a' holds what is no number in 1 of 3 rows: x");
        assertThatThrownBy(() -> load(series(waves(200), 6, 2, 3, "sine", "slop")))
                .isInstanceOf(InvalidDataException.class)
                .satisfies(e -> assertThat(
                                ((InvalidDataException) e).faults().get(0).setting())
                        .isEqualTo("data.columns"))
                .hasMessageContaining("no column 'slop'; did you mean 'slope'?");
        assertThatThrownBy(() -> load(series("a\n" + "1\n".repeat(100), 4, 0, 1)))
                .hasMessageContaining("no column varies in the part to train on");
    }
}
