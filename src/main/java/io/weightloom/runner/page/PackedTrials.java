package io.weightloom.runner.page;

import io.weightloom.runner.review.TrialReview;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * All that is known of trials but their curves, compressed, with numbers to six digits: some together, for what they
 * have in common takes most of the room.
 */
final class PackedTrials {

    private static final int TOGETHER = 25;

    private static final MathContext DIGITS = new MathContext(6);

    private static final JsonMapper JSON = new JsonMapper();

    private PackedTrials() {}

    /**
     * Some trials.
     *
     * @param ids of the trials
     * @param gzip their reviews, a JSON array, compressed, in base64
     */
    record Pack(List<Long> ids, String gzip) {}

    /**
     * As many of the trials as there is room for.
     *
     * @param ids the ones that matter most first
     * @param review of a trial; empty if it is gone
     * @param room characters that they may take together
     */
    static List<Pack> of(List<Long> ids, LongFunction<Optional<TrialReview>> review, long room) {
        List<Pack> packs = new ArrayList<>();
        long left = room;
        for (int from = 0; from < ids.size(); from += TOGETHER) {
            List<TrialReview> reviews = ids.subList(from, Math.min(ids.size(), from + TOGETHER)).stream()
                    .flatMap(id -> review.apply(id).stream())
                    .toList();
            Pack pack = new Pack(reviews.stream().map(each -> each.trial().id()).toList(), compressed(json(reviews)));
            left -= pack.gzip().length();
            if (left < 0) {
                break;
            }
            packs.add(pack);
        }
        return packs;
    }

    private static String json(List<TrialReview> reviews) {
        return reviews.stream()
                .map(review -> JSON.writeValueAsString(rounded(withoutMetrics(JSON.valueToTree(review)))))
                .collect(Collectors.joining(",", "[", "]"));
    }

    /** Those stand in the file as curves, once for all views. */
    private static JsonNode withoutMetrics(ObjectNode review) {
        review.remove("metrics");
        return review;
    }

    /** A tree whose numbers have few digits. It is changed. */
    static JsonNode rounded(JsonNode tree) {
        if (tree instanceof ObjectNode object) {
            object.properties().forEach(entry -> entry.setValue(rounded(entry.getValue())));
        } else if (tree instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, rounded(array.get(i)));
            }
        } else if (tree.isFloatingPointNumber() && Double.isFinite(tree.doubleValue())) {
            double few = BigDecimal.valueOf(tree.doubleValue()).round(DIGITS).doubleValue();
            return JSON.getNodeFactory().numberNode(few);
        }
        return tree;
    }

    private static String compressed(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
