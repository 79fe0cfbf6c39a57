package io.weightloom.runner.web;

import io.weightloom.runner.table.RunTables;
import io.weightloom.runner.web.RunsController.RunTableAnswer;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.stereotype.Component;

/** Writes tables of runs line by line: there may be more of them than memory holds. */
@Component
class RunTableConverter extends AbstractHttpMessageConverter<RunTableAnswer> {

    private final RunTables tables;

    RunTableConverter(RunTables tables) {
        super(StandardCharsets.UTF_8, MediaType.parseMediaType("text/csv"));
        this.tables = tables;
    }

    @Override
    protected boolean supports(Class<?> type) {
        return type == RunTableAnswer.class;
    }

    @Override
    public boolean canRead(Class<?> type, @Nullable MediaType mediaType) {
        return false;
    }

    @Override
    protected RunTableAnswer readInternal(Class<? extends RunTableAnswer> type, HttpInputMessage message) {
        throw new HttpMessageNotReadableException("Tables are only written", message);
    }

    @Override
    protected void writeInternal(RunTableAnswer answer, HttpOutputMessage message) throws IOException {
        Writer text = new OutputStreamWriter(message.getBody(), StandardCharsets.UTF_8);
        tables.write(answer.table(), List.of(answer.run()), text);
        text.flush();
    }
}
