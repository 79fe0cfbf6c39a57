package io.weightloom.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.Scaling;
import io.weightloom.data.raw.Table;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StandardisationTests {

    // numpy 1.24.2: x = np.array([[1., 10.], [2., 10.], [4., 40.]]); ((x - x.mean(0)) / x.std(0)).astype(np.float32)
    @Test
    void eachColumnIsStandardisedAsInNumpy() {
        Table table = table(2, 1, 10, 2, 10, 4, 40);

        float[] x = Standardisation.of(table, rows(3), Scaling.EACH_COLUMN).apply(rows(3));

        assertThat(x)
                .containsExactly(
                        new float[] {-1.0690450f, -0.70710677f, -0.26726124f, -0.70710677f, 1.3363062f, 1.4142135f},
                        within(2e-7f)); // an ulp of float above 1
    }

    // numpy 1.24.2: (x - x.mean()) / x.std() of the same x
    @Test
    void allColumnsShareOneMeanAndDeviationAsInNumpy() {
        Table table = table(2, 1, 10, 2, 10, 4, 40);

        float[] x = Standardisation.of(table, rows(3), Scaling.ALL_COLUMNS).apply(rows(3));

        assertThat(x)
                .containsExactly(
                        new float[] {-0.7603054f, -0.08724816f, -0.68552125f, -0.08724816f, -0.535953f, 2.156276f},
                        within(2e-7f));
    }

    @Test
    void momentsAreZeroAndOneOverTheRowsItWasMadeFrom() {
        SplittableRandom random = new SplittableRandom(1);
        Table table = table(3, random.doubles(3 * 500, -7, 90).toArray());
        int[] rows = IntStream.range(100, 400).toArray();

        float[] x = Standardisation.of(table, rows, Scaling.EACH_COLUMN).apply(rows);

        for (int column = 0; column < 3; column++) {
            double sum = 0;
            double squares = 0;
            for (int row = 0; row < 300; row++) {
                sum += x[3 * row + column];
                squares += x[3 * row + column] * x[3 * row + column];
            }
            assertThat(sum / 300).isCloseTo(0, within(1e-7)); // float rounds each number by up to 6e-8
            assertThat(squares / 300).isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void rowsItWasNotMadeFromChangeNothing() {
        SplittableRandom random = new SplittableRandom(1);
        double[] values = random.doubles(40, 0, 1).toArray();
        int[] rows = IntStream.range(0, 15).toArray();
        double[] changed = values.clone();
        for (int i = 30; i < 40; i++) {
            changed[i] = 1e6 * i;
        }

        float[] before =
                Standardisation.of(table(2, values), rows, Scaling.EACH_COLUMN).apply(rows);
        float[] after =
                Standardisation.of(table(2, changed), rows, Scaling.EACH_COLUMN).apply(rows);

        assertThat(after).isEqualTo(before);
    }

    // 0.1 cannot be written in binary, so a mean that is a sum over a count misses it and leaves a tiny deviation.
    @Test
    void aColumnThatDoesNotVaryBecomesZeroInEverySplit() {
        double[] values = new double[30];
        for (int i = 0; i < 15; i++) {
            values[2 * i] = 0.1;
            values[2 * i + 1] = i;
        }
        values[28] = 5; // the last row, which is not trained on

        float[] x = Standardisation.of(table(2, values), rows(14), Scaling.EACH_COLUMN)
                .apply(rows(15));

        for (int row = 0; row < 15; row++) {
            assertThat(x[2 * row]).isEqualTo(0f);
        }
    }

    @Test
    void tableOfConstantsDoesNotVary() {
        assertThat(Standardisation.of(table(2, 1, 5, 1, 5), rows(2), Scaling.EACH_COLUMN)
                        .varies())
                .isFalse();
        assertThat(Standardisation.of(table(2, 1, 5, 1, 6), rows(2), Scaling.EACH_COLUMN)
                        .varies())
                .isTrue();
        assertThat(Standardisation.of(table(2, 1, 5, 1, 5), rows(2), Scaling.ALL_COLUMNS)
                        .varies())
                .isTrue();
    }

    @Test
    void largeOffsetsAndTinyOrHugeUnitsLoseNoDigits() {
        float[] plain = standardised(1, 2, 4);

        assertThat(standardised(1.7e9 + 1, 1.7e9 + 2, 1.7e9 + 4)).containsExactly(plain, within(1e-6f));
        assertThat(standardised(1e-200, 2e-200, 4e-200)).containsExactly(plain, within(1e-6f));
        assertThat(standardised(1e300, 2e300, 4e300)).containsExactly(plain, within(1e-6f));
    }

    @Test
    void numbersTooFarApartAreRefused() {
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> standardised(-1e308, 0, 1e308))
                .withMessage("c0 reaches from -1.0E308 to 1.0E308, too far to be standardised");
    }

    @Test
    void numbersTooFarFromTheTrainingSplitAreRefused() {
        Table table = table(1, 1, 2, 3, 1e300);
        Standardisation standardisation = Standardisation.of(table, rows(3), Scaling.EACH_COLUMN);

        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> standardisation.apply(new int[] {3}))
                .withMessageStartingWith("c0 is 1.0E300 in example 3 (counted from 0), too far from the mean 2.0 and");
    }

    private static float[] standardised(double... column) {
        return Standardisation.of(table(1, column), rows(column.length), Scaling.EACH_COLUMN)
                .apply(rows(column.length));
    }

    private static Table table(int columns, double... values) {
        return new Table.Numbers(values, List.of("c0", "c1", "c2").subList(0, columns));
    }

    private static int[] rows(int count) {
        return IntStream.range(0, count).toArray();
    }
}
