package io.weightloom.program.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.program.ir.Operation.Order;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;

/** Products with few numbers, against sums over all; and that full ones are left to whom they were. */
class SparseRowsTests {

    private static final int ROWS = 70;
    private static final int WIDTH = 40;
    private static final int COLUMNS = 33;

    @ParameterizedTest
    @CsvSource({"PLAIN, 0, 1", "PLAIN, 1, 1", "PLAIN, 0, 2", "TRANSPOSED, 0, 1", "TRANSPOSED, 1, 1", "TRANSPOSED, 0, 2"
    })
    void fewNumbersGiveTheProductOfAll(Order order, double beta, int numbersInARow) {
        boolean[] full = {false};
        double worst = worst(order, beta, numbersInARow, full);

        assertThat(worst).isCloseTo(0, within(1e-5));
        assertThat(full[0]).isFalse();
    }

    @Test
    void moreNumbersAreMultipliedInFull() {
        boolean[] full = {false};
        worst(Order.PLAIN, 0, 6, full);

        assertThat(full[0]).isTrue();
    }

    @Test
    void rowsWithoutANumberGiveNothing() {
        assertThat(worst(Order.PLAIN, 1, 0, new boolean[1])).isZero();
        assertThat(worst(Order.TRANSPOSED, 0, 0, new boolean[1])).isZero();
        assertThat(worst(Order.TRANSPOSED, 1, 0, new boolean[1])).isZero();
    }

    /** The largest difference from the sum over all numbers; every third row has none, the others so many. */
    private static double worst(Order order, double beta, int numbers, boolean[] full) {
        boolean plain = order == Order.PLAIN;
        int m = plain ? ROWS : WIDTH;
        int k = plain ? WIDTH : ROWS;
        Random random = new Random(3);
        try (Arena arena = new Arena(DataType.FLOAT, ROWS * WIDTH + k * COLUMNS + m * COLUMNS)) {
            Elements a = arena.elements(0, ROWS * WIDTH);
            Elements b = arena.elements(ROWS * WIDTH, k * COLUMNS);
            Elements c = arena.elements(ROWS * WIDTH + k * COLUMNS, m * COLUMNS);
            for (int row = 0; row < ROWS; row++) {
                for (int number = 0; number < numbers && row % 3 > 0; number++) {
                    a.put(row * WIDTH + random.nextInt(WIDTH), 1 + random.nextDouble());
                }
            }
            b.put(random.doubles((long) k * COLUMNS, -1, 1).toArray());
            c.put(random.doubles((long) m * COLUMNS, -1, 1).toArray());
            double[] expected = c.toArray();
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < COLUMNS; j++) {
                    double sum = beta * expected[i * COLUMNS + j];
                    for (int l = 0; l < k; l++) {
                        sum += a.get(plain ? i * WIDTH + l : l * WIDTH + i) * b.get(l * COLUMNS + j);
                    }
                    expected[i * COLUMNS + j] = sum;
                }
            }

            SparseRows.product(
                            new Products.Sizes(m, COLUMNS, k, order, Order.PLAIN), a, b, beta, c, () -> full[0] = true)
                    .run();

            double worst = 0;
            for (int i = 0; i < expected.length; i++) {
                worst = Math.max(worst, Math.abs(expected[i] - c.get(i)));
            }
            return worst;
        }
    }
}
