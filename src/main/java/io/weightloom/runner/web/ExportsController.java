package io.weightloom.runner.web;

import io.weightloom.export.CardFacts;
import io.weightloom.export.NetworkExport;
import io.weightloom.export.Precision;
import io.weightloom.runner.review.Review;
import io.weightloom.runner.trained.ConditionText;
import io.weightloom.runner.trained.OpenNetworks;
import io.weightloom.text.KebabCase;
import io.weightloom.text.Sha256;
import io.weightloom.trial.ConditionValue;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

/** Trained networks as files of other tools. They are made when they are asked for; nothing of them is stored. */
@RestController
@RequestMapping(Links.ROOT + "/trials/{id}/exports")
class ExportsController {

    private static final String DIGEST = "Repr-Digest";

    private final Review review;
    private final OpenNetworks networks;
    private final EntityTags tags;

    ExportsController(Review review, OpenNetworks networks, EntityTags tags) {
        this.review = review;
        this.networks = networks;
        this.tags = tags;
    }

    /**
     * The files of an export.
     *
     * @param trial id of the trial
     * @param precision in which numbers are stored where that can be chosen
     * @param files the model card first
     * @param links by what is there; {file} stands for a file's name
     */
    record ExportsAnswer(long trial, String precision, List<FileAnswer> files, Map<String, String> links) {}

    /**
     * One file.
     *
     * @param name of the file
     * @param bytes in it
     * @param sha256 of the bytes, in hexadecimal
     */
    record FileAnswer(String name, int bytes, String sha256) {}

    /**
     * Which files there are. Where each task has a network of its own, there are files of each, unless one is chosen.
     *
     * @param id of the trial
     * @param precision float32, float16 or int8; float32 unless it is given
     * @param task which network is meant, where each task has its own: the task's number, counted from 0
     * @param descriptor which network is meant, where what describes a task makes it: numbers with commas between them
     * @param z which network is meant, where z makes it: numbers with commas between them
     */
    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    @Nullable
    ResponseEntity<ExportsAnswer> exports(
            @PathVariable String id,
            @RequestParam Optional<String> precision,
            @RequestParam Optional<String> task,
            @RequestParam Optional<String> descriptor,
            @RequestParam Optional<String> z,
            WebRequest request) {
        Asked asked = Asked.of(id, precision, task, descriptor, z);
        return tags.unlessKnown(
                request,
                version(asked.trial()),
                () -> of(
                        asked,
                        export -> new ExportsAnswer(
                                asked.trial(),
                                KebabCase.of(asked.precision()),
                                export.names().stream()
                                        .map(name -> file(name, export.file(name)))
                                        .toList(),
                                Links.ofExports(asked.trial()))));
    }

    /**
     * One file. {@code Repr-Digest} has its SHA-256.
     *
     * @param id of the trial
     * @param file its name
     * @param precision float32, float16 or int8; float32 unless it is given
     * @param task which network is meant, where each task has its own: the task's number, counted from 0
     * @param descriptor which network is meant, where what describes a task makes it: numbers with commas between them
     * @param z which network is meant, where z makes it: numbers with commas between them
     */
    @GetMapping(path = "/{file}", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    @Nullable
    ResponseEntity<byte[]> export(
            @PathVariable String id,
            @PathVariable String file,
            @RequestParam Optional<String> precision,
            @RequestParam Optional<String> task,
            @RequestParam Optional<String> descriptor,
            @RequestParam Optional<String> z,
            WebRequest request) {
        Asked asked = Asked.of(id, precision, task, descriptor, z);
        String tag = tags.strong(version(asked.trial()));
        if (request.checkNotModified(tag)) {
            return null;
        }
        byte[] bytes = of(asked, export -> {
            if (!export.names().contains(file)) {
                throw Refusal.notFound(
                        "An export has no '%s', but %s".formatted(file, String.join(", ", export.names())));
            }
            return export.file(file);
        });
        return ResponseEntity.ok()
                .eTag(tag)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment().filename(file).build().toString())
                .header(DIGEST, digest(bytes))
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .body(bytes);
    }

    /**
     * What is asked for.
     *
     * @param trial id of the trial
     * @param precision of numbers
     * @param value which target network is meant; empty for all
     */
    private record Asked(long trial, Precision precision, Optional<ConditionValue> value) {

        static Asked of(
                String id,
                Optional<String> precision,
                Optional<String> task,
                Optional<String> descriptor,
                Optional<String> z) {
            ConditionText condition = NetworksController.condition(task, descriptor, z);
            return new Asked(
                    Ids.of("trial", id), precision.map(Asked::precision).orElse(Precision.FLOAT32), condition.chosen());
        }

        private static Precision precision(String text) {
            return Arrays.stream(Precision.values())
                    .filter(each -> KebabCase.of(each).equals(text))
                    .findFirst()
                    .orElseThrow(() -> Refusal.badRequest("precision must be one of %s, but is '%s'"
                            .formatted(
                                    Arrays.stream(Precision.values())
                                            .map(KebabCase::of)
                                            .collect(Collectors.joining(", ")),
                                    text)));
        }
    }

    private <T> T of(Asked asked, Function<NetworkExport, T> question) {
        CardFacts facts = review.card(asked.trial()).orElseThrow();
        return networks.ask(
                asked.trial(),
                network -> question.apply(NetworkExport.of(network, asked.precision(), asked.value(), facts)));
    }

    private String version(long trial) {
        return review.versionOfTrial(trial).orElseThrow(() -> Refusal.notFound(Ids.noTrial(String.valueOf(trial))));
    }

    private static FileAnswer file(String name, byte[] bytes) {
        return new FileAnswer(name, bytes.length, Sha256.of(bytes));
    }

    /** As RFC 9530 has it. */
    private static String digest(byte[] bytes) {
        byte[] hash = HexFormat.of().parseHex(Sha256.of(bytes));
        return "sha-256=:%s:".formatted(Base64.getEncoder().encodeToString(hash));
    }
}
