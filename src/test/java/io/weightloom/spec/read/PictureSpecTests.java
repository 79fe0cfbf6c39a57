package io.weightloom.spec.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.PictureFiles;
import io.weightloom.spec.PictureSpec;
import io.weightloom.spec.TrainingSpec.Augment;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.fault.Fault;
import io.weightloom.spec.fault.InvalidSpecException;
import io.weightloom.spec.settings.Binding;
import io.weightloom.spec.settings.Canonical;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures in files, and how they are changed, as a person writes them. */
@Tag("locale")
class PictureSpecTests {

    private static final String CONV = "{kind: conv, input: [3, 16, 16], convolutions: [3x3x4], dense: [10]}";
    private static final String IDX = "source: idx, images: i, labels: l, classes: 10";

    private static final String FILE = """
            experiments:
              a:
                data: {%s}
                target: %s
                hypernet: {generator: full, z-dim: 4, condition: %s}
                training: {epochs: 3%s}
            """;

    @Test
    void picturesAreReadAsTheTargetTakesThem() {
        PictureSpec.Extents colour = new PictureSpec.Extents(3, 16, 16);

        assertThat(reading(IDX, CONV))
                .isEqualTo(new PictureSpec.Reading(PictureSpec.Channels.AUTO, 1, Optional.of(colour)));
        assertThat(reading(IDX + ", shrink: 2, channels: last", CONV))
                .isEqualTo(new PictureSpec.Reading(PictureSpec.Channels.LAST, 2, Optional.of(colour)));
        assertThat(reading("source: turned, of: " + IDX.substring(8) + ", tasks: 2, samples-per-task: 300", CONV))
                .isEqualTo(PictureSpec.Reading.PLAIN.asking(Optional.of(colour)));
        assertThat(reading(IDX, "{layers: [768, 10]}")).isEqualTo(PictureSpec.Reading.PLAIN);
        assertThat(reading(IDX, "{preset: wrn-16-1}").asked()).contains(new PictureSpec.Extents(3, 32, 32));
    }

    @Test
    void whatNobodyAsksForIsNotInTheCanonicalForm() {
        TrialSpec plain = trial(IDX, CONV, "");
        TrialSpec asked = trial(IDX + ", shrink: 2, channels: first", CONV, ", augment: {crop: 4, flip: horizontal}");

        assertThat(Canonical.json(plain)).doesNotContain("shrink", "channels", "augment", "crop", "flip", "asked");
        assertThat(Canonical.trial(Canonical.json(plain))).isEqualTo(plain);
        assertThat(asked.training().augment()).isEqualTo(new Augment(4, Augment.Flip.HORIZONTAL));
        assertThat(Canonical.json(asked)).contains("\"augment.crop\":4", "\"augment.flip\":\"horizontal\"");
        assertThat(Canonical.trial(Canonical.json(asked))).isEqualTo(asked);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "source: idx, images: i, labels: l, classes: 10, shrink: 0 | | a.yml:3: experiments.a.data.shrink must be a whole number in [1, 64], but is 0",
                "source: idx, images: i, labels: l, classes: 10, channels: rgb | | a.yml:3: experiments.a.data.channels must be one of auto, first, last, but is 'rgb'",
                "source: moons, samples: 100, shrink: 2 | | a.yml:3: experiments.a.data.shrink belongs to source idx",
                "source: idx, images: i, labels: l, classes: 10 | , augment: {crop: 16} | a.yml:6: experiments.a.training.augment.crop must be less than 16, the shorter side of the pictures, but is 16",
                "source: idx, images: i, labels: l, classes: 10 | , augment: {flip: yes} | a.yml:6: experiments.a.training.augment.flip must be one of none, horizontal, but is",
                "source: permuted, of: idx, images: i, labels: l, classes: 10, tasks: 2 | , augment: {flip: horizontal} | a.yml:6: experiments.a.training.augment.flip must be none because examples of permuted idx are no pictures, but is horizontal",
                "source: csv, file: f, label: l, task: classification | , augment: {crop: 2} | a.yml:6: experiments.a.training.augment.crop must be 0 because examples of csv are no pictures, but is 2"
            })
    void whatDoesNotGoTogetherIsRefused(String data, String training, String message) {
        InvalidSpecException failure = catchThrowableOfType(
                InvalidSpecException.class, () -> experiment(data, CONV, training == null ? "" : training));

        assertThat(failure).isNotNull();
        assertThat(failure.faults()).extracting(Fault::toString).anyMatch(fault -> fault.startsWith(message));
    }

    private static PictureSpec.Reading reading(String data, String target) {
        return ((PictureFiles.Idx) trial(data, target, "").data().source().single()).reading();
    }

    private static TrialSpec trial(String data, String target, String training) {
        return Binding.first(experiment(data, target, training));
    }

    private static ExperimentSpec experiment(String data, String target, String training) {
        return Yaml.read(FILE.formatted(data, target, data.contains("tasks") ? "per-task" : "learned", training))
                .get(0);
    }
}
