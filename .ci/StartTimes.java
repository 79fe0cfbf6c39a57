import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How long experiments/seed.yml takes to begin and to end, with java -jar and with bin/weightloom in turn, each in a folder of
 * its own: java .ci/StartTimes.java [ROUNDS [JAR_TO_COMPARE_WITH]]. The archive and the natives are there before it counts.
 * Needs GNU time for the processor's seconds. On a busy machine only those say something.
 */
public class StartTimes {

    private record Times(double begins, double end, double processor) {}

    public static void main(String[] args) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
        Map<String, List<String>> commands = new LinkedHashMap<>();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        commands.put("java -jar", List.of(java, "-jar", Path.of("target/runner.jar").toAbsolutePath().toString()));
        commands.put("bin/weightloom", List.of(Path.of("bin/weightloom").toAbsolutePath().toString()));
        if (args.length > 1) {
            commands.put(args[1], List.of(java, "-jar", Path.of(args[1]).toAbsolutePath().toString()));
        }
        for (List<String> command : commands.values()) {
            run(command);
        }
        Map<String, List<Times>> times = new LinkedHashMap<>();
        double before = load();
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<String, List<String>> command : commands.entrySet()) {
                times.computeIfAbsent(command.getKey(), name -> new ArrayList<>()).add(run(command.getValue()));
            }
        }
        System.out.printf(Locale.ROOT, "JDK %s, %d rounds, load %.1f before and %.1f after; medians (least, most), s%n",
                Runtime.version(), rounds, before, load());
        times.forEach((name, all) -> System.out.printf("%-16s begins %s  ends %s  processor %s%n", name,
                median(all.stream().map(Times::begins)), median(all.stream().map(Times::end)),
                median(all.stream().map(Times::processor))));
    }

    private static Times run(List<String> command) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("start");
        Files.createDirectory(folder.resolve("experiments"));
        Files.copy(Path.of("experiments/seed.yml"), folder.resolve("experiments/seed.yml"));
        List<String> whole = new ArrayList<>(List.of("/usr/bin/time", "-f", "%U %S", "-o", "times"));
        whole.addAll(command);
        whole.addAll(List.of("--spring.config.location=experiments/seed.yml", "--runner.exit-when-done=true",
                "--server.port=0"));
        ProcessBuilder process = new ProcessBuilder(whole).directory(folder.toFile()).redirectErrorStream(true);
        process.environment().put("WEIGHTLOOM_ARCHIVE", "now");
        process.environment().put("JAVA_HOME", System.getProperty("java.home"));
        long start = System.nanoTime();
        Process running = process.start();
        double begins = Double.NaN;
        StringBuilder said = new StringBuilder();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(running.getInputStream()))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.append(line).append('\n');
                if (Double.isNaN(begins) && line.contains("begins")) {
                    begins = (System.nanoTime() - start) / 1e9;
                }
            }
        }
        if (running.waitFor() != 0) {
            throw new IllegalStateException(command + " ended with " + running.exitValue() + "\n" + said);
        }
        double end = (System.nanoTime() - start) / 1e9;
        double processor = Stream.of(Files.readString(folder.resolve("times")).trim().split(" "))
                .mapToDouble(Double::parseDouble).sum();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted((a, b) -> b.compareTo(a)).forEach(file -> file.toFile().delete());
        }
        return new Times(begins, end, processor);
    }

    private static String median(Stream<Double> values) {
        List<Double> sorted = values.sorted().toList();
        return String.format(Locale.ROOT, "%.2f (%.2f, %.2f)", sorted.get(sorted.size() / 2), sorted.get(0),
                sorted.get(sorted.size() - 1));
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }
}
