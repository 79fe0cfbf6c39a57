package io.weightloom.export;

import io.weightloom.data.Datasets;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.RecurrentSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import io.weightloom.spec.read.Yaml;
import io.weightloom.spec.settings.Binding;
import io.weightloom.training.PausePoint;
import io.weightloom.trial.ConditionValue;
import io.weightloom.trial.Predictions;
import io.weightloom.trial.TrainedWeights;
import io.weightloom.trial.TrialOutcome;
import io.weightloom.trial.TrialRun;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Small networks of every kind, trained for two epochs: one that is cut is cut between them. */
enum TrainedSamples {
    MLP("""
            data: {source: moons, samples: 200}
            target: {layers: [2, 16, 2], activation: gelu}
            hypernet: {generator: full, condition: learned, z-dim: 4, hidden: [8]}
            """),
    SIREN("""
            data: {source: image, motif: rings, size: 8, colours: rgb}
            target: {kind: siren, layers: [2, 8, 8, 3], omega: 10}
            hypernet: {generator: chunked, chunk-size: 16, z-dim: 4, hidden: [8]}
            """),
    CONV("""
            data: {source: glyphs, samples: 200, size: 8}
            target: {kind: conv, input: [1, 8, 8], convolutions: [3x3x4, 2x2x4], pool: 2, dense: [6, 10]}
            hypernet: {generator: full, condition: fixed, z-dim: 4}
            """) {
        @Override
        TrialSpec spec() {
            return super.spec().with(new WeightsSpec.Plain());
        }
    },
    PRUNED("""
            data: {source: moons, samples: 200}
            target: {layers: [2, 12, 2], activation: relu}
            hypernet: {generator: full, condition: fixed, z-dim: 4}
            """) {
        @Override
        TrialSpec spec() {
            return super.spec().with(new WeightsSpec.Pruned(40));
        }
    },
    RANK_CUT("""
            data: {source: moons, samples: 200}
            target: {layers: [2, 12, 12, 2], activation: sigmoid}
            hypernet: {generator: full, condition: fixed, z-dim: 4}
            """) {
        @Override
        TrialSpec spec() {
            return super.spec().with(new WeightsSpec.RankCut(150));
        }
    },
    NORMED_AND_DESCRIBED("""
            data: {source: rotated-moons, tasks: 3, held-out: 0, samples-per-task: 60, noise: 0.1}
            target: {kind: residual, input: [1, 1, 2], widths: [2, 3], blocks: 1, outputs: 2}
            hypernet: {generator: full, condition: descriptor, hidden: [8]}
            """),
    NOISE("""
            data: {source: moons, samples: 200}
            target: {layers: [2, 6, 2], activation: tanh}
            hypernet: {generator: full, condition: noise, z-dim: 3, hidden: [8]}
            """),
    RESIDUAL("""
            data: {source: glyphs, samples: 200, size: 8}
            target: {kind: residual, input: [1, 8, 8], widths: [2, 4, 4], blocks: 1, outputs: 10, activation: silu}
            hypernet: {generator: chunked, chunk-size: 64, z-dim: 4, hidden: [8]}
            """),
    RESIDUAL_WITHOUT_NORM("""
            data: {source: glyphs, samples: 200, size: 8}
            target: {kind: residual, input: [1, 8, 8], widths: [2, 2, 4], blocks: 2, norm: none, outputs: 10, activation: relu}
            hypernet: {generator: chunked, chunk-size: 64, z-dim: 4, hidden: [8]}
            """),
    TASKS("""
            data: {source: split, of: glyphs, tasks: 2, samples: 300, size: 8}
            target: {kind: residual, input: [1, 8, 8], widths: [2, 4], blocks: 1, outputs: 5}
            hypernet: {generator: chunked, chunk-size: 64, condition: per-task, z-dim: 4, hidden: [8]}
            """),
    DESCRIBED("""
            data: {source: sine-family, tasks: 4, held-out: 1, samples-per-task: 40}
            target: {layers: [1, 8, 1], activation: sine}
            hypernet: {generator: full, condition: descriptor, hidden: [8]}
            """),
    TEXT("""
            data: {source: text, file: experiments/text.txt, steps: 5, unscored: 3}
            target: {kind: lstm, units: 6}
            hypernet: {generator: chunked, chunk-size: 64, z-dim: 4, hidden: [8]}
            """),
    SERIES("""
            data: {source: series, file: src/test/resources/given/points.csv, columns: [a, b], steps: 4, unscored: 1, horizon: 2}
            target: {kind: rnn, units: 5, depth: 2}
            hypernet: {generator: full, condition: fixed, z-dim: 4}
            """) {
        @Override
        TrialSpec spec() {
            return super.spec().with(new WeightsSpec.Plain());
        }
    },
    NORMED_TEXT("""
            data: {source: text, file: experiments/text.txt, steps: 5, unscored: 3}
            target: {kind: lstm, units: 4, depth: 2, cell-norm: layer}
            hypernet: {generator: full, condition: learned, z-dim: 4, hidden: [4], activation: tanh}
            """),
    HYPER_LSTM("""
            data: {source: text, file: experiments/text.txt, steps: 5, unscored: 3}
            target: {kind: lstm, units: 6, cell-norm: layer}
            hypernet: {generator: row-scaling, condition: recurrent, condition-units: 4, condition-norm: layer, z-dim: 2}
            """);

    private static final Map<TrainedSamples, TrainedWeights> TRAINED = new ConcurrentHashMap<>();

    private final String settings;

    TrainedSamples(String settings) {
        this.settings = settings;
    }

    TrialSpec spec() {
        String text =
                "experiments:\n  sample:\n    seed: 5\n    training: {epochs: 2, batch-size: 20}\n    verify: {samples: 1}\n"
                        + settings.indent(4);
        ExperimentSpec experiment = Yaml.read(text).get(0);
        return Binding.trial(experiment, Map.of(), 0);
    }

    /** One of the target networks that it can make. */
    ConditionValue one() {
        return switch (this) {
            case TASKS, DESCRIBED, NORMED_AND_DESCRIBED -> new ConditionValue.Task(1);
            case NOISE -> new ConditionValue.Z(new double[] {1, -0.5, 2});
            default -> new ConditionValue.Own();
        };
    }

    /** Rows of one example: the places of a sequence. */
    int places() {
        return spec().target() instanceof RecurrentSpec target ? target.length() : 1;
    }

    /** Outputs of a prediction that programs of a card print: of a sequence those of the last place. */
    static double[] last(Predictions predictions) {
        double[] all = predictions.values();
        return Arrays.copyOfRange(all, all.length - predictions.of().outputs(), all.length);
    }

    TrainedWeights weights() {
        return TRAINED.computeIfAbsent(this, sample -> trained(sample.spec()));
    }

    static TrainedWeights trained(TrialSpec spec) {
        try (TrialRun run = TrialRun.open(spec, new Datasets().load(spec.data(), spec.seed()))) {
            TrialOutcome outcome = run.segment(PausePoint.NONE).outcome().orElseThrow();
            if (outcome instanceof TrialOutcome.Completed completed) {
                return completed.weights().orElseThrow();
            }
            throw new IllegalStateException(spec + ": " + outcome);
        }
    }
}
