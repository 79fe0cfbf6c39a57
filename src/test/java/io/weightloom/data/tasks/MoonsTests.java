package io.weightloom.data.tasks;

import static io.weightloom.data.raw.Raws.classes;
import static io.weightloom.data.raw.Raws.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.data.raw.Labels;
import io.weightloom.data.raw.RawExamples;
import io.weightloom.spec.SourceSpec;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MoonsTests {

    @Test
    void withoutNoiseEachMoonLiesOnItsHalfCircle() {
        RawExamples raw = new Moons(new SourceSpec.Moons(400, 0)).read(3);

        for (int i = 0; i < 400; i++) {
            double[] p = row(raw, i);
            boolean upper = classes(raw)[i] == 0;
            double radius = upper ? Math.hypot(p[0], p[1]) : Math.hypot(p[0] - 1, p[1] - 0.5);
            assertThat(radius).isCloseTo(1, within(1e-15 * 4)); // a few roundings of numbers around 1
            assertThat(upper ? p[1] >= 0 : p[1] <= 0.5).isTrue();
        }
    }

    @Test
    void pointsCoverTheWholeHalfCircleEvenly() {
        RawExamples raw = new Moons(new SourceSpec.Moons(4000, 0)).read(3);

        int[] quarters = new int[4];
        for (int i = 0; i < 4000; i += 2) {
            double[] p = row(raw, i);
            quarters[(int) (4 * Math.atan2(p[1], p[0]) / Math.PI)]++;
        }

        // 500 each, standard deviation sqrt(2000 / 4 * 3 / 4) = 19; four of them on either side
        assertThat(Arrays.stream(quarters).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(423, 577));
    }

    // A Python 3.11 reimplementation of generator and streams; math.cos and StrictMath.cos may differ in the last
    // place.
    @Test
    void pointsAreThoseOfAnIndependentImplementation() {
        RawExamples raw = new Moons(new SourceSpec.Moons(30, 0.1)).read(7);

        assertThat(row(raw, 0))
                .containsExactly(new double[] {-0.9462243571920044, -0.10984003919161472}, within(1e-14));
        assertThat(row(raw, 1))
                .containsExactly(new double[] {0.15524585270852023, -0.06041551990177989}, within(1e-14));
        assertThat(row(raw, 2)).containsExactly(new double[] {-1.1361612209253138, 0.2580144724093034}, within(1e-14));
    }

    @Test
    void noiseHasTheStandardDeviationThatIsAskedFor() {
        RawExamples raw = new Moons(new SourceSpec.Moons(20000, 0.25)).read(3);
        RawExamples clean = new Moons(new SourceSpec.Moons(20000, 0)).read(3);

        double squares = 0;
        for (int i = 0; i < 20000; i++) {
            double dx = row(raw, i)[0] - row(clean, i)[0];
            double dy = row(raw, i)[1] - row(clean, i)[1];
            squares += dx * dx + dy * dy;
        }

        // the estimate's relative standard deviation is 1 / sqrt(2 * 40,000) = 0.35 %; four of them
        assertThat(Math.sqrt(squares / 40000)).isCloseTo(0.25, within(0.0035));
    }

    @Test
    void classesAreEquallyLargeWithinOne() {
        RawExamples raw = new Moons(new SourceSpec.Moons(31, 0.1)).read(3);

        assertThat(((Labels.Classes) raw.labels()).counts()).containsExactly(16, 15);
    }
}
