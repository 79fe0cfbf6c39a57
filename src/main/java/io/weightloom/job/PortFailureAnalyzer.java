package io.weightloom.job;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** The port of the web server is taken: says so in the runner's words, before Spring Boot's own analysis. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class PortFailureAnalyzer extends AbstractFailureAnalyzer<PortInUseException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, PortInUseException cause) {
        return new FailureAnalysis(
                "Port %d is in use, perhaps by another runner. Nothing was trained.".formatted(cause.getPort()),
                "Choose another port with --server.port=%d, any free one with --server.port=0, or end the other process."
                        .formatted(cause.getPort() + 1),
                cause);
    }
}
