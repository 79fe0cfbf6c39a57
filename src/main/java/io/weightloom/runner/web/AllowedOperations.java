package io.weightloom.runner.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Refuses requests that change something, unless the runner's settings allow them.
 *
 * @param allowed whether the settings allow them
 */
record AllowedOperations(boolean allowed) implements HandlerInterceptor {

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (!allowed && !READING.contains(request.getMethod())) {
            throw Refusal.of(
                    HttpStatus.FORBIDDEN,
                    "Runs cannot be changed here; a runner with runner.operations=true allows it");
        }
        return true;
    }
}
