package io.weightloom.runner.review;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.weightloom.layout.Slot;
import io.weightloom.runner.database.SqlValues;
import io.weightloom.runner.store.Decisions;
import io.weightloom.runner.store.WeightsRecord;
import io.weightloom.text.KebabCase;
import io.weightloom.training.EpochMetrics;
import io.weightloom.training.Probes;
import io.weightloom.training.TaskScore;
import io.weightloom.trial.Provenance;
import io.weightloom.verification.Finding;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * All that is known of one trial.
 *
 * @param experiment name of its experiment
 * @param run id of its run
 * @param trial as in its run's table
 * @param spec its canonical form, JSON
 * @param epochsPlanned that it trains if nothing ends it before; null if it was planned before this was noted
 * @param measures more of the test by name: test-mse in the units of the labels, test-psnr in dB, test-spread over
 *     draws of the condition, test-agreement with the network of target.weights
 * @param tasks how each task of the test did, by number; none where the data are one task
 * @param forgetting how each task of the test did after each task that was learned; none unless one was learned after
 *     the other
 * @param slots of the flat vector, in order; none before it has begun
 * @param findings of its verification, in the order of the checks
 * @param metrics one for each epoch so far
 * @param decisions on whether it goes on, rung by rung; none unless it has paused
 * @param weights whether those that it has learned are kept
 * @param probes of its generator; null unless it is a hypernetwork that has completed
 * @param provenance where its numbers come from; null before it has begun
 */
@JsonInclude(content = JsonInclude.Include.ALWAYS)
public record TrialReview(
        String experiment,
        long run,
        @JsonUnwrapped TrialSummary trial,
        @JsonRawValue String spec,
        @Nullable Long epochsPlanned,
        Map<String, Double> measures,
        List<TaskReview> tasks,
        List<ForgettingReview> forgetting,
        List<SlotReview> slots,
        List<FindingReview> findings,
        List<MetricReview> metrics,
        List<DecisionReview> decisions,
        WeightsReview weights,
        @Nullable ProbeReview probes,
        @Nullable Provenance provenance)
        implements OperationResponseBody {

    /**
     * How one task of the test did. A number that is not finite is null.
     *
     * @param task its number, counted from 0; held-out tasks come after those that were trained on
     * @param score accuracy in [0, 1], R² in (-inf, 1], or minus the bits per character
     * @param loss on its examples
     * @param meanSquaredError in the units of the labels; null for classes
     */
    @JsonInclude(content = JsonInclude.Include.ALWAYS)
    public record TaskReview(
            int task,
            @Nullable Double score,
            @Nullable Double loss,
            @Nullable Double meanSquaredError) {

        static TaskReview of(TaskScore task) {
            return new TaskReview(
                    task.task(),
                    SqlValues.finite(task.score()),
                    SqlValues.finite(task.loss()),
                    SqlValues.finite(task.meanSquaredError()));
        }
    }

    /**
     * How all tasks did after one more was learned.
     *
     * @param learned number of the task that was learned last
     * @param tasks one by one, by number, those too that were not learned yet
     */
    @JsonInclude(content = JsonInclude.Include.ALWAYS)
    public record ForgettingReview(int learned, List<TaskReview> tasks) {

        static List<ForgettingReview> of(SortedMap<Integer, List<TaskScore>> rows) {
            return rows.entrySet().stream()
                    .map(row -> new ForgettingReview(
                            row.getKey(),
                            row.getValue().stream().map(TaskReview::of).toList()))
                    .toList();
        }
    }

    /**
     * One tensor's place in the flat vector.
     *
     * @param name of the tensor
     * @param shape extents, outermost first, such as 256x32
     * @param offset index of its first element
     * @param length number of its elements
     * @param fanIn inputs that one of the layer's outputs sums over
     * @param fanOut outputs that one of the layer's inputs goes to
     * @param role weight or bias
     */
    @JsonInclude(content = JsonInclude.Include.ALWAYS)
    public record SlotReview(
            String name, String shape, long offset, long length, long fanIn, long fanOut, String role) {

        static SlotReview of(Slot slot) {
            return new SlotReview(
                    slot.name(),
                    slot.shape().toString(),
                    slot.offset(),
                    slot.shape().length(),
                    slot.fanIn(),
                    slot.fanOut(),
                    KebabCase.of(slot.role()));
        }
    }

    /**
     * One fact of the verification.
     *
     * @param check what was looked at, in kebab-case
     * @param subject the trainable, slot or output it was looked at in
     * @param verdict what it says, in kebab-case
     * @param measures the numbers behind it; one that is not finite is null
     * @param message one sentence
     * @param samples gradients that were compared with central differences, each with its difference; none of checks
     *     that sample nothing, and of trials that were verified before they were kept
     */
    @JsonInclude(content = JsonInclude.Include.ALWAYS)
    public record FindingReview(
            String check,
            String subject,
            String verdict,
            Map<String, @Nullable Double> measures,
            String message,
            List<List<Double>> samples) {

        static FindingReview of(Finding finding) {
            Map<String, @Nullable Double> measures = new TreeMap<>();
            finding.measures().forEach((name, measure) -> measures.put(name, SqlValues.finite(measure)));
            return new FindingReview(
                    KebabCase.of(finding.check()),
                    finding.subject(),
                    KebabCase.of(finding.verdict()),
                    measures,
                    finding.message(),
                    finding.samples().stream()
                            .map(sample -> List.of(sample.analytic(), sample.numeric()))
                            .toList());
        }
    }

    /**
     * What was decided about it between two rounds.
     *
     * @param rung where it had paused, counted from 1
     * @param epoch after which that rung is
     * @param decision goes-on, halts or waits
     * @param reason one line
     */
    @JsonInclude(content = JsonInclude.Include.ALWAYS)
    public record DecisionReview(int rung, int epoch, String decision, String reason) {

        static DecisionReview of(Decisions.Taken taken) {
            return new DecisionReview(
                    taken.rung(), taken.epoch(), taken.verdict().word(), taken.reason());
        }
    }

    /**
     * Whether a trial's trained weights are kept.
     *
     * @param state kept, or why not, in kebab-case
     * @param sentence the same for people
     * @param bytes of weights that are kept, or were dropped; else null
     * @param sha256 of those bytes, in hexadecimal; else null
     * @param where database or file; null unless they are kept
     */
    @JsonInclude(content = JsonInclude.Include.ALWAYS)
    public record WeightsReview(
            String state,
            String sentence,
            @Nullable Long bytes,
            @Nullable String sha256,
            @Nullable String where) {

        static WeightsReview of(WeightsRecord stored) {
            return new WeightsReview(
                    stored.state().word(),
                    stored.sentence() + ".",
                    stored.bytes().orElse(null),
                    stored.sha256().orElse(null),
                    stored.state() != WeightsRecord.State.KEPT
                            ? null
                            : stored.file().isPresent() ? "file" : "database");
        }
    }

    /**
     * What a trained generator makes of z. A number that is not finite is null.
     *
     * @param movement how far the weights move when z does, relative to their size
     * @param constantShare share of the weights' power that is the same whatever z is
     * @param effectiveRank number of directions in which the weights move
     * @param samples that this was computed from
     * @param residualShare share of the weights' power that is the residual's; null if there is none
     * @param verdict "does nothing" if the weights do not move, else "moves"
     */
    @JsonInclude(content = JsonInclude.Include.ALWAYS)
    public record ProbeReview(
            @Nullable Double movement,
            @Nullable Double constantShare,
            @Nullable Double effectiveRank,
            int samples,
            @Nullable Double residualShare,
            String verdict) {

        static ProbeReview of(Probes probes) {
            return new ProbeReview(
                    SqlValues.finite(probes.movement()),
                    SqlValues.finite(probes.constantShare()),
                    SqlValues.finite(probes.effectiveRank()),
                    probes.samples(),
                    probes.residualShare().map(SqlValues::finite).orElse(null),
                    probes.doesNothing() ? "does nothing" : "moves");
        }
    }

    /**
     * One epoch. A number that is not finite is null.
     *
     * @param epoch counted from 1
     * @param trainLoss mean of the steps' losses
     * @param validationLoss on the whole validation split
     * @param validationScore accuracy in [0, 1], R² in (-inf, 1], or minus the bits per character
     * @param learningRate of the epoch's last step
     * @param steps training steps so far
     * @param seconds of training and validation in this epoch
     */
    @JsonInclude(content = JsonInclude.Include.ALWAYS)
    public record MetricReview(
            int epoch,
            @Nullable Double trainLoss,
            @Nullable Double validationLoss,
            @Nullable Double validationScore,
            @Nullable Double learningRate,
            long steps,
            @Nullable Double seconds) {

        static MetricReview of(EpochMetrics metrics) {
            return new MetricReview(
                    metrics.epoch(),
                    SqlValues.finite(metrics.trainLoss()),
                    SqlValues.finite(metrics.validationLoss()),
                    SqlValues.finite(metrics.validationScore()),
                    SqlValues.finite(metrics.learningRate()),
                    metrics.steps(),
                    SqlValues.finite(metrics.seconds()));
        }
    }
}
