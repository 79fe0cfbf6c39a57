package io.weightloom.runner.guard;

import io.weightloom.runner.settings.Access;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.access.ExceptionTranslationFilter;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.savedrequest.NullRequestCache;
import org.springframework.security.web.servletapi.SecurityContextHolderAwareRequestFilter;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;

/**
 * Asks for a user's name and password (RFC 7617) with every request but for the process's health, and lets only those
 * change runs whose role it is. Nothing is kept of a client between two requests. A browser that has once been told a
 * password sends it along with what pages of other origins ask here too: it is the check of origins on the API, not
 * this one, that keeps those from changing anything.
 */
final class Passwords {

    /** Before every filter but those of characters. */
    private static final int ORDER = -100;

    private static final String HEALTH = "/actuator/health";

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    /** To ask a network changes nothing. */
    private static final Pattern PREDICTIONS = Pattern.compile("/api/v1/trials/[^/]*/predictions");

    private Passwords() {}

    /** What asks, for a server. */
    static FilterRegistrationBean<Filter> registration(Access access) {
        FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(filter(access));
        registration.setName("passwords");
        registration.setOrder(ORDER);
        registration.setDispatcherTypes(DispatcherType.REQUEST);
        return registration;
    }

    private static Filter filter(Access access) {
        AuthenticationEntryPoint ask = (request, response, refused) -> {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"weightloom\", charset=\"UTF-8\"");
            Refused.with(HttpStatus.UNAUTHORIZED, "This server asks for a user's name and password", request, response);
        };
        AccessDeniedHandler deny = (request, response, refused) -> Refused.with(
                HttpStatus.FORBIDDEN,
                "Runs are changed by users whose role is operate, as %s.NAME.role says".formatted(Access.USERS),
                request,
                response);
        ExceptionTranslationFilter translation = new ExceptionTranslationFilter(ask, new NullRequestCache());
        translation.setAccessDeniedHandler(deny);
        SecurityContextHolderAwareRequestFilter principals = new SecurityContextHolderAwareRequestFilter();
        try {
            principals.afterPropertiesSet();
        } catch (ServletException e) {
            throw new IllegalStateException("It needs nothing", e);
        }
        return new FilterChainProxy(new DefaultSecurityFilterChain(
                AnyRequestMatcher.INSTANCE,
                List.of(
                        new SecurityContextHolderFilter(new RequestAttributeSecurityContextRepository()),
                        new BasicAuthenticationFilter(new PasswordCheck(access.users()), ask),
                        principals,
                        new AnonymousAuthenticationFilter("nobody"),
                        translation,
                        new AuthorizationFilter((who, request) ->
                                new AuthorizationDecision(isHealth(request) || has(who.get(), role(request)))))));
    }

    private static boolean isHealth(HttpServletRequest request) {
        return path(request).equals(HEALTH);
    }

    private static Access.Role role(HttpServletRequest request) {
        boolean changes = !READING.contains(request.getMethod())
                && !PREDICTIONS.matcher(path(request)).matches();
        return changes ? Access.Role.OPERATE : Access.Role.READ;
    }

    /** What the firewall of the chain has found to be plain: without dots, dashes of matrices, or doubled slashes. */
    private static String path(HttpServletRequest request) {
        String rest = request.getPathInfo();
        return request.getServletPath() + (rest == null ? "" : rest);
    }

    private static boolean has(@Nullable Authentication who, Access.Role role) {
        return who != null
                && who.isAuthenticated()
                && AuthorityUtils.authorityListToSet(who.getAuthorities()).contains(role.name());
    }
}
