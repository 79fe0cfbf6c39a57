package io.weightloom.runner.guard;

import io.weightloom.spec.PlainValues;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/** What is answered to whoever is refused, as in RFC 9457: here nothing turns objects into JSON yet. */
final class Refused {

    private Refused() {}

    static void with(HttpStatus status, String detail, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("title", status.getReasonPhrase());
        problem.put("status", status.value());
        problem.put("detail", detail);
        problem.put("instance", request.getRequestURI());
        response.setStatus(status.value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.getOutputStream().write(PlainValues.json(problem).getBytes(StandardCharsets.UTF_8));
    }
}
