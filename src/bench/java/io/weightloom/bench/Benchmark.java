package io.weightloom.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * The benchmark: {@code mvn -q -Pbench -DskipTests verify}. What is measured, {@link Settings} says; what came out
 * stands on standard output and in {@code target/bench}: {@code cells.json}, where what was measured before stays until
 * it is measured again, and {@code kernels.json} of the kernels.
 */
public final class Benchmark {

    private Benchmark() {}

    public static void main(String[] args) throws Exception {
        Settings settings = Settings.read();
        Files.createDirectories(settings.folder());
        Report report = new Report(Machine.here(), Instant.now(), Machine.load());
        System.out.println(report.head());
        Path file = settings.folder().resolve("cells.json");
        try {
            for (String part : settings.parts()) {
                run(part, settings, report, file);
            }
        } catch (IllegalStateException e) { // an engine that computes something else, or a process that ended
            System.err.println(e.getMessage());
            System.exit(1);
        }
        if (!List.of("kernels", "objectives").containsAll(settings.parts())) {
            System.out.println("\n" + report.tables());
            System.out.println("\n" + file);
        }
    }

    /** What was measured is written as it comes: a part that fails later loses none of it. */
    private static void run(String part, Settings settings, Report report, Path file) throws Exception {
        Jvm jvm = new Jvm(settings);
        switch (part) {
            case "cells" -> {
                for (Cell cell : settings.cells()) {
                    System.out.println("Cell " + cell);
                    report.add(Load.under(1, () -> new CellBenchmark(settings, jvm).run(cell)));
                    report.write(file);
                }
            }
            case "trials" -> {
                System.out.println("Trials one after the other");
                report.trials(Load.under(1, () -> new TrialsBenchmark(settings, jvm).run()));
                report.write(file);
            }
            case "cost" -> {
                System.out.println("Trials of one step");
                report.cost(Load.under(1, () -> new CostBenchmark(settings, jvm).run()));
                report.write(file);
            }
            case "sweep" -> {
                System.out.println("Sweep");
                report.sweep(Load.under(2, () -> new SweepBenchmark(settings, jvm).run()));
                report.write(file);
            }
            case "objectives" -> {
                System.out.println("Cell C against labels and against a given network");
                new ObjectiveBenchmark(Cell.C, 100).run().forEach(cost -> System.out.println(cost.line()));
            }
            case "kernels" ->
                new Runner(new OptionsBuilder()
                                .include(settings.kernels())
                                .resultFormat(ResultFormatType.JSON)
                                .result(settings.folder()
                                        .resolve("kernels.json")
                                        .toString())
                                .build())
                        .run();
            default ->
                throw new IllegalArgumentException(
                        "No part '" + part + "'; there are cells, trials, cost, sweep, objectives, kernels");
        }
    }
}
