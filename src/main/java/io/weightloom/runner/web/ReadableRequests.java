package io.weightloom.runner.web;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets pass only what endpoints can read, so that no request is answered as if the server were broken, with a stack
 * trace in the log: types in the {@code Accept} header that are none count for nothing, a query that cannot be decoded
 * is refused, and the address of error pages is no address for others.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class ReadableRequests extends OncePerRequestFilter {

    private static final String ERROR_PAGE = "/error";

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        boolean asked = request.getDispatcherType() == DispatcherType.REQUEST; // else an error page is to be shown
        if (asked && request.getServletPath().equals(ERROR_PAGE)) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        } else if (asked && !isDecodable(request)) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST);
        } else {
            chain.doFilter(new Accepting(request), response);
        }
    }

    /** Error pages are shown in a dispatch of their own. */
    @Override
    protected boolean shouldNotFilterErrorDispatch() {
        return false;
    }

    private static boolean isDecodable(HttpServletRequest request) {
        try {
            request.getParameterMap();
            return true;
        } catch (IllegalStateException e) { // as the specification of servlets has it
            return false;
        }
    }

    /** A request without what its {@code Accept} header has beside media types. */
    private static final class Accepting extends HttpServletRequestWrapper {

        private final Optional<String> accept;

        private Accepting(HttpServletRequest request) {
            super(request);
            String types = Collections.list(request.getHeaders(HttpHeaders.ACCEPT)).stream()
                    .flatMap(line -> MimeTypeUtils.tokenize(line).stream())
                    .filter(Accepting::isType)
                    .collect(Collectors.joining(","));
            this.accept = types.isEmpty() ? Optional.empty() : Optional.of(types);
        }

        private static boolean isType(String text) {
            try {
                MediaType.parseMediaType(text);
                return true;
            } catch (InvalidMediaTypeException e) {
                return false;
            }
        }

        @Override
        public @Nullable String getHeader(String name) {
            return name.equalsIgnoreCase(HttpHeaders.ACCEPT) ? accept.orElse(null) : super.getHeader(name);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return name.equalsIgnoreCase(HttpHeaders.ACCEPT)
                    ? Collections.enumeration(accept.stream().toList())
                    : super.getHeaders(name);
        }

        @Override
        public Enumeration<String> getHeaderNames() {
            List<String> names = Collections.list(super.getHeaderNames());
            names.removeIf(name -> accept.isEmpty() && name.equalsIgnoreCase(HttpHeaders.ACCEPT));
            return Collections.enumeration(names);
        }
    }
}
