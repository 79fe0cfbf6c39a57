package io.weightloom.runner.trained;

import io.weightloom.data.Datasets;
import io.weightloom.spec.Activation;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.CsvFormat;
import io.weightloom.spec.DataSpec;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.LabelKind;
import io.weightloom.spec.Loss;
import io.weightloom.spec.PictureSpec;
import io.weightloom.spec.RecurrentSpec;
import io.weightloom.spec.SequenceSpec;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TableSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import io.weightloom.trial.TrainedWeights;
import io.weightloom.trial.TrialOutcome;
import io.weightloom.trial.TrialRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Small networks of each kind that people ask in different ways, trained for an epoch or a few. */
public final class TrainedSamples {

    private TrainedSamples() {}

    /** Two inputs x and y, two classes; a fixed z. */
    public static TrainedWeights moons() {
        return trained(new TrialSpec(
                42,
                new DataSpec(new SourceSpec.Moons(200, 0.1)),
                new TargetSpec.Mlp(List.of(2, 8, 2), Activation.TANH),
                hypernet(new ConditionSpec.Fixed(4)),
                new TrainingSpec(20, 16, 0.01, Loss.CROSS_ENTROPY)));
    }

    /** One input x, one number; a z for each of three tasks, of two numbers. */
    public static TrainedWeights polynomials() {
        return trained(new TrialSpec(
                1,
                new DataSpec(new SourceSpec.Polynomials(60, 0.05)),
                new TargetSpec.Mlp(List.of(1, 8, 1), Activation.TANH),
                hypernet(new ConditionSpec.PerTask(2, 3)),
                new TrainingSpec(2, 12, 0.01, Loss.MSE)));
    }

    /** Pictures of 11 x 11 pixels, ten classes; a trained z. */
    public static TrainedWeights glyphs() {
        return trained(new TrialSpec(
                1,
                new DataSpec(new SourceSpec.Glyphs(300, 11, 0.1)),
                new TargetSpec.Mlp(List.of(121, 8, 10), Activation.RELU),
                hypernet(new ConditionSpec.Learned(4)),
                new TrainingSpec(1, 16, 0.01, Loss.CROSS_ENTROPY)));
    }

    /** A picture of 8 x 8 pixels that the network holds; a trained z. */
    public static TrainedWeights picture() {
        return picture(new PictureSpec.Drawn(PictureSpec.Motif.LANDSCAPE, 8));
    }

    /** A picture that the network holds; a trained z. */
    public static TrainedWeights picture(PictureSpec picture) {
        return trained(new TrialSpec(
                1,
                new DataSpec(new SourceSpec.Image(picture, PictureSpec.Colours.RGB)),
                new TargetSpec.Siren(List.of(2, 8, 3), 30),
                hypernet(new ConditionSpec.Learned(4)),
                new TrainingSpec(1, 16, 0.01, Loss.MSE)));
    }

    /** A table with a column size of numbers and a column kind of the categories a and b, two classes; a fixed z. */
    public static TrainedWeights table(Path folder) {
        try {
            Path file = Files.writeString(
                    folder.resolve("trained.csv"), "size,kind,label\n" + "1,a,yes\n2.5,b,no\n".repeat(40));
            return trained(new TrialSpec(
                    1,
                    new DataSpec(new SourceSpec.Csv(
                            file,
                            Optional.of("label"),
                            LabelKind.CLASSIFICATION,
                            CsvFormat.PLAIN,
                            new TableSpec(
                                    List.of(),
                                    List.of(),
                                    List.of("kind"),
                                    TableSpec.PLAIN.missing(),
                                    TableSpec.Gaps.REFUSE),
                            Optional.empty())),
                    new TargetSpec.Mlp(List.of(3, 4, 2), Activation.TANH),
                    hypernet(new ConditionSpec.Fixed(4)),
                    new TrainingSpec(1, 16, 0.01, Loss.CROSS_ENTROPY)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A text of a and b, read four characters at a time, two of which are scored; weights of its own. */
    public static TrainedWeights text(Path folder) {
        return text(folder, new WeightsSpec.Plain());
    }

    /** The same, whose weights a smaller cell scales anew at each step. */
    public static TrainedWeights hyperText(Path folder) {
        return hyperText(folder, new GeneratorSpec.RowScaling());
    }

    /** The same, of which it makes whole matrices or scales rows. */
    public static TrainedWeights hyperText(Path folder, GeneratorSpec generator) {
        return text(
                folder,
                new HypernetSpec(
                        generator,
                        new ConditionSpec.Recurrent(2, 2, RecurrentSpec.Norm.NONE, 0),
                        List.of(),
                        Activation.RELU,
                        Initialisation.DEFAULT));
    }

    private static TrainedWeights text(Path folder, WeightsSpec weights) {
        try {
            Path file = Files.writeString(folder.resolve("trained.txt"), "aab".repeat(60));
            return trained(new TrialSpec(
                    1,
                    new DataSpec(new SequenceSpec.Text(file, 2, 2)),
                    new RecurrentSpec.Lstm(2, 3, 1, RecurrentSpec.Norm.NONE, 2, 2),
                    weights,
                    new TrainingSpec(1, 16, 0.01, Loss.CROSS_ENTROPY)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HypernetSpec hypernet(ConditionSpec condition) {
        return new HypernetSpec(
                new GeneratorSpec.Full(), condition, List.of(8), Activation.RELU, Initialisation.HYPERFAN_IN);
    }

    private static TrainedWeights trained(TrialSpec spec) {
        try (TrialRun run = TrialRun.open(spec, new Datasets().load(spec.data(), spec.seed()))) {
            TrialOutcome outcome = run.segment(() -> false).outcome().orElseThrow();
            if (outcome instanceof TrialOutcome.Completed completed) {
                return completed.weights().orElseThrow();
            }
            throw new IllegalStateException("The sample ended otherwise: " + outcome);
        }
    }
}
