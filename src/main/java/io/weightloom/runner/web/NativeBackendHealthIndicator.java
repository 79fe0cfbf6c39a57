package io.weightloom.runner.web;

import io.weightloom.runner.process.NativeBackend;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** {@code nativeBackend} in {@code /actuator/health}: which natives train, and on how many threads. */
@Component
class NativeBackendHealthIndicator implements HealthIndicator {

    private final NativeBackend backend;

    NativeBackendHealthIndicator(NativeBackend backend) {
        this.backend = backend;
    }

    @Override
    public Health health() {
        return Health.up()
                .withDetail("natives", backend.natives())
                .withDetail("loaded", backend.loaded())
                .withDetail("workers", backend.workers())
                .withDetail("threadsPerTrial", 1)
                .build();
    }
}
