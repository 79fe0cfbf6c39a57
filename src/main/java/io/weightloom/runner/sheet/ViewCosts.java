package io.weightloom.runner.sheet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Adds up the processor's time that is spent on views of runs by those who watch them. What is asked for once, such as
 * a whole sheet, does not count. Thread-safe.
 */
public final class ViewCosts implements HandlerInterceptor {

    private static final String BEGUN = ViewCosts.class.getName();

    private static final Pattern DIGITS = Pattern.compile("\\d{1,18}");

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Map<Long, Duration> byRun = new ConcurrentHashMap<>();

    ViewCosts() {}

    /** The processor's time of this thread; of a JVM that does not know it, the time of the clock. */
    static Duration now() {
        return Duration.ofNanos(
                THREADS.isCurrentThreadCpuTimeSupported() ? THREADS.getCurrentThreadCpuTime() : System.nanoTime());
    }

    /** What has been spent on a run since it was taken last. */
    Duration of(long run) {
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
        if (!once
                && request.getAttribute(BEGUN) instanceof Duration begun
                && request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE) instanceof Map<?, ?> variables
                && variables.get("id") instanceof String id
                && DIGITS.matcher(id).matches()) {
            byRun.merge(Long.valueOf(id), now().minus(begun), Duration::plus);
        }
    }
}
