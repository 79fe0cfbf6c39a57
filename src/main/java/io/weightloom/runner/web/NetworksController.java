package io.weightloom.runner.web;

import io.weightloom.data.NewExamples;
import io.weightloom.data.raw.InputTable;
import io.weightloom.data.raw.RawBytes;
import io.weightloom.data.raw.Table;
import io.weightloom.explore.Behaviour;
import io.weightloom.runner.review.Review;
import io.weightloom.runner.trained.ConditionText;
import io.weightloom.runner.trained.OpenNetworks;
import io.weightloom.spec.SequenceSpec;
import io.weightloom.trial.ConditionSpace;
import io.weightloom.trial.ConditionValue;
import io.weightloom.trial.TrainedNetwork;
import io.weightloom.trial.TrainedWeights;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

/** What trained networks say to whoever asks them. Nothing of it is stored. */
@RestController
@RequestMapping(Links.ROOT + "/trials/{id}")
class NetworksController {

    private static final String CSV = "text/csv";

    private static final int MOST_ROWS = 10_000;

    private static final int USUAL_GRID = 64;

    private final Review review;
    private final OpenNetworks networks;
    private final EntityTags tags;

    NetworksController(Review review, OpenNetworks networks, EntityTags tags) {
        this.review = review;
        this.networks = networks;
        this.tags = tags;
    }

    /**
     * Predicts for at most 10,000 examples: rows of JSON, CSV as the file is written that the network was trained on,
     * or, if that was one, a text.
     *
     * @param id of the trial
     * @param task which network is meant, where each task has its own: the task's number, counted from 0
     * @param descriptor which network is meant, where what describes a task makes it: numbers with commas between them
     * @param z which network is meant, where z makes it: numbers with commas between them
     */
    @PostMapping(
            path = "/predictions",
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = {MediaType.APPLICATION_JSON_VALUE, CSV})
    PredictionsAnswer predict(
            @PathVariable String id,
            @RequestParam Optional<String> task,
            @RequestParam Optional<String> descriptor,
            @RequestParam Optional<String> z,
            @RequestBody PredictionRequest body) {
        return predictions(id, value(task, descriptor, z), weights -> body.read(weights, MOST_ROWS));
    }

    /**
     * The same for CSV.
     *
     * @param id of the trial
     * @param task which network is meant
     * @param descriptor which network is meant
     * @param z which network is meant
     */
    @PostMapping(
            path = "/predictions",
            consumes = CSV,
            produces = {MediaType.APPLICATION_JSON_VALUE, CSV})
    PredictionsAnswer predictOfCsv(
            @PathVariable String id,
            @RequestParam Optional<String> task,
            @RequestParam Optional<String> descriptor,
            @RequestParam Optional<String> z,
            @RequestBody byte[] body) {
        return predictions(id, value(task, descriptor, z), weights -> read(new RawBytes("body", body), weights));
    }

    /**
     * The same for a text, of a network that was trained on one.
     *
     * @param id of the trial
     * @param task which network is meant
     * @param descriptor which network is meant
     * @param z which network is meant
     */
    @PostMapping(
            path = "/predictions",
            consumes = MediaType.TEXT_PLAIN_VALUE,
            produces = {MediaType.APPLICATION_JSON_VALUE, CSV})
    PredictionsAnswer predictOfText(
            @PathVariable String id,
            @RequestParam Optional<String> task,
            @RequestParam Optional<String> descriptor,
            @RequestParam Optional<String> z,
            @RequestBody byte[] body) {
        return predictions(id, value(task, descriptor, z), weights -> {
            if (!(weights.spec().data().source() instanceof SequenceSpec.Text)) {
                throw Refusal.of(
                        HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                        "The body's type must be application/json or text/csv: text/plain is for networks that were trained on a text, and this one was not");
            }
            return read(new RawBytes("body", body), weights);
        });
    }

    /**
     * What the network does that is generated: what it says over a line, a grid or a picture where it has one or two
     * inputs; else its weights as small pictures. And the statistics of each tensor.
     *
     * @param id of the trial
     * @param task which network is meant, where each task has its own: the task's number, counted from 0
     * @param descriptor which network is meant, where what describes a task makes it: numbers with commas between them
     * @param z which network is meant, where z makes it: numbers with commas between them
     * @param grid points of a side, in [2, 128]; 64 unless it is given
     * @param digits significant ones of each number, in [1, 9]; all of them unless it is given
     */
    @GetMapping(path = "/generate", produces = MediaType.APPLICATION_JSON_VALUE)
    @Nullable
    ResponseEntity<BehaviourAnswer> generate(
            @PathVariable String id,
            @RequestParam Optional<String> task,
            @RequestParam Optional<String> descriptor,
            @RequestParam Optional<String> z,
            @RequestParam Optional<String> grid,
            @RequestParam Optional<String> digits,
            WebRequest request) {
        long trial = Ids.of("trial", id);
        ConditionValue value = value(task, descriptor, z);
        int side = grid.map(text -> whole("grid", text, Behaviour.FEWEST, Behaviour.MOST))
                .orElse(USUAL_GRID);
        int shown = digits.map(text -> whole("digits", text, 1, BehaviourAnswer.ALL))
                .orElse(BehaviourAnswer.ALL);
        return tags.unlessKnown(
                request,
                version(trial),
                () -> BehaviourAnswer.of(
                        trial, networks.ask(trial, network -> Behaviour.of(network, value, side)), shown));
    }

    /**
     * What can be moved of a hypernetwork, so that it makes another network.
     *
     * @param id of the trial
     */
    @GetMapping(path = "/condition", produces = MediaType.APPLICATION_JSON_VALUE)
    @Nullable
    ResponseEntity<ConditionAnswer> condition(@PathVariable String id, WebRequest request) {
        long trial = Ids.of("trial", id);
        return tags.unlessKnown(
                request,
                version(trial),
                () -> ConditionAnswer.of(trial, networks.ask(trial, network -> ConditionSpace.of(network.weights()))));
    }

    private PredictionsAnswer predictions(String id, ConditionValue value, Function<TrainedWeights, InputTable> body) {
        long trial = Ids.of("trial", id);
        version(trial);
        TrainedWeights weights = networks.ask(trial, TrainedNetwork::weights);
        Table examples = body.apply(weights).table(); // while others may ask
        return PredictionsAnswer.of(trial, networks.ask(trial, network -> network.predict(examples, value)));
    }

    private static InputTable read(RawBytes body, TrainedWeights weights) {
        return NewExamples.read(
                body, weights.spec().data().source(), weights.preprocessing().features(), MOST_ROWS);
    }

    private String version(long trial) {
        return review.versionOfTrial(trial).orElseThrow(() -> Refusal.notFound(Ids.noTrial(String.valueOf(trial))));
    }

    private static ConditionValue value(Optional<String> task, Optional<String> descriptor, Optional<String> z) {
        return condition(task, descriptor, z).value();
    }

    /**
     * Which network is meant.
     *
     * @throws Refusal with all that is wrong
     */
    static ConditionText condition(Optional<String> task, Optional<String> descriptor, Optional<String> z) {
        ConditionText text = new ConditionText(task, descriptor, z);
        if (!text.faults().isEmpty()) {
            throw Refusal.badRequest(String.join("; ", text.faults()));
        }
        return text;
    }

    private static int whole(String name, String text, int least, int most) {
        int number = text.matches("\\d{1,4}") ? Integer.parseInt(text) : -1;
        if (number < least || number > most) {
            throw Refusal.badRequest(
                    "%s must be a whole number in [%s, %s], but is '%s'".formatted(name, least, most, text));
        }
        return number;
    }
}
