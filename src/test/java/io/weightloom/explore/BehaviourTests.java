package io.weightloom.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.Table;
import io.weightloom.runner.trained.TrainedSamples;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.PictureSpec;
import io.weightloom.trial.ConditionValue;
import io.weightloom.trial.Predictions;
import io.weightloom.trial.TrainedNetwork;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BehaviourTests {

    private static final ConditionValue OWN = new ConditionValue.Own();

    @Test
    void aGridIsWhatTheNetworkPredictsAtItsPoints() {
        try (TrainedNetwork network = TrainedNetwork.of(TrainedSamples.moons())) {
            Response response = Behaviour.of(network, OWN, 5).response().orElseThrow();

            Axis x = response.axes().get(0);
            Axis y = response.axes().get(1);
            assertThat(response.form()).isEqualTo(Response.Form.GRID);
            assertThat(List.of(x.name(), y.name())).containsExactly("x", "y");
            double mean = network.weights().preprocessing().inputs().means()[1];
            assertThat(y.at(2)).isCloseTo(mean, within(1e-12));
            Predictions point =
                    network.predict(new Table.Numbers(new double[] {x.at(3), y.at(1)}, List.of("x", "y")), OWN);
            assertThat(response.predictions().rows()).isEqualTo(25);
            assertThat(response.predictions().value(1 * 5 + 3, 0)).isCloseTo(point.value(0, 0), within(1e-6));
        }
    }

    /** Of a HyperLSTM the matrices are told for what they are: no step has them as they lie there. */
    @Test
    void tensorsThatAreScaledAnewAtEachStepAreToldToBe(@TempDir Path folder) {
        try (TrainedNetwork plain = TrainedNetwork.of(TrainedSamples.text(folder));
                TrainedNetwork anew = TrainedNetwork.of(TrainedSamples.hyperText(folder))) {
            assertThat(Behaviour.of(plain, OWN, 4).scaledAnew()).isFalse();
            Behaviour behaviour = Behaviour.of(anew, OWN, 4);
            assertThat(behaviour.scaledAnew()).isTrue();
            assertThat(behaviour.response()).isEmpty();
            assertThat(behaviour.tensors())
                    .extracting(TensorView::name)
                    .containsExactly("cell/wx", "cell/wh", "cell/b", "out/w", "out/b");
        }
    }

    @Test
    void matricesThatAreMadeWholeAtEachStepAreNotThereToBeTold(@TempDir Path folder) {
        try (TrainedNetwork anew = TrainedNetwork.of(TrainedSamples.hyperText(folder, new GeneratorSpec.Full()))) {
            assertThat(Behaviour.of(anew, OWN, 4).tensors())
                    .extracting(TensorView::name)
                    .containsExactly("cell/b", "out/w", "out/b");
        }
    }

    @Test
    void aPictureIsThatOfItsPixelsFromTopToBottom() {
        try (TrainedNetwork network = TrainedNetwork.of(TrainedSamples.picture())) {
            Response response = Behaviour.of(network, OWN, 8).response().orElseThrow();

            assertThat(response.form()).isEqualTo(Response.Form.PICTURE);
            assertThat(response.axes().get(0).at(0)).isEqualTo(-0.875);
            assertThat(response.axes().get(1).at(7)).isEqualTo(0.875);
            assertThat(response.predictions().of().names()).containsExactly("red", "green", "blue");
        }
    }

    @Test
    void aPictureThatIsNotSquareKeepsItsShape(@TempDir Path folder) throws IOException {
        Path wide = folder.resolve("wide.png");
        Path line = folder.resolve("line.png");
        ImageIO.write(coloured(12, 6), "png", wide.toFile());
        ImageIO.write(coloured(1, 40), "png", line.toFile());
        try (TrainedNetwork network = TrainedNetwork.of(TrainedSamples.picture(new PictureSpec.Png(wide)))) {
            Response response = Behaviour.of(network, OWN, 8).response().orElseThrow();

            Axis x = response.axes().get(0);
            Axis y = response.axes().get(1);
            assertThat(x).isEqualTo(new Axis("x", -0.875, 0.875, 8));
            assertThat(y).isEqualTo(new Axis("y", -0.375, 0.375, 4));
            assertThat(response.predictions().rows()).isEqualTo(32);
            Predictions pixel =
                    network.predict(new Table.Numbers(new double[] {x.at(5), y.at(3)}, List.of("x", "y")), OWN);
            assertThat(response.predictions().value(3 * 8 + 5, 1)).isCloseTo(pixel.value(0, 1), within(1e-6));
        }
        try (TrainedNetwork network = TrainedNetwork.of(TrainedSamples.picture(new PictureSpec.Png(line)))) {
            Response response = Behaviour.of(network, OWN, 10).response().orElseThrow();

            assertThat(response.axes()).extracting(Axis::points).containsExactly(1, 10);
            assertThat(response.axes().get(0).at(0)).isEqualTo(0);
            assertThat(response.predictions().values()).hasSize(30).doesNotContain(Double.NaN);
        }
    }

    private static BufferedImage coloured(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, 12345 * i);
        }
        return image;
    }

    @Test
    void eachTaskHasACurveOfItsOwn() {
        try (TrainedNetwork network = TrainedNetwork.of(TrainedSamples.polynomials())) {
            Predictions first = Behaviour.of(network, new ConditionValue.Task(0), 4)
                    .response()
                    .orElseThrow()
                    .predictions();
            Predictions second = Behaviour.of(network, new ConditionValue.Task(1), 4)
                    .response()
                    .orElseThrow()
                    .predictions();

            assertThat(first.rows()).isEqualTo(4);
            assertThat(first.values()).isNotEqualTo(second.values());
            assertThatThrownBy(() -> Behaviour.of(network, new ConditionValue.Task(3), 4))
                    .isInstanceOf(InvalidDataException.class);
        }
    }

    @Test
    void weightsAreSmallPicturesWhereThereAreMoreInputs() {
        try (TrainedNetwork network = TrainedNetwork.of(TrainedSamples.glyphs())) {
            Behaviour behaviour = Behaviour.of(network, OWN, 2);

            assertThat(behaviour.response()).isEmpty();
            assertThat(behaviour.tensors()).extracting(TensorView::name).containsExactly("w1", "b1", "w2", "b2");
            WeightImage image = behaviour.tensors().get(0).image().orElseThrow();
            assertThat(List.of(image.height(), image.width())).containsExactly(64, 8);
            float[] flat = network.generated(OWN);
            assertThat(image.pixels()[0]).isEqualTo(flat[0]);
            assertThat(image.pixels()[63 * 8]).isCloseTo((flat[119 * 8] + flat[120 * 8]) / 2, within(1e-6f));
        }
    }

    @Test
    void statisticsAreThoseOfAllWeights() {
        TensorView view = TensorView.of("w", List.of(2L, 2L), new float[] {1, 2, 3, 6}, Optional.empty());

        assertThat(view.mean()).isEqualTo(3);
        assertThat(view.deviation()).isEqualTo(Math.sqrt(3.5));
        assertThat(view.min()).isEqualTo(1);
        assertThat(view.max()).isEqualTo(6);
    }

    @Test
    void aPixelIsTheMeanOfTheWeightsThatItStandsFor() {
        float[] weights = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

        assertThat(WeightImage.of(weights, 4, 2).pixels()).containsExactly(3.5f, 5.5f, 11.5f, 13.5f);
        assertThat(WeightImage.of(weights, 4, 9).pixels()).isEqualTo(weights);
        assertThat(WeightImage.of(weights, 16, 3).width()).isEqualTo(3);
    }

    @Test
    void aSideIsBounded() {
        try (TrainedNetwork network = TrainedNetwork.of(TrainedSamples.moons())) {
            for (int side : new int[] {0, 1, 129}) {
                assertThatThrownBy(() -> Behaviour.of(network, OWN, side))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("A side has 2 to 128 points, not " + side);
            }
        }
    }
}
