package io.weightloom.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HypervolumeTests {

    private static final Hypervolume SQUARE = new Hypervolume(4, 4);

    @Test
    void isTheAreaBetweenTheFrontAndTheReferencePoint() {
        assertThat(SQUARE.of(List.of(List.of(1.0, 3.0), List.of(2.0, 2.0), List.of(3.0, 1.0))))
                .isEqualTo(3 + 2 + 1);
    }

    @Test
    void dominatedPointsAndThoseBeyondTheReferenceAddNothing() {
        double alone = SQUARE.of(List.of(List.of(1.0, 2.0)));

        assertThat(alone).isEqualTo(6);
        assertThat(SQUARE.of(List.of(List.of(1.5, 2.5), List.of(1.0, 2.0), List.of(0.0, 4.0), List.of(5.0, 0.0))))
                .isEqualTo(alone);
    }

    @Test
    void ofNoPointsIsZero() {
        assertThat(SQUARE.of(List.of())).isZero();
    }
}
