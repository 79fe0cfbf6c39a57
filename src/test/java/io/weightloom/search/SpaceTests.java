package io.weightloom.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.spec.SweepSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpaceTests {

    @Test
    void aGridHasEveryCombinationTheFirstDimensionSlowestAndSettingsInTheOrderOfTheSweep() {
        SweepSpec sweep = new SweepSpec(
                SweepSpec.Strategy.GRID,
                List.of(
                        SweepSpec.Parameter.of("target.layers", List.of(List.of(2L, 2L), List.of(2L, 9L, 2L))),
                        SweepSpec.Parameter.of("hypernet.z-dim", List.of(8L, 4L, 2L))),
                1);

        assertThat(sweep.grid())
                .extracting(Map::toString)
                .containsExactly(
                        "{target.layers=[2, 2], hypernet.z-dim=8}",
                        "{target.layers=[2, 2], hypernet.z-dim=4}",
                        "{target.layers=[2, 2], hypernet.z-dim=2}",
                        "{target.layers=[2, 9, 2], hypernet.z-dim=8}",
                        "{target.layers=[2, 9, 2], hypernet.z-dim=4}",
                        "{target.layers=[2, 9, 2], hypernet.z-dim=2}");
    }

    @Test
    void withoutDimensionsThereIsOnePoint() {
        assertThat(new SweepSpec(SweepSpec.Strategy.GRID, List.of(), 1).grid()).containsExactly(Map.of());
    }
}
