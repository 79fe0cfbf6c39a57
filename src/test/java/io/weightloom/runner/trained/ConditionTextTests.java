package io.weightloom.runner.trained;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.trial.ConditionValue;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionTextTests {

    private static final Optional<String> NONE = Optional.empty();

    @Test
    void eachSaysAloneWhichNetworkIsMeant() {
        assertThat(new ConditionText(NONE, NONE, NONE).value()).isEqualTo(new ConditionValue.Own());
        assertThat(new ConditionText(NONE, NONE, NONE).chosen()).isEmpty();
        assertThat(new ConditionText(Optional.of(" 2"), NONE, NONE).value()).isEqualTo(new ConditionValue.Task(2));
        assertThat(((ConditionValue.Descriptor) new ConditionText(NONE, Optional.of("1,-.5"), NONE).value()).numbers())
                .containsExactly(1, -0.5);
        assertThat(((ConditionValue.Z) new ConditionText(NONE, NONE, Optional.of("1e-3, 2")).value()).numbers())
                .containsExactly(0.001, 2);
        assertThat(new ConditionText(Optional.of("1"), NONE, Optional.of("1")).faults())
                .containsExactly("Of task, descriptor and z, each says alone which network is meant: give one");
    }

    @ParameterizedTest
    @CsvSource({
        "1, true",
        "0.5, true",
        "'1, 2', true",
        "+1.e5, true",
        "'', false",
        "'1,', false",
        "NaN, false",
        "Infinity, false",
        "1e999, false",
        "1e99999, false",
        "0x1p3, false",
        "1d, false",
        "'1;2', false",
        "\u0661, false"
    })
    void numbersAreFiniteAndWrittenAsInJson(String text, boolean are) {
        assertThat(ConditionText.isNumbers(text)).isEqualTo(are);
    }

    @ParameterizedTest
    @CsvSource({"0, true", "17, true", "-1, false", "1.0, false", "'', false", "1234567890, false", "\u0661, false"})
    void aTaskIsAWholeNumber(String text, boolean is) {
        assertThat(ConditionText.isTask(text)).isEqualTo(is);
    }
}
