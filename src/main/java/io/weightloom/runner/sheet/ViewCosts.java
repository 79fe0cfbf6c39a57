package io.weightloom.runner.sheet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Adds up the processor's time that is spent on views of runs by those who watch them. What is asked for once, such as
 * a whole sheet, does not count. Thread-safe.
 */
public final class ViewCosts implements HandlerInterceptor {

    private static final String BEGUN = ViewCosts.class.getName() + ".begun";

    private static final String RUNS = ViewCosts.class.getName() + ".runs";

    /** Of addresses that name their run themselves. */
    private static final String RUN = "/runs/{id}";

    private static final Pattern DIGITS = Pattern.compile("\\d{1,18}");

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Map<Long, Duration> byRun = new ConcurrentHashMap<>();

    ViewCosts() {}

    /** The processor's time of this thread; of a JVM that does not know it, the time of the clock. */
    static Duration now() {
        return Duration.ofNanos(
                THREADS.isCurrentThreadCpuTimeSupported() ? THREADS.getCurrentThreadCpuTime() : System.nanoTime());
    }

    /** Notes which runs a request is about, at an address that does not say it. What it costs is shared among them. */
    public static void areOf(WebRequest request, Collection<Long> runs) {
        request.setAttribute(RUNS, Set.copyOf(runs), RequestAttributes.SCOPE_REQUEST);
    }

    /** What has been spent on a run since it was taken last. */
    public Duration of(long run) {
        return byRun.getOrDefault(run, Duration.ZERO);
    }

    /** Begins anew. */
    void take(long run) {
        byRun.remove(run);
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        request.setAttribute(BEGUN, now());
        return true;
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception thrown) {
        boolean once = request.getRequestURI().endsWith("/sheet") && request.getParameter("since") == null;
        Set<Long> runs = once ? Set.of() : runs(request);
        if (!runs.isEmpty() && request.getAttribute(BEGUN) instanceof Duration begun) {
            Duration each = now().minus(begun).dividedBy(runs.size());
            runs.forEach(run -> byRun.merge(run, each, Duration::plus));
        }
    }

    private static Set<Long> runs(HttpServletRequest request) {
        if (request.getAttribute(RUNS) instanceof Set<?> noted) {
            return noted.stream().map(Long.class::cast).collect(Collectors.toSet());
        }
        return request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE) instanceof String pattern
                        && pattern.contains(RUN)
                        && request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE)
                                instanceof Map<?, ?> variables
                        && variables.get("id") instanceof String id
                        && DIGITS.matcher(id).matches()
                ? Set.of(Long.valueOf(id))
                : Set.of();
    }
}
