package io.weightloom.runner.process;

import io.weightloom.runner.database.Secrets;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/** Where messages are posted to, over HTTP. Whatever of its address may be a secret is not shown. Thread-safe. */
final class Receiver {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private static final int REDIRECTS = 300;
    private static final int SERVER_ERRORS = 500;
    private static final int TIMED_OUT = 408;
    private static final int TOO_MANY = 429;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();
    private final URI address;
    private final Optional<String> authorization;

    /**
     * At an address.
     *
     * @param given http or https; its user and password, if it has some, are sent as such
     */
    Receiver(URI given) {
        String user = given.getUserInfo();
        this.address = user == null ? given : URI.create(given.toString().replaceFirst("//[^/?#]*@", "//"));
        this.authorization = Optional.ofNullable(user)
                .map(both -> "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)));
    }

    /** Why a message did not arrive, and whether it is worth another attempt. */
    record Refusal(String reason, boolean mayPass) {}

    /** Posts JSON; empty if it has arrived. */
    Optional<Refusal> send(String json) throws InterruptedException {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(address)
                    .timeout(ANSWER)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(json));
            authorization.ifPresent(value -> request.header("Authorization", value));
            return refusal(http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode());
        } catch (IOException e) { // its message may quote the address
            return Optional.of(unreached(e, true));
        } catch (RuntimeException e) { // an address that the client takes, and cannot use
            return Optional.of(unreached(e, false));
        }
    }

    private static Refusal unreached(Exception cause, boolean mayPass) {
        return new Refusal("cannot be reached (%s)".formatted(cause.getClass().getSimpleName()), mayPass);
    }

    private static Optional<Refusal> refusal(int status) {
        return status < REDIRECTS
                ? Optional.empty()
                : Optional.of(new Refusal(
                        "answered with %s".formatted(status),
                        status >= SERVER_ERRORS || status == TIMED_OUT || status == TOO_MANY));
    }

    /** Its address, as it may be shown. */
    @Override
    public String toString() {
        return Secrets.maskedAddress(address.toString());
    }
}
