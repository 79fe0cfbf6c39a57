package io.weightloom.runner.web;

import io.weightloom.runner.table.TrialCsv;
import io.weightloom.runner.web.TrialsController.TrialsAnswer;
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

/** Writes trials of a run as CSV, or as a table for a terminal, for whoever accepts that. */
@Component
class TrialsConverter extends AbstractHttpMessageConverter<TrialsAnswer> {

    private static final MediaType CSV = MediaType.parseMediaType("text/csv");

    TrialsConverter() {
        super(StandardCharsets.UTF_8, CSV, MediaType.TEXT_PLAIN);
    }

    @Override
    protected boolean supports(Class<?> type) {
        return type == TrialsAnswer.class;
    }

    @Override
    public boolean canRead(Class<?> type, @Nullable MediaType mediaType) {
        return false;
    }

    @Override
    protected TrialsAnswer readInternal(Class<? extends TrialsAnswer> type, HttpInputMessage message) {
        throw new HttpMessageNotReadableException("Tables are only written", message);
    }

    @Override
    protected void writeInternal(TrialsAnswer answer, HttpOutputMessage message) throws IOException {
        Writer text = new OutputStreamWriter(message.getBody(), StandardCharsets.UTF_8);
        if (CSV.isCompatibleWith(message.getHeaders().getContentType())) {
            TrialCsv.write(answer.list(), text);
        } else {
            text.append(answer.list().text())
                    .append("\n\n")
                    .append(place(answer))
                    .append('\n');
        }
        text.flush();
    }

    private static String place(TrialsAnswer answer) {
        int shown = answer.trials().size();
        String next = answer.links().get(Links.NEXT);
        return "%s of %s trials%s"
                .formatted(
                        shown == 0 ? "none" : "%s to %s".formatted(answer.offset() + 1, answer.offset() + shown),
                        answer.total(),
                        next == null ? "" : "; those that come next are at " + next);
    }
}
