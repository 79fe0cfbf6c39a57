package io.weightloom.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.data.Dataset;
import io.weightloom.data.Datasets;
import io.weightloom.data.Examples;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.read.Yaml;
import io.weightloom.spec.settings.Binding;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Facts about scores of series, of which no more than a piece is in memory at a time. */
class SeriesScoreTests {

    private static final TrialSpec TRIAL = Binding.first(Yaml.read("""
            experiments:
              sequences:
                data:
                  source: series
                  file: src/test/resources/given/points.csv
                  columns: [a, b, c, d]
                  steps: 5
                  unscored: 2
                target: {kind: lstm, width: 4, units: 3}
                hypernet: {generator: full, z-dim: 2}
                training: {epochs: 1, batch-size: 10, optimizer: adam, learning-rate: 0.001}
            """).get(0));

    @ParameterizedTest
    @EnumSource(names = {"MSE", "MAE"})
    void piecesOfAnySizeHaveTheScoreOfAllOutputsTogether(Loss loss) {
        Dataset data = new Datasets().load(TRIAL.data(), TRIAL.seed());
        Examples test = data.test();
        float[] outputs = new float[test.predictions() * test.outputs()];
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = (float) (2 * random.nextDouble() - 1);
        }
        Assessment slow = Assessment.of(List.of(outputs), test, data.preprocessing(), loss);

        Assessment one = Assessment.ofSeries(List.of(score(data, loss, outputs, 1)));
        Assessment seven = Assessment.ofSeries(List.of(score(data, loss, outputs, 7)));

        assertThat(one).isEqualTo(seven);
        assertThat(one.score().loss()).isCloseTo(slow.score().loss(), within(1e-12));
        assertThat(one.score().score()).isCloseTo(slow.score().score(), within(1e-12));
        assertThat(one.measures().keySet()).isEqualTo(slow.measures().keySet());
        assertThat(one.measures().get(Assessment.MSE)).isCloseTo(slow.measures().get(Assessment.MSE), within(1e-12));
    }

    /** So many predictions at a time, with what is none behind them. */
    private static SeriesScore score(Dataset data, Loss loss, float[] outputs, int piece) {
        Examples test = data.test();
        int width = test.outputs();
        SeriesScore score = new SeriesScore(
                test, loss, data.preprocessing().predicted().scale().deviations());
        for (int from = 0; from < test.predictions(); from += piece) {
            int count = Math.min(piece, test.predictions() - from);
            float[] some = Arrays.copyOfRange(outputs, from * width, (from + count + 1) * width);
            score.add(some, from, count);
        }
        return score;
    }
}
