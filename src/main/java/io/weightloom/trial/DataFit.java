package io.weightloom.trial;

import io.weightloom.data.Dataset;
import io.weightloom.data.raw.Features;
import io.weightloom.spec.LabelKind;
import io.weightloom.spec.PictureFiles;
import io.weightloom.spec.PictureSpec;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TargetEnd;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.fault.Misfit;
import io.weightloom.spec.settings.Augmenting;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether a trial's settings go with its data. */
public final class DataFit {

    private DataFit() {}

    /** All that does not. */
    public static List<Misfit> misfits(TrialSpec trial, Dataset data) {
        String source = source(trial.data().source());
        int smallest = Arrays.stream(data.train().tasks())
                .map(data.train()::size)
                .min()
                .orElse(0);
        TargetEnd input = trial.target().input();
        Optional<Misfit> inputs = input.misfit(data.inputs(), "features of an example of " + source);
        boolean told = inputs.isPresent() && trial.target().output().equals(input); // of both ends at once
        return Stream.of(
                        inputs,
                        told || !data.isLabelled()
                                ? Optional.<Misfit>empty()
                                : trial.target()
                                        .output()
                                        .misfit(
                                                data.outputs(),
                                                (data.labelKind() == LabelKind.REGRESSION
                                                                ? "number to predict from "
                                                                : "classes of ")
                                                        + source),
                        TrainingSpec.batchMisfit(
                                trial.training().batchSize(),
                                smallest,
                                data.tasks().all()),
                        Augmenting.misfit(trial.training(), picture(data)))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<PictureSpec.Extents> picture(Dataset data) {
        return data.preprocessing().features() instanceof Features.Picture picture
                ? Optional.of(new PictureSpec.Extents(picture.channels(), picture.height(), picture.breadth()))
                : Optional.empty();
    }

    /** What messages call the data. */
    private static String source(SourceSpec source) {
        if (source instanceof SourceSpec.Csv csv) {
            return csv.file().toString();
        }
        if (source instanceof PictureFiles.Folder folder) {
            return folder.folder().toString();
        }
        return source instanceof PictureFiles.Idx idx ? idx.images().toString() : "the data";
    }
}
