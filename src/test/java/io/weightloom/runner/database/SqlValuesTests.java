package io.weightloom.runner.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SqlValuesTests {

    @Test
    void whatIsReviewedIsFiniteAndHasNoNegativeZero() {
        assertThat(String.valueOf(SqlValues.finite(-0.0))).isEqualTo("0.0");
        assertThat(SqlValues.finite(-1e-300)).isEqualTo(-1e-300);
        assertThat(SqlValues.finite(Double.NaN)).isNull();
        assertThat(SqlValues.finite(Double.NEGATIVE_INFINITY)).isNull();
    }
}
