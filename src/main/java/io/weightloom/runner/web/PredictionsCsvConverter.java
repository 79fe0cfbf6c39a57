package io.weightloom.runner.web;

import io.weightloom.runner.trained.PredictionCsv;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.stereotype.Component;

/** Writes predictions as CSV for whoever accepts that. */
@Component
class PredictionsCsvConverter extends AbstractHttpMessageConverter<PredictionsAnswer> {

    PredictionsCsvConverter() {
        super(StandardCharsets.UTF_8, MediaType.parseMediaType("text/csv"));
    }

    @Override
    protected boolean supports(Class<?> type) {
        return type == PredictionsAnswer.class;
    }

    @Override
    public boolean canRead(Class<?> type, @Nullable MediaType mediaType) {
        return false;
    }

    @Override
    protected PredictionsAnswer readInternal(Class<? extends PredictionsAnswer> type, HttpInputMessage message) {
        throw new HttpMessageNotReadableException("Predictions are only written", message);
    }

    @Override
    protected void writeInternal(PredictionsAnswer answer, HttpOutputMessage message) throws IOException {
        Writer text = new OutputStreamWriter(message.getBody(), StandardCharsets.UTF_8);
        PredictionCsv.write(answer.predictions(), text);
        text.flush();
    }
}
