package io.weightloom.runner.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** The page's tables hold to the same cases, see {@code exports.test.js}. */
class CsvTests {

    private record Case(String text, String cell) {}

    @Test
    void textsAreSeenAndNotEvaluated() throws IOException {
        for (Case each : cases()) {
            String table = Csv.of(List.of("text"), List.of(List.of(each.text())));

            try (CSVParser lines = CSVParser.parse(table, CSVFormat.RFC4180)) {
                assertThat(lines.getRecords().get(1).get(0)).as(each.text()).isEqualTo(each.cell());
            }
        }
    }

    private static List<Case> cases() throws IOException {
        try (InputStream in = CsvTests.class.getResourceAsStream("csv-cases.json")) {
            return Arrays.asList(new JsonMapper().readValue(in, Case[].class));
        }
    }
}
