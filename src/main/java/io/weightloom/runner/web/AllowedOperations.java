package io.weightloom.runner.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Refuses requests that change something, unless the runner's settings allow them; and those that name this server by a
 * name that is none of its own, as those of a page do whose name was made to point here.
 */
final class AllowedOperations implements HandlerInterceptor {

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    private static final Pattern PORT = Pattern.compile(":\\d*$");

    private static final Pattern NUMBERS = Pattern.compile("[\\d.]+|\\[[0-9a-f:.]+]");

    private final boolean allowed;
    private final Set<String> names;

    /**
     * Of a server.
     *
     * @param allowed whether the settings allow them
     * @param address that it listens at; empty for all of the machine's
     */
    AllowedOperations(boolean allowed, String address) {
        this.allowed = allowed;
        this.names = names(address);
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (READING.contains(request.getMethod())) {
            return true;
        } else if (!allowed) {
            throw Refusal.of(
                    HttpStatus.FORBIDDEN,
                    "Runs cannot be changed here; a runner with runner.operations=true allows it");
        }
        String given = String.valueOf(request.getHeader(HttpHeaders.HOST)).toLowerCase(Locale.ROOT);
        String host = PORT.matcher(given).replaceFirst("");
        if (!NUMBERS.matcher(host).matches() && !names.contains(host)) {
            throw Refusal.of(
                    HttpStatus.FORBIDDEN,
                    "This server is not known as '%s', but as %s or by its number"
                            .formatted(host, String.join(", ", names)));
        }
        return true;
    }

    private static Set<String> names(String address) {
        Set<String> names = new TreeSet<>(Set.of("localhost"));
        if (!address.isEmpty() && !NUMBERS.matcher(address).matches()) {
            names.add(address.toLowerCase(Locale.ROOT));
        }
        try {
            names.add(InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT));
        } catch (UnknownHostException e) {
            // then it has no name that it could be called by
        }
        return names;
    }
}
