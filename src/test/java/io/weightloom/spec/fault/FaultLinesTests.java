package io.weightloom.spec.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaultLinesTests {

    @Test
    void aFaultToldManyTimesIsAFewLinesAndACountAndHidesNoOther() {
        List<Fault> faults = new ArrayList<>();
        IntStream.range(0, 3_000)
                .forEach(i -> faults.add(new Fault(
                        "a.yml:" + (7 + i / 1_000),
                        "experiments.a.values[%s]".formatted(i),
                        "is '%s' of %s".formatted("x".repeat(i % 7), i))));
        faults.add(1, new Fault("a.yml:7", "experiments.a.seed", "must be a number"));

        assertThat(FaultLines.of(faults))
                .containsExactly(
                        "a.yml:7: experiments.a.values[0] is '' of 0",
                        "a.yml:7: experiments.a.seed must be a number",
                        "a.yml:7: experiments.a.values[1] is 'x' of 1",
                        "a.yml:7: experiments.a.values[2] is 'xx' of 2",
                        "a.yml:7: experiments.a.values[3] is 'xxx' of 3",
                        "a.yml:7: experiments.a.values[4] is 'xxxx' of 4",
                        "a.yml:9: and 2,995 more like these, the last: experiments.a.values[2999] is 'xxx' of 2999");
    }

    @Test
    void aFewOfOneKindAreAllTold() {
        List<Fault> six = IntStream.range(0, 6)
                .mapToObj(i -> new Fault("a.yml:" + i, "seed", "is " + i))
                .toList();

        assertThat(FaultLines.of(six)).hasSize(6).doesNotContain("more");
    }

    @Test
    void manyKindsHaveAnEndToo() {
        List<Fault> faults = IntStream.range(0, 3_000)
                .mapToObj(i -> new Fault("a.yml:1", Integer.toString(i, 36).replaceAll("\\d", "z"), "is not known"))
                .distinct()
                .toList();

        List<String> lines = FaultLines.of(faults);

        assertThat(lines).hasSize(101);
        assertThat(lines.get(100)).matches("and [\\d,]+ more");
    }

    @Test
    void faultsOfTwoFilesAreTwoKinds() {
        List<Fault> faults = IntStream.range(1, 21)
                .mapToObj(i -> new Fault((i <= 10 ? "a.yml:" : "b.yml:") + i, "seed", "is " + i))
                .toList();

        assertThat(FaultLines.of(faults)).hasSize(12);
    }

    @Test
    void aFaultIsOneLineThatEnds() {
        assertThat(new Fault("a\u001b.yml:1", "key\n", "is '\r\nb.yml:1: FAKE'"))
                .hasToString("a\\x1b.yml:1: key\\n is '\\r\\nb.yml:1: FAKE'");
        assertThat(new Fault("a.yml:1", "key", "x".repeat(1_000_000)).toString())
                .hasSizeLessThan(4_100);
    }
}
