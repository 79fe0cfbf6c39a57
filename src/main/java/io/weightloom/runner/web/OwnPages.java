package io.weightloom.runner.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Refuses what pages of other origins send, by the headers with which browsers tell: they may not have this machine
 * work for them.
 */
final class OwnPages implements HandlerInterceptor {

    private static final String SITE = "Sec-Fetch-Site";

    private static final String MODE = "Sec-Fetch-Mode";

    private static final String NAVIGATION = "navigate";

    private static final Set<String> OTHERS = Set.of("cross-site", "same-site");

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        String site = request.getHeader(SITE);
        boolean followed = request.getMethod().equals("GET") && NAVIGATION.equals(request.getHeader(MODE)); // a link
        String own = request.getScheme() + "://" + request.getHeader(HttpHeaders.HOST);
        if ((origin != null && !origin.equalsIgnoreCase(own)) || (site != null && OTHERS.contains(site) && !followed)) {
            throw Refusal.of(HttpStatus.FORBIDDEN, "Pages of other origins are not answered here");
        }
        return true;
    }
}
