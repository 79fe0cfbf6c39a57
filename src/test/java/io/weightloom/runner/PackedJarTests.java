package io.weightloom.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackedJarTests {

    private static final String A = "lib/a.jar";
    private static final String B = "lib/b.jar";

    @TempDir
    Path folder;

    @Test
    void anEntryIsFoundInWhicheverJarItIsAndReadAsItWasWritten() throws IOException {
        String long1 = "one ".repeat(10_000);
        PackedJar jar = jar(Map.of("x/One.class", long1), Map.of("y/Two.class", "two", "äöü.txt", "letters"));

        assertThat(text(jar, "x/One.class")).isEqualTo(long1);
        assertThat(text(jar, "y/Two.class")).isEqualTo("two");
        assertThat(text(jar, "äöü.txt")).isEqualTo("letters");
        assertThat(text(jar, "own/Class.class")).isEqualTo("own");
        assertThat(jar.find("x/Two.class")).isEqualTo(-1);
        assertThat(jar.find("classes/own/Class.class")).isEqualTo(-1);
        assertThat(jar.entry(jar.find("x/One.class")).bytes()).isEqualTo(long1.length());
    }

    @Test
    void whatSeveralJarsHaveComesInTheOrderOfTheClassPath() throws IOException {
        PackedJar jar = jar(Map.of("META-INF/services/s", "a"), Map.of("META-INF/services/s", "b"));

        List<PackedJar.Entry> all = jar.all("META-INF/services/s");

        assertThat(all).extracting(entry -> jar.name(entry.part())).containsExactly(A, B);
        assertThat(text(jar, "META-INF/services/s")).isEqualTo("a");
        assertThat(new String(jar.bytes(all.get(1).number()), StandardCharsets.UTF_8))
                .isEqualTo("b");
    }

    @Test
    void aClassForThisReleaseOfJavaStandsForTheOneForAll() throws IOException {
        Map<String, String> versions = Map.of(
                "x/X.class", "for all",
                "META-INF/versions/11/x/X.class", "for 11",
                "META-INF/versions/16/x/X.class", "for 16",
                "META-INF/versions/99/x/X.class", "for 99");
        Map<String, String> said = new LinkedHashMap<>(versions);
        said.put("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\r\nMulti-Release: true\r\n");

        assertThat(text(jar(said, Map.of()), "x/X.class")).isEqualTo("for 16");
        assertThat(jar(said, Map.of()).all("x/X.class")).hasSize(1);
        assertThat(text(jar(versions, Map.of()), "x/X.class")).as("not said so").isEqualTo("for all");
    }

    @Test
    void aJarThatIsPackedOtherwiseIsNotTakenForAnother() throws IOException {
        Path file = folder.resolve("packed.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry(A)); // compressed once more
            zip.write(zip(Map.of("x", "y")));
        }

        assertThatThrownBy(() -> new PackedJar(file, List.of(A)))
                .isInstanceOf(ZipException.class)
                .hasMessage("lib/a.jar is not stored in the jar");
        assertThatThrownBy(() -> new PackedJar(Files.write(folder.resolve("text"), new byte[100]), List.of(A)))
                .isInstanceOf(ZipException.class);
        assertThat(PackedClasses.inPlaceOf(PackedJarTests.class.getClassLoader()))
                .isEmpty();
    }

    private static String text(PackedJar jar, String name) throws IOException {
        return new String(jar.bytes(jar.find(name)), StandardCharsets.UTF_8);
    }

    private PackedJar jar(Map<String, String> a, Map<String, String> b) throws IOException {
        Path file = Files.createTempFile(folder, "outer", ".jar");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("classes/own/Class.class"));
            zip.write("own".getBytes(StandardCharsets.UTF_8));
            store(zip, A, zip(a));
            store(zip, B, zip(b));
            zip.setComment("not the last bytes, then");
        }
        return new PackedJar(file, List.of("classes/", A, B));
    }

    private static void store(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        CRC32 sum = new CRC32();
        sum.update(bytes);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(sum.getValue());
        zip.putNextEntry(entry);
        zip.write(bytes);
    }

    private static byte[] zip(Map<String, String> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }
}
