package io.weightloom.runner.process;

import java.net.SocketException;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.WebServerException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * The web server cannot listen, mostly because its port is taken: says so in the runner's words, before Spring Boot's
 * own analysis.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class PortFailureAnalyzer extends AbstractFailureAnalyzer<WebServerException> {

    private final Environment environment;

    PortFailureAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, WebServerException cause) {
        if (cause instanceof PortInUseException inUse) {
            return new FailureAnalysis(
                    "Port %s is in use, perhaps by another runner. Nothing was trained.".formatted(inUse.getPort()),
                    "Choose another port with --server.port=%s, any free one with --server.port=0, or end the other process."
                            .formatted(inUse.getPort() + 1),
                    cause);
        }
        Throwable last = cause;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        return last instanceof SocketException || last instanceof UnknownHostException
                ? new FailureAnalysis(
                        "The web server cannot listen at %s, port %s: %s. Nothing was trained."
                                .formatted(
                                        environment.getProperty("server.address"),
                                        environment.getProperty("server.port"),
                                        last.getMessage()),
                        "Name an address of this machine with --server.address (127.0.0.1 is reached from this machine"
                                + " alone), and with --server.port a port that this user may take, mostly above 1023.",
                        cause)
                : null;
    }
}
