package io.weightloom.runner.web;

import io.weightloom.runner.lease.TrialAtWork;
import io.weightloom.runner.lease.WorkerRow;
import io.weightloom.runner.lease.Workers;
import io.weightloom.runner.table.WorkersTable;
import io.weightloom.text.KebabCase;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

/** The processes that train trials of runs that managers on this database coordinate. */
@RestController
class WorkersController {

    private static final String TEXT = "text/plain;charset=UTF-8";

    private static final String SILENT = "silent";

    private final Workers workers;
    private final Clock clock;
    private final Duration lease;
    private final EntityTags tags;

    WorkersController(Workers workers, Clock clock, @Value("${runner.lease}") Duration lease, EntityTags tags) {
        this.workers = workers;
        this.clock = clock;
        this.lease = lease;
        this.tags = tags;
    }

    /**
     * A worker.
     *
     * @param host name
     * @param pid process number
     * @param state working, stopping, withdrawn or ended; silent if it should be at work and gives no sign of life
     * @param reason why it withdrew, or waits; null for none
     * @param threads trials at a time
     * @param trials that it has at work
     * @param build source and natives
     * @param computeKey what its numbers depend on; workers of the same key make the same
     * @param startedAt by its clock
     * @param heartbeatAt its last sign of life, by its clock
     * @param meters its counters since it started, by name
     */
    record WorkerAnswer(
            String host,
            long pid,
            String state,
            @Nullable String reason,
            int threads,
            List<TrialAtWork> trials,
            String build,
            String computeKey,
            Instant startedAt,
            Instant heartbeatAt,
            Map<String, Double> meters) {}

    /**
     * All workers that were heard of lately.
     *
     * @param workers by host and start; none where nothing is run on several machines
     * @param links by what is there; {id} stands for that of a run or trial
     */
    record WorkersAnswer(List<WorkerAnswer> workers, Map<String, String> links) {}

    /** All workers that were heard of lately: as JSON, or as a table for a terminal. */
    @GetMapping(
            path = Links.WORKERS,
            produces = {MediaType.APPLICATION_JSON_VALUE, TEXT})
    @Nullable
    ResponseEntity<WorkersAnswer> workers(WebRequest request) {
        Instant now = clock.instant();
        Map<String, List<TrialAtWork>> atWork = workers.atWork();
        List<WorkerAnswer> all = workers.all().stream()
                .map(worker -> answer(worker, atWork.getOrDefault(worker.id(), List.of()), now))
                .toList();
        ResponseEntity<WorkersAnswer> answer = tags.unlessKnown(
                request,
                all + " " + request.getHeader(HttpHeaders.ACCEPT),
                () -> new WorkersAnswer(all, Links.ofWorkers()));
        WorkersAnswer body = answer == null ? null : answer.getBody();
        return answer == null || body == null
                ? null
                : ResponseEntity.status(answer.getStatusCode())
                        .headers(answer.getHeaders())
                        .varyBy(HttpHeaders.ACCEPT)
                        .body(body);
    }

    private WorkerAnswer answer(WorkerRow worker, List<TrialAtWork> trials, Instant now) {
        boolean atWork = worker.state() == WorkerRow.State.WORKING || worker.state() == WorkerRow.State.STOPPING;
        return new WorkerAnswer(
                worker.host(),
                worker.pid(),
                atWork && !worker.livesAt(now, lease) ? SILENT : KebabCase.of(worker.state()),
                worker.reason().orElse(null),
                worker.threads(),
                trials,
                worker.build(),
                worker.computeKey(),
                worker.startedAt(),
                worker.heartbeatAt(),
                new TreeMap<>(worker.meters()));
    }

    /** Writes workers as a table for a terminal, for whoever accepts that. */
    @Component
    static class Converter extends AbstractHttpMessageConverter<WorkersAnswer> {

        Converter() {
            super(StandardCharsets.UTF_8, MediaType.TEXT_PLAIN);
        }

        @Override
        protected boolean supports(Class<?> type) {
            return type == WorkersAnswer.class;
        }

        @Override
        public boolean canRead(Class<?> type, @Nullable MediaType mediaType) {
            return false;
        }

        @Override
        protected WorkersAnswer readInternal(Class<? extends WorkersAnswer> type, HttpInputMessage message) {
            throw new HttpMessageNotReadableException("Tables are only written", message);
        }

        @Override
        protected void writeInternal(WorkersAnswer answer, HttpOutputMessage message) throws IOException {
            Writer text = new OutputStreamWriter(message.getBody(), StandardCharsets.UTF_8);
            text.append(WorkersTable.text(
                            answer.workers().stream().map(Converter::line).toList()))
                    .append('\n');
            text.flush();
        }

        private static WorkersTable.Line line(WorkerAnswer worker) {
            return new WorkersTable.Line(
                    worker.host(),
                    worker.pid(),
                    worker.state(),
                    worker.threads(),
                    worker.trials().stream()
                            .map(trial -> "%s/%s/%s".formatted(trial.experiment(), trial.run(), trial.number()))
                            .toList(),
                    worker.heartbeatAt(),
                    worker.computeKey(),
                    worker.reason());
        }
    }
}
