package io.weightloom.data.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.spec.read.SpecReader;
import java.util.List;
import org.junit.jupiter.api.Test;

class DataFaultTests {

    @Test
    void settingsAreThoseOfTheSpec() {
        assertThat(SpecReader.paths())
                .containsAll(List.of(DataFault.FILE, DataFault.LABEL, DataFault.IMAGES, DataFault.LABELS))
                .anyMatch(path -> path.startsWith(DataFault.DATA + "."));
    }
}
