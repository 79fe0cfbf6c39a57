package io.weightloom.runner.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class PartitionNamesTests {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    PartitionNamesTests() {
        registry.config().meterFilter(new PartitionNames());
    }

    @Test
    void aThousandPartitionsMakeOneMeter() {
        for (int trial = 0; trial < 1000; trial++) {
            registry.timer("spring.batch.step", "spring.batch.step.name", "trial:t" + trial)
                    .record(() -> {});
        }

        assertThat(registry.getMeters()).hasSize(1);
        assertThat(registry.get("spring.batch.step")
                        .tag("spring.batch.step.name", "trial")
                        .timer()
                        .count())
                .isEqualTo(1000);
    }

    @Test
    void otherMetersKeepTheirTags() {
        Meter meter = registry.counter("http.server.requests", "uri", "http://localhost:8080/");

        assertThat(meter.getId().getTag("uri")).isEqualTo("http://localhost:8080/");
    }
}
