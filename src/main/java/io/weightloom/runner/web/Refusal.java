package io.weightloom.runner.web;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** A request that is not served, with the reason for whoever sent it. Spring answers with it as in RFC 9457. */
final class Refusal extends ErrorResponseException {

    private static final long serialVersionUID = 1;

    private Refusal(HttpStatus status, String detail) {
        super(status, ProblemDetail.forStatusAndDetail(status, detail), null);
    }

    /**
     * With a status.
     *
     * @param detail what was asked for, and what there is
     */
    static Refusal of(HttpStatus status, String detail) {
        return new Refusal(status, detail);
    }

    /** There is no such thing. */
    static Refusal notFound(String detail) {
        return new Refusal(HttpStatus.NOT_FOUND, detail);
    }

    /** What was asked for cannot be read. */
    static Refusal badRequest(String detail) {
        return new Refusal(HttpStatus.BAD_REQUEST, detail);
    }
}
