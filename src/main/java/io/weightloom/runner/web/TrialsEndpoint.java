package io.weightloom.runner.web;

import io.weightloom.runner.review.Review;
import io.weightloom.runner.review.TrialReview;
import io.weightloom.runner.table.TrialText;
import java.util.Optional;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.stereotype.Component;

/** {@code GET /actuator/trials/ID}: all that is known of one trial, as JSON or plain text. */
@Component
@WebEndpoint(id = "trials")
class TrialsEndpoint {

    private final Review review;

    TrialsEndpoint(Review review) {
        this.review = review;
    }

    @ReadOperation(producesFrom = TrialFormat.class)
    WebEndpointResponse<?> trial(@Selector String id, TrialFormat format) {
        if (!Ids.valid(id)) {
            return Problem.badRequest("A trial's id is a whole number, not '%s'".formatted(id));
        }
        Optional<TrialReview> trial = review.trial(Long.parseLong(id));
        return trial.isPresent() ? shown(trial.get(), format) : Problem.notFound(Ids.noTrial(id));
    }

    private static WebEndpointResponse<?> shown(TrialReview trial, TrialFormat format) {
        Object body = switch (format) {
            case JSON -> trial;
            case TEXT -> TrialText.of(trial) + "\n";
        };
        return new WebEndpointResponse<>(body, format);
    }
}
