package io.weightloom.data.tasks;

import static io.weightloom.data.raw.Raws.classes;
import static io.weightloom.data.raw.Raws.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightloom.data.raw.RawExamples;
import io.weightloom.spec.SourceSpec;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SpiralsTests {

    @Test
    void withoutNoiseTheAngleGrowsWithTheRadiusFromTheArmsOwnBeginning() {
        int arms = 3;
        double turns = 1.75;
        RawExamples raw = new Spirals(new SourceSpec.Spirals(300, arms, turns, 0)).read(5);

        for (int i = 0; i < 300; i++) {
            double[] p = row(raw, i);
            double radius = Math.hypot(p[0], p[1]);
            double expected = turns * radius + (double) classes(raw)[i] / arms; // revolutions
            double actual = Math.atan2(p[1], p[0]) / (2 * Math.PI);
            double apart = Math.abs(Math.IEEEremainder(expected - actual, 1));

            assertThat(radius).isBetween(0.0, 1.0);
            assertThat(apart).isLessThan(1e-14); // some roundings of numbers around 1
        }
    }

    @Test
    void radiiAreUniform() {
        RawExamples raw = new Spirals(new SourceSpec.Spirals(4000, 2, 1, 0)).read(5);

        int[] rings = new int[4];
        for (int i = 0; i < 4000; i++) {
            rings[(int) (4 * Math.hypot(row(raw, i)[0], row(raw, i)[1]))]++;
        }

        // 1000 each, standard deviation sqrt(4000 / 4 * 3 / 4) = 27; four of them on either side
        assertThat(Arrays.stream(rings).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(890, 1110));
    }

    // A Python 3.11 reimplementation of generator and streams; math.cos and StrictMath.cos may differ in the last
    // place.
    @Test
    void pointsAreThoseOfAnIndependentImplementation() {
        RawExamples raw = new Spirals(new SourceSpec.Spirals(30, 3, 1.5, 0.02)).read(7);

        assertThat(row(raw, 0)).containsExactly(new double[] {-0.9760356252183062, 0.05982688539339728}, within(1e-14));
        assertThat(row(raw, 1))
                .containsExactly(new double[] {-0.14295905252493402, -0.10888478115894469}, within(1e-14));
        assertThat(row(raw, 2)).containsExactly(new double[] {0.847579707266686, 0.2653676040939208}, within(1e-14));
    }

    @Test
    void moreExamplesLeaveTheFirstOnesAsTheyAre() {
        RawExamples few = new Spirals(new SourceSpec.Spirals(30, 3, 1.5, 0.1)).read(7);
        RawExamples many = new Spirals(new SourceSpec.Spirals(60, 3, 1.5, 0.1)).read(7);

        for (int i = 0; i < 30; i++) {
            assertThat(row(many, i)).isEqualTo(row(few, i));
        }
    }
}
