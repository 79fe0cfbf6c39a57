package io.weightloom.search;

import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.Control;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Keys;
import io.weightloom.spec.OrderSpec;
import io.weightloom.spec.PlainValues;
import io.weightloom.spec.Sizes;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import io.weightloom.spec.settings.Canonical;
import io.weightloom.spec.settings.GivenLayers;
import io.weightloom.spec.settings.TrialSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;

/**
 * What is trained for comparison with the trials of a sweep. A control is a function from a hypernetwork's trial to its
 * twin: a trial of the same data, training and seed, so that the two differ in nothing but what the control is about.
 *
 * @param sizes counts networks
 * @param size in what controls that can be of any size equal the hypernetwork
 */
public record Controls(Sizes sizes, Control.Size size) {

    private static final int RANK = 8;

    /**
     * A trial that a control sets beside others.
     *
     * @param proposal the twin; of the swept values those that count for it, with its own
     * @param of the first trial whose twin it is
     */
    public record Twin(Proposal proposal, TrialSpec of) {}

    /** The twin of each proposed trial, each once: trials that differ in what it does not depend on share one. */
    public List<Twin> of(Control control, List<Proposal> proposals) {
        Set<String> proposed = new HashSet<>();
        List<Twin> twins = new ArrayList<>();
        for (Proposal proposal : proposals) {
            twin(control, proposal.spec())
                    .filter(twin -> proposed.add(Canonical.hash(twin)))
                    .ifPresent(twin -> twins.add(new Twin(
                            new Proposal(twin, swept(proposal.spec(), twin, proposal.swept())), proposal.spec())));
        }
        return twins;
    }

    /**
     * The plain network of the same target, data, training and seed. Learning one task after the other it is held to
     * nothing, because a regulariser is about weights that are generated.
     */
    public static TrialSpec plain(TrialSpec trial) {
        TrialSpec own = ofItsOwnWeights(trial, new WeightsSpec.Plain());
        TrialSpec plain = own.training().objective().needsGiven() ? own : own.withGiven(Optional.empty());
        return trial.training().order() instanceof OrderSpec.Sequential
                ? plain.with(trial.training().with(new OrderSpec.Sequential(0, OrderSpec.LookAhead.NONE)))
                : plain;
    }

    /**
     * The trial that a control sets beside another one; empty if there is none: nothing to cut, because the
     * hypernetwork trains no fewer numbers than the plain network, or a {@link #fault}.
     */
    public Optional<TrialSpec> twin(Control control, TrialSpec trial) {
        return fault(control, trial).isPresent() ? Optional.empty() : made(control, trial);
    }

    private Optional<TrialSpec> made(Control control, TrialSpec trial) {
        return switch (control) {
            case PLAIN -> Optional.of(plain(trial));
            case GIVEN -> Optional.of(given(trial));
            case MATCHED ->
                sizes.matched(trial.target().ofItsOwnWeights(), floats(trial))
                        .map(target -> plain(byLabels(trial)).with(target));
            case PRUNED -> cut(trial, asLarge(WeightsSpec.Pruned::new, trial));
            case LOW_RANK_PLAIN -> cut(trial, asLarge(WeightsSpec.RankCut::new, trial));
            case QUANTISED_8 -> Optional.of(ofItsOwnWeights(trial, new WeightsSpec.Quantised(8)));
            case QUANTISED_4 -> Optional.of(ofItsOwnWeights(trial, new WeightsSpec.Quantised(4)));
            case FINE_TUNED -> Optional.of(own(trial, new GeneratorSpec.Own(0)));
            case LORA -> Optional.of(own(trial, new GeneratorSpec.Own(rank(trial))));
            case Z_FROZEN -> damaged(trial, ConditionSpec.Damage.FROZEN);
            case Z_SHUFFLED -> damaged(trial, ConditionSpec.Damage.SHUFFLED);
        };
    }

    /** Why there can be no twin, to stand after the control's name. */
    public Optional<String> fault(Control control, TrialSpec trial) {
        return impossible(control, trial)
                .or(() -> made(control, trial)
                        .filter(twin -> !twin.data().source().labelled()
                                && twin.training().objective().labels() > 0)
                        .map(twin -> "learns from labels, which these data do not have"
                                + (control == Control.MATCHED
                                                || control == Control.FINE_TUNED
                                                || control == Control.LORA
                                        ? ""
                                        : ", unless training.objective has outputs")));
    }

    private Optional<String> impossible(Control control, TrialSpec trial) {
        return switch (control) {
            case PLAIN, QUANTISED_8, QUANTISED_4 -> Optional.empty();
            case GIVEN, FINE_TUNED, LORA ->
                trial.given().isPresent()
                        ? Optional.empty()
                        : Optional.of("needs a network that you have, named by target.weights");
            case MATCHED ->
                sizes.matched(trial.target(), floats(trial)).isPresent()
                        ? Optional.empty()
                        : Optional.of("needs a target with a hidden layer to scale");
            case PRUNED -> tooFew(asLarge(WeightsSpec.Pruned::new, trial), trial);
            case LOW_RANK_PLAIN -> tooFew(asLarge(WeightsSpec.RankCut::new, trial), trial);
            case Z_FROZEN, Z_SHUFFLED ->
                damaged(trial, ConditionSpec.Damage.FROZEN).isPresent()
                        ? Optional.empty()
                        : Optional.of("needs a z for each task, from the conditions per-task or descriptor, but the"
                                + " condition is "
                                + TrialSettings.of(trial).values().get("hypernet.condition"));
        };
    }

    /** The network that the user has. How others are trained is nothing to it, but for batches and loss. */
    private static TrialSpec given(TrialSpec trial) {
        TrainingSpec training = new TrainingSpec(
                1, trial.training().batchSize(), 1e-3, trial.training().loss());
        return ofItsOwnWeights(trial, new WeightsSpec.Given())
                .with(
                        trial.data().source().labelled()
                                ? training
                                : training.with(new TrainingSpec.Objective.Outputs(1)));
    }

    /** As many columns as a generator's factors have, or else as PEFT's have unless it is told otherwise. */
    private static int rank(TrialSpec trial) {
        return trial.weights() instanceof HypernetSpec hypernet
                        && hypernet.generator() instanceof GeneratorSpec.LowRank low
                ? low.rank()
                : RANK;
    }

    /** The network that the user has, with numbers for each task that nothing generates. */
    private TrialSpec own(TrialSpec trial, GeneratorSpec.Own own) {
        TargetSpec target = trial.target().ofItsOwnWeights();
        TrainingSpec t = trial.training();
        return trial.with(target)
                .with(HypernetSpec.own(
                        own,
                        Math.toIntExact(sizes.own(own, target)),
                        trial.data().source().tasks()))
                .with(new TrainingSpec(
                        t.epochs(),
                        t.batchSize(),
                        t.optimizer(),
                        t.learningRate(),
                        t.schedule(),
                        t.loss(),
                        t.clipNorm(),
                        0,
                        t.patience(),
                        t.tasksPerStep(),
                        t.order()));
    }

    /** How many numbers of 32 bits the hypernetwork's size is. */
    private long floats(TrialSpec trial) {
        return size == Control.Size.NUMBERS ? sizes.trainable(trial) : sizes.bytes(trial) / Float.BYTES;
    }

    /** The cut that leaves as much as the hypernetwork has; where it can leave no less than more, one too small. */
    private WeightsSpec.Fewer asLarge(LongFunction<WeightsSpec.Fewer> kind, TrialSpec trial) {
        if (size == Control.Size.NUMBERS) {
            return kind.apply(sizes.trainable(trial));
        }
        long bytes = sizes.bytes(trial);
        long fits = sizes.least(kind.apply(1), trial.target()) - 1;
        long tooMany = sizes.theta(trial.target());
        while (tooMany - fits > 1) {
            long middle = (fits + tooMany) / 2;
            if (sizes.bytes(ofItsOwnWeights(trial, kind.apply(middle))) <= bytes) {
                fits = middle;
            } else {
                tooMany = middle;
            }
        }
        return kind.apply(fits);
    }

    private Optional<TrialSpec> cut(TrialSpec trial, WeightsSpec.Fewer cut) {
        return cut.stored() < sizes.theta(trial.target()) ? Optional.of(ofItsOwnWeights(trial, cut)) : Optional.empty();
    }

    /**
     * With the same objective, but for the given network's weights: the plain network would have but to copy them, and
     * a cut has nothing to learn from those that it begins with.
     */
    private static TrialSpec ofItsOwnWeights(TrialSpec trial, WeightsSpec weights) {
        TrainingSpec training = trial.training();
        return trial.with(trial.target().ofItsOwnWeights())
                .with(weights)
                .with(training.with(training.objective().withoutWeights()));
    }

    /**
     * A network of other layers than the given one knows nothing of it: its trial names no other layers than its own.
     */
    private static TrialSpec byLabels(TrialSpec trial) {
        return trial.with(trial.training().with(new TrainingSpec.Objective.Labels()));
    }

    private static Optional<TrialSpec> damaged(TrialSpec trial, ConditionSpec.Damage damage) {
        return trial.weights() instanceof HypernetSpec hypernet
                ? hypernet.condition().with(damage).map(condition -> trial.with(hypernet.with(condition)))
                : Optional.empty();
    }

    private Optional<String> tooFew(WeightsSpec.Fewer cut, TrialSpec trial) {
        long least = sizes.least(cut, trial.target());
        if (cut.stored() >= least) {
            return Optional.empty();
        }
        return Optional.of(
                size == Control.Size.NUMBERS
                        ? "can cut the target to no fewer than %s numbers, but the hypernetwork trains %s"
                                .formatted(least, cut.stored())
                        : "cannot cut the target to the %s bytes of the hypernetwork".formatted(sizes.bytes(trial)));
    }

    /** With the file that may have said the layers of a given network. */
    private static Map<String, Object> settings(TrialSpec trial) {
        Map<String, Object> settings = new HashMap<>(TrialSettings.of(trial).values());
        trial.given().ifPresent(given -> settings.put(GivenLayers.PATH, given.file()));
        return settings;
    }

    private static Map<String, String> swept(TrialSpec trial, TrialSpec twin, Map<String, String> values) {
        Map<String, Object> own = settings(twin);
        Map<String, Object> others = settings(trial);
        Map<String, String> swept = new LinkedHashMap<>(values);
        swept.keySet().removeIf(name -> !name.equals(Keys.SEED) && !own.containsKey(name));
        swept.replaceAll((name, value) -> {
            Object setting = own.get(name);
            return setting == null || setting.equals(others.get(name)) ? value : PlainValues.text(setting);
        });
        return swept;
    }
}
