package io.weightloom.runner.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Refuses what pages of other origins send, by the headers with which browsers tell: they may not have this machine
 * work for them. Before a server that a proxy hides, TLS ends elsewhere, so that a page's scheme says nothing here.
 */
final class OwnPages implements HandlerInterceptor {

    private static final String SITE = "Sec-Fetch-Site";

    private static final String MODE = "Sec-Fetch-Mode";

    private static final String NAVIGATION = "navigate";

    private static final String OWN = "same-origin";

    private static final Set<String> OTHERS = Set.of("cross-site", "same-site");

    /** Ports that are not said, by the scheme. */
    private static final Map<String, String> PORTS = Map.of("http://", ":80", "https://", ":443");

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        String site = request.getHeader(SITE);
        boolean followed = request.getMethod().equals("GET") && NAVIGATION.equals(request.getHeader(MODE)); // a link
        boolean isOther = origin != null && !OWN.equals(site) && !isOf(request.getHeader(HttpHeaders.HOST), origin);
        if (isOther || (site != null && OTHERS.contains(site) && !followed)) {
            throw Refusal.of(HttpStatus.FORBIDDEN, "Pages of other origins are not answered here");
        }
        return true;
    }

    /** Whether an origin is that of a host, by name and port. */
    private static boolean isOf(@Nullable String host, String origin) {
        String lower = origin.toLowerCase(Locale.ROOT);
        return PORTS.entrySet().stream()
                .filter(scheme -> lower.startsWith(scheme.getKey()))
                .anyMatch(scheme -> without(
                                scheme.getValue(),
                                lower.substring(scheme.getKey().length()))
                        .equals(without(scheme.getValue(), String.valueOf(host).toLowerCase(Locale.ROOT))));
    }

    private static String without(String port, String host) {
        return host.endsWith(port) ? host.substring(0, host.length() - port.length()) : host;
    }
}
