package io.weightloom.runner.web;

import org.springframework.boot.actuate.endpoint.Producible;
import org.springframework.util.MimeType;

/** In which form a run, or its comparisons, are shown: the one that the request's {@code Accept} header asks for. */
enum ReviewFormat implements Producible<ReviewFormat> {
    /** All of it. */
    JSON("application/json"),
    /** Its trials, or its comparisons, in full precision. */
    CSV("text/csv;charset=UTF-8"),
    /** The same as a table for a terminal. */
    TEXT("text/plain;charset=UTF-8");

    private final String type;

    ReviewFormat(String type) {
        this.type = type;
    }

    @Override
    public MimeType getProducedMimeType() {
        return MimeType.valueOf(type);
    }

    @Override
    public boolean isDefault() {
        return this == JSON;
    }
}
