package io.weightloom.runner.process;

import java.util.Map;
import java.util.Optional;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;

/** What a person opens to see the page of this process. */
final class PageAddress {

    private static final String SSL = "server.ssl";

    private PageAddress() {}

    /** The address, once the server listens; empty if there is none. */
    static Optional<String> of(ConfigurableEnvironment environment) {
        return Optional.ofNullable(environment.getProperty("local.server.port"))
                .map(port -> "%s://%s:%s%s/"
                        .formatted(
                                isSecure(environment) ? "https" : "http",
                                host(environment.getProperty("server.address", "")),
                                port,
                                environment.getProperty("server.servlet.context-path", "")));
    }

    /** A server that listens everywhere is reached here, too. */
    private static String host(String address) {
        boolean everywhere = address.isEmpty() || address.equals("0.0.0.0") || address.equals("::");
        return everywhere ? "localhost" : address.contains(":") ? "[" + address + "]" : address;
    }

    private static boolean isSecure(ConfigurableEnvironment environment) {
        return Binder.get(environment)
                        .bind(SSL, Bindable.mapOf(String.class, Object.class))
                        .map(Map::size)
                        .isBound()
                && environment.getProperty(SSL + ".enabled", Boolean.class, true);
    }
}
