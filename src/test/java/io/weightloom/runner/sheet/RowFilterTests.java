package io.weightloom.runner.sheet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The filter, by the cases that the page's filter is held to as well. */
class RowFilterTests {

    private static final JsonNode FILE = read();

    private static final ColumnNames COLUMNS =
            columns(Map.of("trial", "number", "validation-score", "validationScore"));

    private static JsonNode read() {
        try (InputStream file = RowFilterTests.class.getResourceAsStream("filter-cases.json")) {
            return new JsonMapper().readTree(Objects.requireNonNull(file));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ColumnNames columns(Map<String, String> others) {
        List<String> names =
                FILE.get("names").valueStream().map(JsonNode::asString).toList();
        return new ColumnNames(names, others, names);
    }

    private static @Nullable Object value(@Nullable JsonNode cell) {
        if (cell == null || cell.isNull()) {
            return null;
        } else if (cell.isBoolean()) {
            return cell.asBoolean();
        } else if (cell.isIntegralNumber()) {
            return cell.asLong();
        }
        return cell.isNumber() ? (Object) cell.asDouble() : cell.asString();
    }

    private static List<Integer> passed(String filter) {
        List<Integer> numbers = new ArrayList<>();
        for (JsonNode row : FILE.get("rows")) {
            Function<String, @Nullable Object> values = name -> value(row.get(name));
            if (RowFilter.of(filter, COLUMNS).test(values)) {
                numbers.add(row.get("number").asInt());
            }
        }
        return numbers;
    }

    static List<JsonNode> cases() {
        return FILE.get("cases").valueStream().toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aFilterLetsPassWhatThePageLetsPass(JsonNode each) {
        String filter = each.get("filter").asString();

        if (each.has("fault")) {
            assertThatThrownBy(() -> passed(filter)).isInstanceOf(IllegalArgumentException.class);
        } else {
            assertThat(passed(filter))
                    .containsExactlyElementsOf(each.get("numbers")
                            .valueStream()
                            .map(JsonNode::asInt)
                            .toList());
        }
    }

    @Test
    void columnsAreKnownByTheirHeadingsInCsvToo() {
        assertThat(passed("trial=2")).containsExactly(2);
        assertThat(passed("validation-score>=0.9 role=hypernetwork")).containsExactly(1, 2);
    }

    @Test
    void allColumnsThatThereAreNotAreNamedAtOnce() {
        assertThatThrownBy(() -> passed("trainabel=8 name=moons"))
                .hasMessage("there is no column 'trainabel'; did you mean 'trainable'?; 'name' may be data.name or"
                        + " target.name");
    }

    @Test
    void aQuoteThatIsLeftOpenGoesToTheEnd() {
        assertThat(passed("target.name=\"small net")).containsExactly(1, 3);
    }
}
