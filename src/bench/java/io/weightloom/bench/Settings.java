package io.weightloom.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * How much is measured; system properties {@code bench.NAME}.
 *
 * @param parts of cells, trials, cost, sweep, objectives, kernels
 * @param cells those to measure
 * @param rounds in which the engines take turns, at least 1
 * @param seconds of each engine in a round
 * @param trials one after the other in one JVM, at least 50
 * @param sweeps how often the sweep is run, at least 1
 * @param kernels regular expression of the JMH benchmarks to run
 * @param folder for all that is written
 * @param libTorch folder of LibTorch's libraries
 */
record Settings(
        List<String> parts,
        List<Cell> cells,
        int rounds,
        double seconds,
        int trials,
        int sweeps,
        String kernels,
        Path folder,
        Path libTorch) {

    static Settings read() {
        return new Settings(
                List.of(System.getProperty("bench.parts", "cells,trials,cost,sweep")
                        .split(",", -1)),
                Arrays.stream(System.getProperty("bench.cells", "S,M,C,V,W,R1,R2,R3")
                                .split(",", -1))
                        .map(Cell::valueOf)
                        .toList(),
                Integer.getInteger("bench.rounds", 7),
                Double.parseDouble(System.getProperty("bench.seconds", "0.7")),
                Integer.getInteger("bench.trials", 500),
                Integer.getInteger("bench.sweeps", 2),
                System.getProperty("bench.kernels", ".*"),
                Path.of("target/bench"),
                Path.of("target/bench/libtorch"));
    }
}
