package io.weightloom.runner.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OneAtATimeTests {

    @Test
    void theNextIsRefusedUntilTheFirstIsMade() {
        OneAtATime pages = new OneAtATime();

        assertThatThrownBy(() -> pages.make(() -> pages.make(() -> "inner")))
                .hasMessageContaining("Another one of these is being made just now");
        assertThat(pages.make(() -> "after")).isEqualTo("after");
    }
}
