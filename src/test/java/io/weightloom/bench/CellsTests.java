package io.weightloom.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.weightloom.layout.Ledger;
import io.weightloom.network.Ledgers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The cells that the benchmark times are trainings that work, and each engine of this class path trains the same one.
 */
class CellsTests {

    private static final int STEPS = 20;

    /** Of the cells of thousands of operations, which SameDiff runs one by one. */
    private static final int FEW_STEPS = 4;

    /** Both compute in single precision. */
    private static final double PERCENT = 0.01;

    @ParameterizedTest
    @EnumSource
    void programAndSameDiffLoseTheSameAtEachStep(Cell cell) {
        try (Engine program = new ProgramEngine(cell);
                Engine reference = new SameDiffEngine(cell)) {
            double first = program.step();
            assertThat(first).isCloseTo(reference.step(), withinPercentage(PERCENT));
            double last = first;
            int steps = cell.design().steps() == 1 ? STEPS : FEW_STEPS;
            for (int step = 1; step < steps; step++) {
                last = program.step();
                assertThat(last)
                        .as("step " + step)
                        .isCloseTo(reference.step(), withinPercentage(100 * cell.tolerance()));
            }
            assertThat(last).isLessThan(first);
        }
    }

    @ParameterizedTest
    @CsvSource({"S, 82", "M, 25450", "C, 101770", "V, 12544", "W, 170496", "R1, 0", "R2, 99328", "R3, 99328"})
    void aDesignCountsAsTheNetworkDoes(Cell cell, int generated) {
        Ledger ledger = Ledgers.of(cell.trial().target(), cell.trial().weights());

        assertThat(cell.design().generated()).isEqualTo(generated);
        assertThat(ledger.generated()).isEqualTo(generated);
        assertThat(ledger.trainable()).isEqualTo(cell.design().trainable());
    }

    /** Ha, Dai, Le 2016, HyperNetworks, arXiv 1609.09106, section 4.1. */
    @Test
    void cellVMakesItsKernelOfAsManyNumbersAsThePaper() {
        Ledger ledger = Ledgers.of(Cell.V.trial().target(), Cell.V.trial().weights());

        assertThat(ledger.generator() + ledger.z()).isEqualTo(4244);
    }

    @Test
    void cellWMakesItsKernelsOfASeventhOfTheirNumbers() {
        Ledger ledger = Ledgers.of(Cell.W.trial().target(), Cell.W.trial().weights());

        assertThat(ledger.generator() + ledger.z()).isEqualTo(24_016);
        assertThat(Cell.W.design().generated() / 24_016.0).isBetween(7.0, 7.2);
    }

    /** By hand from the paper's equations: (X + H + 1) 4H + V (H + 1), and what the smaller cell takes beside that. */
    @ParameterizedTest
    @CsvSource({"R1, 107713", "R2, 144353", "R3, 145825"})
    void recurrentCellsTrainAsManyNumbersAsTheirEquationsSay(Cell cell, int trainable) {
        assertThat(cell.design().trainable()).isEqualTo(trainable);
    }
}
