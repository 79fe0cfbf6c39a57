package io.weightloom.runner.web;

import io.weightloom.runner.process.Operations;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Stops runs, goes on with them, retries and removes them, where the setting runner.operations allows it. */
@RestController
@RequestMapping(path = Links.EXPERIMENTS + "/{name}/runs/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
class OperationsController {

    private final Operations operations;

    OperationsController(Operations operations) {
        this.operations = operations;
    }

    /**
     * What will be done, or is.
     *
     * @param run its id
     * @param detail what becomes of the run, in a sentence
     * @param links by what is there; {id} stands for that of a trial, or of a run
     */
    record OperationAnswer(long run, String detail, Map<String, String> links) {}

    /**
     * Stops a run at the end of its segments. To ask twice is the same as to ask once.
     *
     * @param name of the experiment
     * @param id of the run
     */
    @PostMapping("/stop")
    OperationAnswer stop(@PathVariable String name, @PathVariable String id) {
        return answer(Operations.Kind.STOP, name, id);
    }

    /**
     * Goes on with a run that is not complete, when those that are at work have ended. To ask twice is the same as to
     * ask once.
     *
     * @param name of the experiment
     * @param id of the run
     */
    @PostMapping("/resume")
    OperationAnswer resume(@PathVariable String name, @PathVariable String id) {
        return answer(Operations.Kind.RESUME, name, id);
    }

    /**
     * Trains a run's trials again that failed or were rejected, when the runs that are at work have ended. To ask twice
     * is the same as to ask once.
     *
     * @param name of the experiment
     * @param id of the run
     */
    @PostMapping("/retry")
    OperationAnswer retry(@PathVariable String name, @PathVariable String id) {
        return answer(Operations.Kind.RETRY, name, id);
    }

    /**
     * Removes a run that nobody works on, with its weights and checkpoints, and tells how much they were. There is no
     * such run afterwards.
     *
     * @param name of the experiment
     * @param id of the run
     */
    @DeleteMapping
    OperationAnswer forget(@PathVariable String name, @PathVariable String id) {
        long run = Ids.of("run", id);
        return new OperationAnswer(run, granted(Operations.Kind.FORGET, name, run), Links.ofExperiments(true));
    }

    private OperationAnswer answer(Operations.Kind kind, String name, String id) {
        long run = Ids.of("run", id);
        return new OperationAnswer(run, granted(kind, name, run), Links.ofRun(run));
    }

    private String granted(Operations.Kind kind, String name, long run) {
        Operations.Answer answer = operations.ask(kind, name, run);
        return switch (answer.verdict()) {
            case GRANTED -> answer.detail();
            case UNKNOWN -> throw Refusal.notFound(answer.detail());
            case REFUSED -> throw Refusal.of(HttpStatus.CONFLICT, answer.detail());
        };
    }
}
