package io.weightloom.runner.web;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.util.MimeType;

/**
 * What was wrong with a request, as in RFC 9457.
 *
 * @param title of the kind of problem
 * @param status of HTTP
 * @param detail what was asked for, and what there is
 */
record Problem(String title, int status, String detail) implements OperationResponseBody {

    private static final MimeType TYPE = new MimeType("application", "problem+json");

    /** There is no such thing. */
    static WebEndpointResponse<Problem> notFound(String detail) {
        return response(new Problem("Not Found", WebEndpointResponse.STATUS_NOT_FOUND, detail));
    }

    /** What was asked for cannot be read. */
    static WebEndpointResponse<Problem> badRequest(String detail) {
        return response(new Problem("Bad Request", WebEndpointResponse.STATUS_BAD_REQUEST, detail));
    }

    private static WebEndpointResponse<Problem> response(Problem problem) {
        return new WebEndpointResponse<>(problem, problem.status, TYPE);
    }
}
