package io.weightloom.runner.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrialAddressTests {

    /** Two experiments: runs 4 and 2 of glyphs with twelve trials each, run 3 of moons with two. */
    private static final TrialSearch TWO = new TrialSearch(
            List.of(experiment("glyphs", 4, 2), experiment("moons", 3)),
            TrialAddressTests::trials,
            (run, number) -> {
                Long id = trials(run).get(number);
                return id == null ? OptionalLong.empty() : OptionalLong.of(id);
            },
            id -> id >= 1 && id <= 26);

    private static final TrialSearch ONE =
            new TrialSearch(TWO.experiments().subList(0, 1), TWO.ends(), TWO.ids(), TWO.exists());

    private static final TrialSearch NONE =
            new TrialSearch(List.of(), run -> trials(1, 0), (run, number) -> OptionalLong.empty(), id -> false);

    @ParameterizedTest
    @CsvSource({"17, 17", " 017 , 17", "glyphs/12/17, glyphs/12/17", "id:9, id:9", "Glyphs/1/1, Glyphs/1/1"})
    void whatIsAnAddressIsRead(String text, String read) {
        assertThat(TrialAddress.of(text)).map(Object::toString).contains(read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-1",
                "1.0",
                "seventeen",
                "glyphs",
                "glyphs/1",
                "/1/1",
                "glyphs/x/1",
                "a/b/1/1",
                "id:",
                "id:x",
                "1234567890",
                "\u0661"
            })
    void whatIsNoneIsNotGuessedAt(String text) {
        assertThat(TrialAddress.of(text)).isEmpty();
    }

    @Test
    void aNumberIsThatOfTheLatestRunOfTheOnlyExperiment() {
        assertThat(find(ONE, "12")).isEqualTo(new TrialFound.At(24));
        assertThat(find(TWO, "2", "moons", "other")).isEqualTo(new TrialFound.At(26));
    }

    @Test
    void runsAndRowsAreNamedInFull() {
        assertThat(find(TWO, "glyphs/2/12")).isEqualTo(new TrialFound.At(12));
        assertThat(find(TWO, "glyphs/2/12", "moons")).isEqualTo(new TrialFound.At(12));
        assertThat(find(TWO, "id:26")).isEqualTo(new TrialFound.At(26));
    }

    @Test
    void aNumberThatMayStandForSeveralIsAnsweredWithAllOfThem() {
        assertThat(why(TWO, "5"))
                .isEqualTo("may stand for a trial of several experiments; write one of glyphs/4/5 (trials 1 to 12),"
                        + " moons/3/5 (trials 1 to 2)");
    }

    @Test
    void whatIsNotThereIsAnsweredWithWhatIs() {
        assertThat(why(NONE, "1")).isEqualTo("names no trial: nothing was ever run in this database");
        assertThat(why(ONE, "13")).isEqualTo("names no trial of run 4 of glyphs, which has trials 1 to 12");
        assertThat(why(ONE, "0")).contains("names no trial of run 4");
        assertThat(why(TWO, "1", "spirals"))
                .isEqualTo(
                        "is a number in a run of spirals, which never ran in this database; what did: glyphs, moons");
        assertThat(why(TWO, "glyhps/4/1")).isEqualTo("names no experiment that ran; did you mean 'glyphs'?");
        assertThat(why(TWO, "glyphs/3/1")).isEqualTo("names no run of glyphs; its runs, latest first, are 4, 2");
        assertThat(why(TWO, "moons/3/3")).isEqualTo("names no trial of run 3 of moons, which has trials 1 to 2");
        assertThat(why(TWO, "id:27"))
                .isEqualTo("names no trial; the latest runs have id:13 to id:24 (glyphs/4), id:25 to id:26 (moons/3)");
    }

    private static String why(TrialSearch search, String address, String... meant) {
        return ((TrialFound.Missing) find(search, address, meant)).why();
    }

    private static TrialFound find(TrialSearch search, String address, String... meant) {
        return search.find(TrialAddress.of(address).orElseThrow(), Set.of(meant));
    }

    private static ExperimentSummary experiment(String name, long... runs) {
        return new ExperimentSummary(
                name,
                "",
                LongStream.of(runs)
                        .mapToObj(run -> new RunSummary(
                                run,
                                "completed",
                                "",
                                null,
                                1,
                                Instant.EPOCH,
                                Instant.EPOCH,
                                null,
                                0,
                                Map.of(),
                                null,
                                "",
                                0,
                                new ProgressReview(0, 0, null),
                                null))
                        .toList());
    }

    private static SortedMap<Integer, Long> trials(long run) {
        return run == 3 ? trials(25, 26) : trials(run == 2 ? 1 : 13, run == 2 ? 12 : 24);
    }

    private static SortedMap<Integer, Long> trials(long first, long last) {
        SortedMap<Integer, Long> trials = new TreeMap<>();
        for (long id = first; id <= last; id++) {
            trials.put((int) (id - first + 1), id);
        }
        return trials;
    }
}
