package io.weightloom.runner.process;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what it is sent, and answers as it is told, else with 200. Close it. */
final class ReceivingServer implements AutoCloseable {

    private final List<String> received = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
    private final HttpServer server;

    ReceivingServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            bodies.add(body);
            received.add("%s %s %s %s %s"
                    .formatted(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI(),
                            exchange.getRequestHeaders().getFirst("Content-Type"),
                            exchange.getRequestHeaders().getFirst("Authorization"),
                            body));
            exchange.sendResponseHeaders(Optional.ofNullable(answers.poll()).orElse(200), -1);
        }
    }

    /** Its address with secrets in path and query. */
    URI address(String user) {
        return URI.create("http://%s127.0.0.1:%s/hooks/s3cret?key=t0ken".formatted(user, port()));
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Requests so far, with body. */
    List<String> received() {
        return received;
    }

    /** Bodies so far. */
    List<String> bodies() {
        return bodies;
    }

    /** What it answers next. */
    Queue<Integer> answers() {
        return answers;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
