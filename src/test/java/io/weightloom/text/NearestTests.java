package io.weightloom.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("locale")
class NearestTests {

    private static final Set<String> ZONES = ZoneId.getAvailableZoneIds();

    /** In the words of other languages, with letters left out, without its region, with another case. */
    @ParameterizedTest
    @CsvSource({
        "Europe/Wien, Europe/Vienna",
        "Europe/Rom, Europe/Rome",
        "Europe/Prag, Europe/Prague",
        "Europe/Moskau, Europe/Moscow",
        "Europe/Londn, Europe/London",
        "Vienna, Europe/Vienna",
        "new-york, America/New_York",
        "europe/vienna, Europe/Vienna"
    })
    void theFirstOfSeveralIsTheZoneThatWasMeant(String given, String meant) {
        assertThat(Nearest.several(given, ZONES)).first().isEqualTo(meant);
    }

    @Test
    void thereAreSeveralOnlyWhereOthersAreNearlyAsNear() {
        assertThat(Nearest.several("Europe/Viena", ZONES)).containsExactly("Europe/Vienna");
        assertThat(Nearest.several("Europe/Wien", ZONES))
                .containsExactly("Europe/Vienna", "Europe/Kiev", "Europe/Riga");
        assertThat(Nearest.several("Middle-earth/Bree", ZONES)).isEmpty();
    }

    @Test
    void theLastPartOfANameStandsForIt() {
        assertThat(Nearest.of("z-dim", List.of("hypernet.z-dim", "hypernet.hidden")))
                .contains("hypernet.z-dim");
        assertThat(Nearest.of("dim", List.of("hypernet.z-dim"))).isEmpty();
    }

    /** Commons Text 1.15.0 counts an edit for each letter outside ASCII, even of equal texts. */
    @Test
    void lettersOutsideAsciiAreLettersToo() {
        assertThat(Nearest.of("gröeß", List.of("gewicht", "größe"))).contains("größe");
        assertThat(Nearest.of("年齢別別数", List.of("年齢別数"))).contains("年齢別数");
    }
}
