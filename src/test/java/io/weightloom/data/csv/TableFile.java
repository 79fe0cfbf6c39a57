package io.weightloom.data.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.RawExamples;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.read.Yaml;
import io.weightloom.spec.settings.Binding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** A CSV file in a folder of its own, and specs that read it. */
record TableFile(Path folder, String name) {

    TableFile(Path folder) {
        this(folder, "t.csv");
    }

    Path path() {
        return folder.resolve(name);
    }

    /** The examples of a file with this text. */
    RawExamples read(String settings, String text) {
        write(name, text);
        return new CsvFile(source(settings)).read(0);
    }

    void write(String name, String text) {
        try {
            Files.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The source of a spec with these settings; the label is y and names classes unless they say something else. */
    SourceSpec.Csv source(String settings) {
        String label = settings.contains("label:") ? "" : ", label: y";
        String task = settings.contains("task:") ? "" : ", task: classification";
        return (SourceSpec.Csv) Binding.first(
                        Yaml.read("""
                experiments:
                  a:
                    data: {source: csv, file: '%s', %s%s%s}
                    target: {layers: [2, 1]}
                    hypernet: {generator: full, z-dim: 1}
                    training: {epochs: 1, batch-size: 2, learning-rate: 0.1}
                """.formatted(path(), settings, label, task)).get(0))
                .data()
                .source();
    }

    /** The names of the features. */
    List<String> names(RawExamples raw) {
        return IntStream.range(0, raw.features().columns())
                .mapToObj(column -> raw.features().name(column).replace(path() + ": ", ""))
                .toList();
    }

    /** Reading such a file tells exactly these faults, which call the file by its name alone. */
    void assertRefused(String settings, String text, String... faults) {
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> read(settings, text))
                .satisfies(failure -> assertThat(failure.faults())
                        .extracting(fault -> fault.message().replace(folder + "/", ""))
                        .containsExactly(faults));
    }
}
