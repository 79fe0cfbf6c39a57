package io.weightloom.faults;

import io.weightloom.data.Dataset;
import io.weightloom.data.Datasets;
import io.weightloom.network.Trials;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.LabelKind;
import io.weightloom.spec.Loss;
import io.weightloom.spec.OptimizerSpec;
import io.weightloom.spec.OrderSpec;
import io.weightloom.spec.PictureSpec;
import io.weightloom.spec.ScheduleSpec;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.VerifySpec;
import io.weightloom.spec.WeightsSpec;
import io.weightloom.spec.read.Yaml;
import io.weightloom.spec.settings.Binding;
import io.weightloom.trial.SegmentResult;
import io.weightloom.trial.TrialListener;
import io.weightloom.trial.TrialOutcome;
import io.weightloom.trial.TrialRun;
import io.weightloom.verification.Finding;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Runs small trials of many kinds as a sweep would, and tells what was rejected, up to the first trial that was. */
public final class SmallSweep implements Supplier<List<String>> {

    private static final SourceSpec MOONS = new SourceSpec.Moons(120, 0.1);
    private static final SourceSpec GLYPHS = new SourceSpec.Glyphs(150, 8, 0.1);
    private static final SourceSpec SINES = new SourceSpec.SineFamily(3, 1, 30);
    private static final OptimizerSpec ADAM = new OptimizerSpec.Adam(0.9, 0.999, 1e-8, 0);
    private static final TargetSpec MLP = new TargetSpec.Mlp(List.of(2, 8, 2), Activation.RELU);
    private static final TargetSpec SMOOTH = new TargetSpec.Mlp(List.of(2, 8, 2), Activation.TANH);
    private static final TargetSpec WAVE = new TargetSpec.Mlp(List.of(1, 6, 5, 1), Activation.TANH);

    /** For its loader. */
    public SmallSweep() {}

    @Override
    public List<String> get() {
        return trials().flatMap(trial -> rejections(trial).stream()).limit(1).toList();
    }

    private static Stream<TrialSpec> trials() {
        return Stream.of(plain(), targets(), tasks(), generators(), given(), against(), sequences())
                .flatMap(each -> each);
    }

    /** Networks that read a series, with weights of their own and others at each step. */
    private static Stream<TrialSpec> sequences() {
        return Stream.of(
                        "{kind: lstm, width: 4, units: 4, cell-norm: layer, recurrent-dropout: 0.3}\n    hypernet: {generator: full, z-dim: 3,"
                                + " hidden: [6], activation: tanh}",
                        "{kind: lstm, width: 4, units: 4, depth: 2, recurrent-dropout: 0.3}\n    hypernet: {generator: row-scaling,"
                                + " condition: recurrent, condition-units: 3, condition-norm: layer, z-dim: 2}",
                        "{kind: lstm, width: 4, units: 3}\n    hypernet: {generator: full, condition: recurrent,"
                                + " condition-units: 3, z-dim: 2}")
                .map(target ->
                        Binding.first(Yaml.read("""
                        experiments:
                          sequences:
                            data:
                              source: series
                              file: src/test/resources/given/points.csv
                              columns: [a, b, c, d]
                              steps: 3
                              unscored: 1
                            target: TARGET
                            training: {epochs: 1, batch-size: 10, optimizer: adam, learning-rate: 0.001}
                        """.replace("TARGET", target)).get(0)));
    }

    /** A network from a file, its units reordered. */
    private static Stream<TrialSpec> given() {
        return Stream.of(Binding.first(Yaml.read("""
                experiments:
                  given:
                    data: {source: csv, file: src/test/resources/given/points.csv, label: label, task: classification}
                    target:
                      layers: [4, 16, 8, 3]
                      activation: tanh
                      weights: src/test/resources/given/points.safetensors
                      order: smooth
                    hypernet: {generator: coordinates, condition: none, hidden: [8]}
                    training: {epochs: 1, batch-size: 60, optimizer: adam, learning-rate: 0.001}
                """).get(0)));
    }

    private static Stream<TrialSpec> plain() {
        WeightsSpec full = Trials.full(Initialisation.HYPERFAN_IN, 3, 6);
        return Stream.of(
                trial(MOONS, MLP, new WeightsSpec.Plain(), new OptimizerSpec.AdamW(0.9, 0.99, 1e-8, 0.1), 0, 0),
                trial(MOONS, MLP, full, ADAM, 0.1, 1e-3),
                trial(
                        MOONS,
                        MLP,
                        Trials.chunked(Initialisation.HYPERFAN_IN, 3, 7, 2, 6),
                        new OptimizerSpec.Sgd(0.9, 0.01),
                        0.5,
                        0),
                trial(
                        MOONS,
                        MLP,
                        Trials.hypernet(
                                new GeneratorSpec.Full(),
                                new ConditionSpec.Noise(3, 2),
                                Initialisation.HYPERFAN_OUT,
                                6),
                        new OptimizerSpec.Sgd(0, 0),
                        1000,
                        0));
    }

    private static Stream<TrialSpec> targets() {
        TargetSpec conv = new TargetSpec.Conv(
                List.of(1, 8, 8),
                List.of(TargetSpec.Convolution.of("3x3x2"), TargetSpec.Convolution.of("3x2x3")),
                2,
                TargetSpec.Pooling.MAX,
                List.of(10),
                Activation.SILU);
        TargetSpec residual = new TargetSpec.Residual(
                List.of(1, 8, 8), List.of(2, 2, 3), 1, TargetSpec.BatchNorm.PER_CONDITION, 10, Activation.RELU);
        WeightsSpec made = Trials.activated(Trials.full(Initialisation.HYPERFAN_IN, 3, 5), Activation.TANH);
        return Stream.of(
                trial(GLYPHS, conv, made, ADAM, 0, 0),
                trial(GLYPHS, residual, made, ADAM, 0, 0),
                trial(
                        new SourceSpec.Image(
                                new PictureSpec.Drawn(PictureSpec.Motif.RINGS, 12), PictureSpec.Colours.GREY),
                        new TargetSpec.Siren(List.of(2, 6, 5, 1), 10),
                        made,
                        ADAM,
                        0,
                        0));
    }

    private static Stream<TrialSpec> tasks() {
        HypernetSpec bank = Trials.hypernet(
                new GeneratorSpec.Chunked(11, 2), new ConditionSpec.PerTask(3, 3), Initialisation.HYPERFAN_IN, 6);
        WeightsSpec described = Trials.hypernet(
                new GeneratorSpec.Full(),
                new ConditionSpec.Descriptor(2, ConditionSpec.Encoding.MIP, 3),
                Initialisation.MIP,
                6);
        WeightsSpec pictures = Trials.hypernet(
                new GeneratorSpec.Full(), new ConditionSpec.PerTask(3, 2), Initialisation.HYPERFAN_IN, 6);
        TargetSpec conv = new TargetSpec.Conv(
                List.of(1, 8, 8),
                List.of(TargetSpec.Convolution.of("3x2x2")),
                2,
                TargetSpec.Pooling.AVERAGE,
                List.of(10),
                Activation.TANH);
        TrialSpec sequence = trial(new SourceSpec.Polynomials(30, 0.05), WAVE, bank, ADAM, 0, 0);
        return Stream.of(
                trial(SINES, WAVE, bank, ADAM, 0.5, 0),
                trial(SINES, WAVE, described, ADAM, 0, 1e-3),
                adapted(trial(SINES, WAVE, Trials.adapting(bank), ADAM, 0, 0)),
                trial(new DataSpec.Permuted(GLYPHS, 2), conv, pictures, new OptimizerSpec.Sgd(0, 0), 0.1, 0),
                sequence.with(sequence.training().with(new OrderSpec.Sequential(0.1, OrderSpec.LookAhead.STEP))));
    }

    private static TrialSpec adapted(TrialSpec trial) {
        return trial.withGiven(Optional.of(Trials.given(trial.target())));
    }

    private static Stream<TrialSpec> generators() {
        return Stream.concat(
                Trials.kinds(Initialisation.HYPERFAN_IN).stream()
                        .map(weights -> trial(MOONS, SMOOTH, Trials.activated(weights, Activation.TANH), ADAM, 0, 0)),
                Stream.of(
                                new WeightsSpec.Pruned(26),
                                new WeightsSpec.RankCut(36),
                                new WeightsSpec.Quantised(4),
                                Trials.inBits(Trials.full(Initialisation.HYPERFAN_IN, 3, 6), 8))
                        .map(weights -> trial(MOONS, MLP, weights, ADAM, 0, 0)));
    }

    /** Against a given network: of classes and of numbers, with statistics of a batch, and of several tasks. */
    private static Stream<TrialSpec> against() {
        TargetSpec residual = new TargetSpec.Residual(
                List.of(1, 8, 8), List.of(2, 2), 1, TargetSpec.BatchNorm.PER_CONDITION, 10, Activation.TANH);
        WeightsSpec full = Trials.activated(Trials.full(Initialisation.HYPERFAN_IN, 3, 6), Activation.TANH);
        WeightsSpec bank = Trials.hypernet(
                new GeneratorSpec.Full(), new ConditionSpec.PerTask(3, 3), Initialisation.HYPERFAN_IN, 6);
        return Stream.of(
                Trials.against(trial(MOONS, SMOOTH, full, ADAM, 0, 0), new TrainingSpec.Objective.Outputs(3)),
                Trials.against(trial(GLYPHS, residual, full, ADAM, 0, 0), new TrainingSpec.Objective.Mix(0.5, 1, 0, 2)),
                Trials.against(trial(SINES, WAVE, bank, ADAM, 0, 0), new TrainingSpec.Objective.Mix(0.5, 0.3, 0.2, 1)),
                Trials.against(
                        trial(MOONS, SMOOTH, new WeightsSpec.Pruned(26), ADAM, 0, 0),
                        new TrainingSpec.Objective.Outputs(1)));
    }

    private static TrialSpec trial(
            SourceSpec source,
            TargetSpec target,
            WeightsSpec weights,
            OptimizerSpec optimizer,
            double clipNorm,
            double generatedDecay) {
        Loss loss = source.labelKind() == LabelKind.CLASSIFICATION ? Loss.CROSS_ENTROPY : Loss.MSE;
        return new TrialSpec(
                5,
                new DataSpec(source, 0.2, 0.2),
                target,
                weights,
                new TrainingSpec(
                        2, 8, optimizer, 0.005, new ScheduleSpec.Cosine(1), loss, clipNorm, generatedDecay, 0, 1),
                new VerifySpec(VerifySpec.OnFault.REJECT, 8));
    }

    /** Why a trial was rejected, or failed; nothing if it was trained to its end. */
    private static List<String> rejections(TrialSpec trial) {
        Dataset data = new Datasets().load(trial.data(), trial.seed());
        try (TrialRun run = TrialRun.open(trial, data, Optional.empty(), TrialListener.NONE)) {
            List<String> faults = run.start().stream()
                    .flatMap(start -> start.verification().faults().stream())
                    .map(fault -> text(trial, fault))
                    .toList();
            if (!faults.isEmpty()) {
                return faults;
            }
            SegmentResult segment = run.segment(() -> false);
            return segment.outcome()
                    .filter(outcome -> !(outcome instanceof TrialOutcome.Completed))
                    .map(outcome -> List.of("%s, %s: %s".formatted(trial.target(), trial.weights(), outcome)))
                    .orElse(List.of());
        }
    }

    private static String text(TrialSpec trial, Finding fault) {
        return "%s, %s: %s of %s: %s"
                .formatted(trial.target(), trial.weights(), fault.check(), fault.subject(), fault.message());
    }
}
