package io.weightloom.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FileNamesTests {

    @Test
    void aLocaleThatCannotNameAFileIsToldWithWhatHelps() {
        assertThat(FileNames.reason("Zähler.csv", "ANSI_X3.4-1968", "Malformed input"))
                .isEqualTo("in this locale, Java cannot name files with such letters (sun.jnu.encoding=ANSI_X3.4-1968);"
                        + " start it with the environment variable LC_ALL=C.UTF-8");
    }

    @Test
    void anEncodingThatHasTheLettersIsNotToBlame() {
        assertThat(FileNames.reason("Zähler.csv", "UTF-8", "Nul character")).isEqualTo("Nul character");
        assertThat(FileNames.reason("digits.csv", "ANSI_X3.4-1968", "Nul character"))
                .isEqualTo("Nul character");
        assertThat(FileNames.reason("digits.csv", "", "Nul character")).isEqualTo("Nul character");
    }

    @Test
    void aNameThatNoFileCanHaveHasAReasonAndAnyOtherHasNone() {
        assertThat(FileNames.fault("a\0b")).contains("Nul character not allowed");
        assertThat(FileNames.fault("a b#c?.csv")).isEmpty();
    }
}
