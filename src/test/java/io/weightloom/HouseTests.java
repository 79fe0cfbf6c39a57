package io.weightloom;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.runner.Runner;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What is written and drawn of the map is what {@link ArchitectureTests} holds the code to; no classes know each other.
 */
class HouseTests {

    private static final Path SOURCES = Path.of("src", "main", "java");

    private static final Path DRAWING = Path.of("docs", "house.md");

    private static final Pattern QUOTED = Pattern.compile("`([a-z.]+)`");

    private static final Pattern ARROW =
            Pattern.compile("(?m)^ +(io\\.weightloom\\.\\S+) +-> (io\\.weightloom\\.\\S+)");

    private static final Map<String, Set<String>> CLASSES = classes();

    @Test
    void classesAreFreeOfCirclesButForSealedTypesAndTheirKinds() {
        Map<String, Set<String>> known = new TreeMap<>();
        CLASSES.forEach((from, all) ->
                known.put(from, all.stream().filter(to -> !permits(from, to)).collect(toCollection(TreeSet::new))));

        assertThat(Circles.in(known)).isEmpty();
    }

    @Test
    void classesHaveAtMost350LinesAndPackages40Files() throws IOException {
        Map<Path, Long> files = new TreeMap<>();
        try (Stream<Path> sources = Files.walk(SOURCES)) {
            for (Path source : sources.filter(Files::isRegularFile).toList()) {
                assertThat(text(source).lines().count()).as(source.toString()).isLessThanOrEqualTo(350);
                files.merge(source.getParent(), 1L, Long::sum);
            }
        }

        assertThat(files)
                .isNotEmpty()
                .allSatisfy((folder, number) -> assertThat(number).isLessThanOrEqualTo(40));
    }

    @Test
    void rowsNameWingsOfOtherFeaturesOnlyIfThoseMayBeKnownOutside() {
        House.all()
                .forEach((name, known) -> assertThat(known)
                        .filteredOn(other -> !House.feature(other).equals(House.feature(name)))
                        .as("known to " + name)
                        .allMatch(House::isKnownOutside));
    }

    @Test
    void rowsNameNothingThatIsNotUsed() {
        Map<String, Set<String>> used = used();

        House.all()
                .forEach((name, known) -> assertThat(used.getOrDefault(name, Set.of()))
                        .as("used by " + name)
                        .containsAll(known));
    }

    @Test
    void eachPackagesDocumentationSaysWhatItMayKnow() {
        House.all()
                .forEach((name, known) -> assertThat(words(SOURCES.resolve((House.ROOT + name).replace('.', '/'))
                                .resolve("package-info.java")))
                        .as(name)
                        .contains(House.sentence(known)));
    }

    @Test
    void theReadmeNamesEachPackageAndNoOther() {
        String reading = between(text(Path.of("README.md")), "## Reading the code", "### Adding a generator");

        Set<String> named = QUOTED.matcher(reading)
                .results()
                .map(match -> match.group(1))
                .filter(name -> !name.startsWith("io.weightloom"))
                .collect(toCollection(TreeSet::new));

        assertThat(named)
                .isEqualTo(new TreeSet<>(House.all().keySet().stream()
                        .filter(name -> !name.equals("runner"))
                        .toList()));
    }

    @Test
    void theDrawingIsWhatTheCodeHas() throws IOException {
        String drawing = drawing();
        Path written = Path.of("target", "house.md");
        Files.createDirectories(written.getParent());
        Files.writeString(written, drawing);

        assertThat(text(DRAWING))
                .as("docs/house.md; what it should be lies in target/house.md")
                .isEqualTo(drawing);
        assertThat(text(Path.of("README.md"))).contains(drawing.substring(drawing.indexOf("```mermaid")));
    }

    /** One arrow for each package that another knows, unless it is known through a third one as well. */
    private static String drawing() {
        Map<String, Set<String>> used = used();
        List<String> lines = new ArrayList<>(List.of(
                "# The house",
                "",
                "Who knows whom, drawn from the classes by `HouseTests`. An arrow that goes without saying, because there is a longer way, is left out.",
                "",
                "```mermaid",
                "flowchart TD"));
        draw(lines, "core", "the core: io.weightloom", House.core().keySet());
        draw(lines, "rooms", "the runner: io.weightloom.runner", House.runner().keySet());
        used.forEach((name, known) -> known.stream()
                .filter(other -> known.stream().noneMatch(third -> !third.equals(other) && reaches(used, third, other)))
                .forEach(other -> lines.add("  " + node(name) + " --> " + node(other))));
        lines.add("```");
        return String.join("\n", lines) + "\n";
    }

    private static void draw(List<String> lines, String name, String title, Set<String> packages) {
        lines.add("  subgraph " + name + " [" + title + "]");
        packages.forEach(each -> lines.add("    " + node(each) + "[" + each + "]"));
        lines.add("  end");
    }

    private static String node(String name) {
        return "p_" + name.replace('.', '_');
    }

    private static boolean reaches(Map<String, Set<String>> used, String from, String to) {
        return from.equals(to) || used.getOrDefault(from, Set.of()).stream().anyMatch(next -> reaches(used, next, to));
    }

    private static Map<String, Set<String>> used() {
        Map<String, Set<String>> used = new TreeMap<>();
        CLASSES.forEach((from, known) -> known.stream()
                .map(HouseTests::room)
                .filter(room -> !room.equals(room(from)))
                .forEach(room -> used.computeIfAbsent(room(from), name -> new TreeSet<>())
                        .add(room)));
        return used;
    }

    private static String room(String type) {
        return type.substring(House.ROOT.length(), type.lastIndexOf('.'));
    }

    /**
     * Outermost classes, with those that they or what is in them know; also what lambdas make of them, as jdeps sees
     * it.
     */
    private static Map<String, Set<String>> classes() {
        String compiled =
                Runner.class.getProtectionDomain().getCodeSource().getLocation().getPath();
        StringWriter out = new StringWriter();
        int code = ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(new PrintWriter(out), new PrintWriter(Writer.nullWriter()), "-v", "-filter:none", compiled);
        assertThat(code).as("exit code of jdeps").isZero();
        Map<String, Set<String>> known = new TreeMap<>();
        ARROW.matcher(out.toString()).results().forEach(arrow -> {
            String from = outermost(arrow.group(1));
            String to = outermost(arrow.group(2));
            if (!from.equals(to) && !from.contains("__")) { // the build writes those, of beans
                known.computeIfAbsent(from, name -> new TreeSet<>()).add(to);
            }
        });
        assertThat(known).isNotEmpty();
        return known;
    }

    private static String outermost(String type) {
        return type.split("\\$", -1)[0];
    }

    private static boolean permits(String from, String to) {
        try {
            Class<?> type = Class.forName(from, false, HouseTests.class.getClassLoader());
            return type.isSealed()
                    && Stream.of(type.getPermittedSubclasses())
                            .anyMatch(kind -> kind.getName().equals(to));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String between(String text, String begin, String end) {
        return text.substring(text.indexOf(begin), text.indexOf(end));
    }

    /** A documentation's words, without stars and breaks of lines. */
    private static String words(Path file) {
        return text(file).replaceAll("\\s+\\*?\\s*", " ");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
