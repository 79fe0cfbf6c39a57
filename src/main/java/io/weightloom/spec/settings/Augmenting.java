package io.weightloom.spec.settings;

import io.weightloom.spec.PictureSpec;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrainingSpec;
import io.weightloom.spec.fault.Misfit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a training needs that changes its pictures. */
public final class Augmenting {

    private Augmenting() {}

    /**
     * What does not go with it, as far as that is known without data.
     *
     * @param source where examples come from
     */
    static List<Misfit> misfits(Optional<SourceSpec> source, Optional<TargetSpec> target, TrainingSpec training) {
        if (training.augment().none()) {
            return List.of();
        }
        List<Misfit> misfits = new ArrayList<>();
        source.filter(examples -> !examples.pictures())
                .ifPresent(examples -> misfits.add(misfit(
                        training, "because examples of %s are no pictures".formatted(DataSettings.name(examples)))));
        if (training.objective().outputs() > 0) {
            misfits.add(
                    misfit(
                            training,
                            "because the network of target.weights is asked once for each example, as it is, and not for what becomes of it"));
        } else if (training.objective().labels() == 0) {
            misfits.add(misfit(training, "because a loss against weights alone reads no examples"));
        }
        target.flatMap(Augmenting::extents)
                .flatMap(extents -> tooWide(training, extents))
                .ifPresent(misfits::add);
        return misfits;
    }

    private static Optional<PictureSpec.Extents> extents(TargetSpec target) {
        if (target instanceof TargetSpec.Conv conv) {
            return Optional.of(PictureSpec.Extents.of(conv.picture()));
        }
        return target instanceof TargetSpec.Residual residual
                ? Optional.of(PictureSpec.Extents.of(residual.picture()))
                : Optional.empty();
    }

    /** What is wrong with it for pictures of these extents. */
    public static Optional<Misfit> misfit(TrainingSpec training, Optional<PictureSpec.Extents> picture) {
        if (training.augment().none()) {
            return Optional.empty();
        }
        return picture.isEmpty()
                ? Optional.of(misfit(training, "because the examples are no pictures"))
                : tooWide(training, picture.get());
    }

    private static Optional<Misfit> tooWide(TrainingSpec training, PictureSpec.Extents extents) {
        int side = Math.min(extents.height(), extents.width());
        return training.augment().crop() < side
                ? Optional.empty()
                : Optional.of(new Misfit(
                        TrainingSettings.SECTION.name() + "." + TrainingSettings.CROP.key(),
                        "must be less than %s, the shorter side of the pictures, but is %s"
                                .formatted(side, training.augment().crop())));
    }

    private static Misfit misfit(TrainingSpec training, String reason) {
        boolean crops = training.augment().crop() > 0;
        return new Misfit(
                TrainingSettings.SECTION.name() + "." + (crops ? TrainingSettings.CROP : TrainingSettings.FLIP).key(),
                "must be %s %s, but is %s"
                        .formatted(
                                crops ? "0" : "none",
                                reason,
                                crops ? training.augment().crop() : "horizontal"));
    }
}
