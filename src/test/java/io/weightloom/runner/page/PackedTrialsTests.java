package io.weightloom.runner.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class PackedTrialsTests {

    private static final JsonMapper JSON = new JsonMapper();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"a": [0.123456789, {"b": -1.23456789e-12}], "c": "0.123456789", "d": 123456789} | {"a":[0.123457,{"b":-1.23457E-12}],"c":"0.123456789","d":123456789}
            [1.0, 0.5, null, true, 1234567.5]                                               | [1.0,0.5,null,true,1234570.0]
            """)
    void numbersHaveSixDigitsAndNothingElseChanges(String json, String expected) {
        assertThat(JSON.writeValueAsString(PackedTrials.rounded(JSON.readTree(json))))
                .isEqualTo(expected);
    }

    @Test
    void whatHasNoRoomIsLeftOutFromTheEnd() {
        List<Long> ids = LongStream.rangeClosed(1, 60).boxed().toList();

        List<PackedTrials.Pack> all = PackedTrials.of(ids, id -> Optional.empty(), 1000);
        List<PackedTrials.Pack> some = PackedTrials.of(
                ids, id -> Optional.empty(), 2L * all.get(0).gzip().length());

        assertThat(all).hasSize(3);
        assertThat(some).hasSize(2);
        assertThat(PackedTrials.of(ids, id -> Optional.empty(), 0)).isEmpty();
    }
}
