package io.weightloom.runner.web;

import org.springframework.boot.actuate.endpoint.Producible;
import org.springframework.util.MimeType;

/** In which form one trial is shown: the one that the request's {@code Accept} header asks for. */
enum TrialFormat implements Producible<TrialFormat> {
    /** All of it. */
    JSON("application/json"),
    /** What people look at, for a terminal. */
    TEXT("text/plain;charset=UTF-8");

    private final String type;

    TrialFormat(String type) {
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
