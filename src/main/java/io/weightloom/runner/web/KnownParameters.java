package io.weightloom.runner.web;

import io.weightloom.text.Nearest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/** Refuses parameters of a query that nobody reads: misspelt ones would be without effect. */
final class KnownParameters implements HandlerInterceptor {

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod method) {
            List<String> known = names(method);
            for (String name : new TreeSet<>(request.getParameterMap().keySet())) {
                if (!known.contains(name)) {
                    throw Refusal.badRequest("The parameter '%s' is not known; %s"
                            .formatted(name, known.isEmpty() ? "none is read here" : Nearest.hint(name, known)));
                } else if (request.getParameterValues(name).length > 1) {
                    throw Refusal.badRequest("The parameter '%s' is given twice".formatted(name));
                }
            }
        }
        return true;
    }

    private static List<String> names(HandlerMethod method) {
        return Arrays.stream(method.getMethod().getParameters())
                .filter(parameter -> AnnotatedElementUtils.isAnnotated(parameter, RequestParam.class))
                .map(Parameter::getName)
                .toList();
    }
}
