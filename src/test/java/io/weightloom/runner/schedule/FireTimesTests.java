package io.weightloom.runner.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.spec.CronSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("locale")
class FireTimesTests {

    private static final ZoneId VIENNA = ZoneId.of("Europe/Vienna");

    @Test
    void firesAreReadInTheZoneOfTheSchedule() {
        FireTimes nightly = fireTimes("0 0 2 * * *", VIENNA);

        assertThat(nightly.after(Instant.parse("2026-11-20T00:59:59Z"))).isEqualTo("2026-11-20T01:00:00Z");
        assertThat(nightly.after(Instant.parse("2026-07-20T00:00:00Z"))).isEqualTo("2026-07-21T00:00:00Z");
    }

    @Test
    void aFireTimeComesAfterTheInstantNeverAtIt() {
        FireTimes nightly = fireTimes("0 0 2 * * *", VIENNA);

        assertThat(nightly.after(Instant.parse("2026-11-20T01:00:00Z"))).isEqualTo("2026-11-21T01:00:00Z");
    }

    @Test
    void aScheduleThatNeverFiresHasNoNextTime() {
        Instant now = Instant.parse("2026-11-20T01:00:00Z");

        assertThat(fireTimes("0 0 0 30 2 *", VIENNA).after(now)).isEqualTo(Instant.MAX);
        assertThat(fireTimes("0 0 * 30 2 *", VIENNA).after(now)).isEqualTo(Instant.MAX);
    }

    /** On 31 October 2027 Vienna's clocks show 02:00 twice, and on 28 March 2027 they jump from 02:00 to 03:00. */
    @Test
    void aNightWithTwoTwosHasOneFireTimeAndANightWithoutHasOneToo() {
        FireTimes nightly = fireTimes("0 0 2 * * *", VIENNA);

        assertThat(following(nightly, "2027-10-30T12:00:00Z", 2))
                .containsExactly("2027-10-31T00:00:00Z", "2027-11-01T01:00:00Z");
        assertThat(nightly.after(Instant.parse("2027-10-31T00:30:00Z")))
                .as("between the two")
                .isEqualTo("2027-11-01T01:00:00Z");
        assertThat(following(nightly, "2027-03-27T12:00:00Z", 2))
                .containsExactly("2027-03-28T01:00:00Z", "2027-03-29T00:00:00Z");
    }

    @Test
    void timesWithinOneGapAndItsEndAreOneFireTime() {
        FireTimes times = fireTimes("0 */20 2,3 * * *", VIENNA);

        assertThat(following(times, "2027-03-28T00:00:00Z", 4))
                .containsExactly(
                        "2027-03-28T01:00:00Z", // 02:00, 02:20, 02:40 and 03:00
                        "2027-03-28T01:20:00Z",
                        "2027-03-28T01:40:00Z",
                        "2027-03-29T00:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "0-23", "*/1", "0/1"})
    void everyHourIsEveryHourWhateverClocksShow(String hours) {
        FireTimes hourly = fireTimes("0 0 " + hours + " * * *", VIENNA);

        for (Instant time = Instant.parse("2027-01-01T00:00:00Z"), next;
                time.isBefore(Instant.parse("2028-01-01T00:00:00Z"));
                time = next) {
            next = hourly.after(time);
            assertThat(Duration.between(time, next)).isEqualTo(Duration.ofHours(1));
        }
    }

    /** Two in the night is among these hours; only times of the day fire in the gap and once in the overlap. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    *                                  | beat
                    */2                                | beat
                    0-23                               | beat
                    0/1                                | beat
                    0/2                                | time of day
                    0-23/2                             | time of day
                    2/12                               | time of day
                    */8,2                              | time of day
                    2,*/8                              | time of day
                    0,2,4,6,8,10,12,14,16,18,20,22     | time of day
                    0-22                               | time of day
                    2                                  | time of day
                    2,14                               | time of day
                    2,8,14,20                          | time of day
                    0-5                                | time of day
                    0-5/2                              | time of day
                    2/24                               | time of day
                    2-22/23                            | time of day
                    """)
    void whatBeatsIsToldFromTimesOfTheDayByTheHours(String hours, String kind) {
        FireTimes times = fireTimes("0 0 " + hours + " * * *", VIENNA);
        boolean beats = kind.equals("beat");

        assertThat(fires(times, "2027-10-31T00:00:00Z")).isTrue();
        assertThat(fires(times, "2027-10-31T01:00:00Z"))
                .as("the second time round")
                .isEqualTo(beats);
        boolean atThree = List.of("*", "0-23", "0/1", "0-22", "0-5").contains(hours);
        assertThat(fires(times, "2027-03-28T01:00:00Z")).as("the gap's end").isEqualTo(!beats || atThree);
    }

    @Test
    void aMacroIsWhatItStandsFor() {
        ZoneId santiago = ZoneId.of("America/Santiago"); // clocks jump at midnight, on 5 September 2027 at 04:00 UTC
        FireTimes daily = fireTimes("@daily", santiago);

        assertThat(following(daily, "2027-09-04T12:00:00Z", 2))
                .containsExactly("2027-09-05T04:00:00Z", "2027-09-06T03:00:00Z");
        assertThat(fires(fireTimes("@hourly", VIENNA), "2027-10-31T01:00:00Z")).isTrue();
    }

    /** A schedule, and the same in Java. */
    private record Schedule(String cron, boolean beats, Predicate<LocalDateTime> matches) {
        @Override
        public String toString() {
            return cron;
        }
    }

    private static final List<Schedule> SCHEDULES = List.of(
            new Schedule("0 0 2 * * *", false, t -> t.getHour() == 2 && t.getMinute() == 0),
            new Schedule("0 15 0,1,2 * * *", false, t -> t.getHour() <= 2 && t.getMinute() == 15),
            new Schedule("0 0 0 * * *", false, t -> t.getHour() == 0 && t.getMinute() == 0),
            new Schedule("0 */20 1-3 * * *", false, t -> Math.abs(t.getHour() - 2) <= 1 && t.getMinute() % 20 == 0),
            new Schedule(
                    "0 30 2 * * SUN",
                    false,
                    t -> t.getDayOfWeek().getValue() == 7 && t.getHour() == 2 && t.getMinute() == 30),
            new Schedule("0 0 0 30 * *", false, t -> t.getDayOfMonth() == 30 && t.getHour() == 0 && t.getMinute() == 0),
            new Schedule("0 */30 * * * *", true, t -> t.getMinute() % 30 == 0),
            new Schedule("0 0 */2 * * *", true, t -> t.getHour() % 2 == 0 && t.getMinute() == 0),
            new Schedule("0 45 1/2 * * *", false, t -> t.getHour() % 2 == 1 && t.getMinute() == 45));

    static Stream<ZoneId> zones() {
        return Stream.of(
                        "Europe/Vienna", // an hour, at two and three in the night
                        "America/New_York",
                        "Australia/Lord_Howe", // half an hour
                        "Africa/Casablanca", // back for Ramadan, forward after it
                        "Asia/Kathmandu", // a quarter of an hour, in 1986; none since
                        "America/Santiago", // at midnight
                        "Pacific/Apia", // no 30 December 2011
                        "UTC")
                .map(ZoneId::of);
    }

    @ParameterizedTest
    @MethodSource("zones")
    void allFireTimesOfYearsAreThoseOfASlowObviousLoop(ZoneId zone) {
        List<Integer> years = "full".equals(System.getProperty("proofs"))
                ? Stream.iterate(1985, year -> year <= 2040, year -> year + 1).toList()
                : List.of(zone.getId().equals("Asia/Kathmandu") ? 1985 : 2011, 2027);
        for (int year : years) {
            LocalDateTime begin = LocalDateTime.of(year, 1, 1, 12, 0);
            LocalDateTime end = begin.plusYears(1);
            for (Schedule schedule : SCHEDULES) {
                FireTimes times = fireTimes(schedule.cron, zone);
                List<Instant> expected = schedule.beats
                        ? beats(schedule, zone.getRules(), begin, end)
                        : timesOfTheDay(schedule, zone.getRules(), begin, end);

                List<Instant> found = Stream.iterate(
                                times.after(begin.atZone(zone).toInstant()), times::after)
                        .limit(expected.size())
                        .toList();

                assertThat(found).as("%s in %s, %d", schedule, zone, year).isEqualTo(expected);
            }
        }
    }

    /** Goes through local times minute by minute, whether clocks show them or not. */
    private static List<Instant> timesOfTheDay(
            Schedule schedule, ZoneRules rules, LocalDateTime begin, LocalDateTime end) {
        TreeSet<Instant> fires = new TreeSet<>();
        for (LocalDateTime time = begin.plusMinutes(1); time.isBefore(end); time = time.plusMinutes(1)) {
            if (schedule.matches.test(time)) {
                LocalDateTime shown = time;
                while (rules.getValidOffsets(shown).isEmpty()) {
                    shown = shown.plusMinutes(1);
                }
                Instant first = Instant.MAX;
                for (ZoneOffset offset : rules.getValidOffsets(shown)) {
                    Instant one = shown.toInstant(offset);
                    first = one.isBefore(first) ? one : first;
                }
                fires.add(first);
            }
        }
        return List.copyOf(fires);
    }

    /** Goes through time itself minute by minute, and looks at the clock. */
    private static List<Instant> beats(Schedule schedule, ZoneRules rules, LocalDateTime begin, LocalDateTime end) {
        TreeSet<Instant> fires = new TreeSet<>();
        Instant last = end.toInstant(rules.getOffset(end));
        for (Instant time = begin.toInstant(rules.getOffset(begin)).plusSeconds(60);
                time.isBefore(last);
                time = time.plusSeconds(60)) {
            if (schedule.matches.test(LocalDateTime.ofInstant(time, rules.getOffset(time)))) {
                fires.add(time);
            }
        }
        return List.copyOf(fires);
    }

    private static boolean fires(FireTimes times, String at) {
        Instant time = Instant.parse(at);
        return times.after(time.minusMillis(1)).equals(time);
    }

    private static List<String> following(FireTimes times, String after, int count) {
        return Stream.iterate(times.after(Instant.parse(after)), times::after)
                .limit(count)
                .map(Instant::toString)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "* * * * * *,   2026-11-20T00:00:00Z, 2026-11-20T07:00:00.5Z, 2026-11-20T07:00:00Z",
        "0 0 2 * * *,   2026-11-20T00:00:00Z, 2027-11-20T00:59:59Z,   2027-11-19T01:00:00Z",
        "0 0 2 * * *,   2026-11-20T01:00:00Z, 2026-11-21T00:59:59Z,",
        "0 0 2 * * *,   2026-11-20T00:59:59Z, 2026-11-20T01:00:00Z,   2026-11-20T01:00:00Z",
        "0 0 0 1 1 *,   2020-06-01T00:00:00Z, 2026-11-20T00:00:00Z,   2025-12-31T23:00:00Z",
        "0 0 0 30 2 *,  2020-06-01T00:00:00Z, 2026-11-20T00:00:00Z,",
        "0 0 2 * * *,   2026-10-24T12:00:00Z, 2026-10-25T12:00:00Z,   2026-10-25T00:00:00Z"
    })
    void theLastFireTimeOfASpanIsFoundHoweverOftenOrSeldomItFires(
            String cron, Instant after, Instant until, @Nullable Instant last) {
        assertThat(fireTimes(cron, VIENNA).last(after, until)).isEqualTo(Optional.ofNullable(last));
    }

    private static FireTimes fireTimes(String cron, ZoneId zone) {
        return new FireTimes(new CronSpec(cron, zone, CronSpec.Overlap.QUEUE, CronSpec.Misfire.SKIP));
    }
}
