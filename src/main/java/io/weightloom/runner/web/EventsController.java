package io.weightloom.runner.web;

import io.weightloom.runner.sheet.RunEvents;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** What happens, as it happens. */
@RestController
@RequestMapping(path = Links.ROOT)
class EventsController {

    private final RunEvents events;

    EventsController(RunEvents events) {
        this.events = events;
    }

    /**
     * A stream of server-sent events: run, with its id, experiment, revision, state, counts and progress as JSON, when
     * a run has moved; experiments, when there are other runs than before. A run is told of once a second at most, and
     * the less often, the longer it takes to look at it.
     */
    @GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter events() {
        return events.listen()
                .orElseThrow(() -> Refusal.of(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "Nobody else can listen, because %s do or the server stops; %s/experiments can be asked now and then"
                                .formatted(RunEvents.LISTENERS, Links.ROOT)));
    }
}
