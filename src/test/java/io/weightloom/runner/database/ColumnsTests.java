package io.weightloom.runner.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ColumnsTests {

    @Test
    void whatIsReviewedIsFiniteAndHasNoNegativeZero() {
        assertThat(String.valueOf(Columns.finite(-0.0))).isEqualTo("0.0");
        assertThat(Columns.finite(-1e-300)).isEqualTo(-1e-300);
        assertThat(Columns.finite(Double.NaN)).isNull();
        assertThat(Columns.finite(Double.NEGATIVE_INFINITY)).isNull();
    }
}
