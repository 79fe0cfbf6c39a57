package io.weightloom.runner.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.layout.Ledger;
import io.weightloom.runner.review.LedgerReview;
import io.weightloom.runner.review.TrialSummary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TrialColumnsTests {

    private static final List<String> SWEPT = List.of("hypernet.z-dim");

    private static final TrialSummary TRIAL = trial("north");

    private static TrialSummary trial(String host) {
        return trial(host, null);
    }

    private static TrialSummary trial(String host, @Nullable String computeKey) {
        return trial(host, computeKey, null);
    }

    private static TrialSummary trial(String host, @Nullable String computeKey, @Nullable Double agreement) {
        return new TrialSummary(
                41,
                3,
                "abc",
                "hypernetwork",
                Map.of("hypernet.z-dim", "4"),
                "ended",
                "completed",
                "a detail",
                LedgerReview.of(new Ledger(8224, 8000, 224, 1000, 4, 2, 700)),
                20,
                18,
                0.91,
                0.9,
                0.4,
                agreement,
                -0.03,
                "delayed",
                3.5,
                true,
                false,
                "glyphs/1/3",
                null,
                host,
                computeKey);
    }

    @Test
    void theJsonHasEachColumnInTheirOrder() {
        Map<String, String> told = new LinkedHashMap<>();
        leaves("", new JsonMapper().valueToTree(TRIAL), told);

        assertThat(told.keySet().stream().map(path -> path.replaceFirst("^(parameters)\\..*", "$1")))
                .containsExactlyElementsOf(
                        TrialColumns.ALL.stream().map(TrialColumns.Column::path).toList());
        TrialColumns.inCsv(SWEPT, Stream.of(TRIAL))
                .forEach(column -> assertThat(told)
                        .containsEntry(
                                column.path(), Objects.toString(column.value().apply(TRIAL), "")));
    }

    private static void leaves(String path, JsonNode node, Map<String, String> told) {
        if (node.isObject()) {
            node.properties().forEach(each -> leaves(path + "." + each.getKey(), each.getValue(), told));
        } else {
            told.put(path.substring(1), node.asString());
        }
    }

    @Test
    void aTerminalHasTheHeadingsOfThePageButForWhatItHasNoRoomFor() {
        List<String> heads = new ArrayList<>(TrialColumns.onPage(SWEPT, List.of(TRIAL)).stream()
                .map(column -> column.head().replace("Θ", "Theta"))
                .toList());
        heads.remove("epochs");

        List<String> lines = TextTable.of(List.of(TRIAL), TrialColumns.inTerminal(SWEPT, List.of(TRIAL)))
                .lines()
                .toList();

        assertThat(cells(lines.get(0))).isEqualTo(heads);
        assertThat(cells(lines.get(2)))
                .containsExactly(
                        "3",
                        "hypernetwork",
                        "4",
                        "8,224",
                        "1,228",
                        "6.70",
                        "4,912",
                        "0.9100",
                        "0.9000",
                        "-0.0300",
                        "*",
                        "delayed",
                        "3.5",
                        "completed, reused");
    }

    @Test
    void hostsAreShownWhereThereAreSeveral() {
        List<TrialSummary> several = List.of(TRIAL, trial("south"));

        assertThat(TrialColumns.onPage(SWEPT, List.of(TRIAL, TRIAL)))
                .extracting(TrialColumns.PageColumn::name)
                .doesNotContain("host");
        assertThat(TrialColumns.onPage(SWEPT, several))
                .extracting(TrialColumns.PageColumn::name)
                .contains("host");
        assertThat(TextTable.of(several, TrialColumns.inTerminal(SWEPT, several))
                        .lines())
                .element(3)
                .satisfies(line -> assertThat(cells(line)).contains("south"));
        assertThat(TrialColumns.inCsv(SWEPT, Stream.of(TRIAL)))
                .extracting(TrialColumns.Column::csv)
                .contains(Optional.of("host"));
    }

    @Test
    void aCsvTellsComputeKeysWhereNumbersMayBeMixed() {
        TrialSummary mixed = trial("north", "build 1, natives 2");

        assertThat(TrialColumns.inCsv(SWEPT, Stream.of(TRIAL)))
                .extracting(TrialColumns.Column::path)
                .doesNotContain("computeKey");
        assertThat(TrialColumns.inCsv(SWEPT, Stream.of(TRIAL, mixed)))
                .filteredOn(column -> column.path().equals("computeKey"))
                .singleElement()
                .satisfies(column -> assertThat(column.value().apply(mixed)).isEqualTo("build 1, natives 2"));
    }

    /** A given network is there for few runs, and agreement is told of these alone. */
    @Test
    void agreementIsToldWhereATrialHasSome() {
        TrialSummary agreeing = trial("north", null, 0.96);
        List<TrialSummary> both = List.of(TRIAL, agreeing);

        assertThat(TrialColumns.onPage(SWEPT, List.of(TRIAL)))
                .extracting(TrialColumns.PageColumn::head)
                .doesNotContain("agreement");
        assertThat(TrialColumns.onPage(SWEPT, both))
                .filteredOn(column -> column.head().equals("agreement"))
                .singleElement()
                .satisfies(column -> assertThat(column.path()).isEqualTo("testAgreement"));
        assertThat(TextTable.of(both, TrialColumns.inTerminal(SWEPT, both)).lines())
                .anySatisfy(line -> assertThat(cells(line)).contains("0.9600"));
        assertThat(TrialColumns.inCsv(SWEPT, Stream.of(TRIAL)))
                .extracting(TrialColumns.Column::csv)
                .doesNotContain(Optional.of("test-agreement"));
        assertThat(TrialColumns.inCsv(SWEPT, both.stream()))
                .extracting(TrialColumns.Column::csv)
                .contains(Optional.of("test-agreement"));
    }

    private static List<String> cells(String line) {
        return Stream.of(line.split("\\|", -1)).map(String::strip).toList();
    }
}
