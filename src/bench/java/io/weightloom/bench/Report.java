package io.weightloom.bench;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What was measured, as tables for a terminal and as JSON. */
final class Report {

    private final Machine machine;
    private final Instant date;
    private final double loadBefore;
    private final List<CellResult> cells = new ArrayList<>();
    private Optional<TrialsBenchmark.Result> trials = Optional.empty();
    private Optional<SweepBenchmark.Result> sweep = Optional.empty();

    private record EngineRow(CellResult cell, Kind kind, CellResult.Measured measured) {}

    private record Goal(String what, String goal, String reached, boolean met) {}

    Report(Machine machine, Instant date, double loadBefore) {
        this.machine = machine;
        this.date = date;
        this.loadBefore = loadBefore;
    }

    void add(CellResult cell) {
        cells.add(cell);
    }

    void set(TrialsBenchmark.Result result) {
        trials = Optional.of(result);
    }

    void set(SweepBenchmark.Result result) {
        sweep = Optional.of(result);
    }

    String head() {
        return format(
                "%s, %d cores, load %.1f; %s; %s; commit %s; %s; %s",
                machine.cpu(),
                machine.cores(),
                loadBefore,
                machine.os(),
                machine.jdk(),
                machine.commit(),
                machine.versions(),
                machine.environment());
    }

    String tables() {
        List<String> parts = new ArrayList<>();
        if (!cells.isEmpty()) {
            parts.add(engines());
            for (CellResult cell : cells) {
                parts.add(floor(cell));
            }
        }
        trials.ifPresent(result -> parts.add(format(
                "%d trials of S in one JVM: %.0f MB in memory after trial %d, %.0f MB after the last (%+.1f KB a trial)",
                result.trials(),
                result.early() / 1e6,
                ManyTrials.FIRST,
                result.late() / 1e6,
                result.bytesPerTrial() / 1e3)));
        sweep.ifPresent(result -> parts.add(format(
                "64 trials of S, 2,000 steps each: runner %s s, LibTorch in two processes %s s",
                result.runner(), result.libTorch())));
        parts.add(goals());
        return String.join("\n\n", parts);
    }

    void write(Path file) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("date", date.toString());
        json.put("commit", machine.commit());
        json.put("jdk", machine.jdk());
        json.put("versions", machine.versions());
        json.put("machine", Map.of("cpu", machine.cpu(), "cores", machine.cores(), "os", machine.os()));
        json.put("load", Map.of("before", loadBefore, "after", Machine.load()));
        json.put("environment", machine.environment());
        json.put("rows", rows().stream().map(Report::json).toList());
        trials.ifPresent(result -> json.put("trials", result));
        sweep.ifPresent(result -> json.put("sweep", result));
        json.put("goals", reached());
        JsonMapper mapper =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        Files.writeString(file, mapper.writeValueAsString(json) + "\n");
    }

    private static Map<String, Object> json(EngineRow row) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("cell", row.cell().cell().name());
        json.put("engine", row.kind().label());
        json.put("medianMicroseconds", row.measured().median());
        json.put("medianCoreMicroseconds", row.measured().cpuMedian());
        json.put("floorMicroseconds", row.cell().floorMicros());
        json.put("rounds", row.measured().micros());
        json.put("bytesPerStepAfterTheFirstHundred", row.measured().early());
        json.put("bytesPerStepAtFullSpeed", row.measured().late());
        json.put("fullSpeed", row.measured().fullSpeed());
        json.put(
                "floor",
                Map.of(
                        "bytes", row.cell().floor().bytes(),
                        "operations", row.cell().floor().operations(),
                        "bytesPerSecond", row.cell().bandwidth(),
                        "operationsPerSecond", row.cell().gemmRate()));
        return json;
    }

    private List<EngineRow> rows() {
        return cells.stream()
                .flatMap(cell -> cell.engines().entrySet().stream()
                        .map(engine -> new EngineRow(cell, engine.getKey(), engine.getValue())))
                .toList();
    }

    private String engines() {
        List<ColumnData<EngineRow>> columns = List.of(
                left("cell", row -> row.cell().cell().name()),
                left("engine", row -> row.kind().label()),
                right("us/step", row -> format("%,.1f", row.measured().median())),
                right(
                        "from - to",
                        row -> format(
                                "%,.1f - %,.1f",
                                row.measured().micros().stream()
                                        .min(Double::compare)
                                        .orElseThrow(),
                                row.measured().micros().stream()
                                        .max(Double::compare)
                                        .orElseThrow())),
                right("/ program", row -> format("%.2f", row.cell().ratio(row.kind()))),
                right("core us", row -> format("%,.1f", row.measured().cpuMedian())),
                right("/ program", row -> format("%.2f", row.cell().coreRatio(row.kind()))),
                right("floor us", row -> format("%,.1f", row.cell().floorMicros())),
                right(
                        "share of it",
                        row -> format(
                                "%.0f %%",
                                100 * row.cell().floorMicros() / row.measured().median())),
                right(
                        "heap B/step 101-",
                        row -> format("%,.0f", row.measured().early().heap())),
                right("later", row -> format("%,.0f", row.measured().late().heap())),
                right(
                        "native B/step 101-",
                        row -> format("%,.1f", row.measured().early().held())),
                right("later", row -> format("%,.1f", row.measured().late().held())),
                right("resident", row -> format("%,.1f", row.measured().late().resident())),
                right(
                        "full speed after",
                        row -> format("%,d", row.measured().fullSpeed().steps())),
                right("s", row -> format("%.2f", row.measured().fullSpeed().seconds())));
        return AsciiTable.builder()
                .border(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS_NO_OUTSIDE_BORDER)
                .data(rows(), columns)
                .asString();
    }

    private static String floor(CellResult cell) {
        return format(
                "Floor of %s: %.2f MB at %.1f GB/s = %.1f us; %.2f million operations at %.1f G/s = %.1f us",
                cell.cell(),
                cell.floor().bytes() / 1e6,
                cell.bandwidth() / 1e9,
                1e6 * cell.floor().bytes() / cell.bandwidth(),
                cell.floor().operations() / 1e6,
                cell.gemmRate() / 1e9,
                1e6 * cell.floor().operations() / cell.gemmRate());
    }

    private String goals() {
        List<ColumnData<Goal>> columns = List.of(
                left("goal", Goal::what),
                right("wanted", Goal::goal),
                right("reached", Goal::reached),
                left("", goal -> goal.met() ? "yes" : "no"));
        return AsciiTable.builder()
                .border(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS_NO_OUTSIDE_BORDER)
                .data(reached(), columns)
                .asString();
    }

    private List<Goal> reached() {
        List<Goal> goals = new ArrayList<>();
        for (CellResult cell : cells) {
            double wanted = switch (cell.cell()) {
                case S -> 5;
                case M -> 4;
                case C -> 1.3;
                case V -> 1;
            };
            goals.add(atLeast(cell.cell() + ": LibTorch / program", wanted, cell.ratio(Kind.LIBTORCH)));
            if (cell.cell() == Cell.S) {
                goals.add(atLeast("S: SameDiff.fit / program", 20, cell.ratio(Kind.SAMEDIFF)));
                double seconds = cell.engines().get(Kind.PROGRAM).fullSpeed().seconds();
                goals.add(atMost("S: seconds of steps to full speed", 2, seconds));
            }
            CellResult.Allocation allocation = cell.engines().get(Kind.PROGRAM).early();
            goals.add(atMost(cell.cell() + ": heap bytes per step, after the first hundred", 200, allocation.heap()));
            goals.add(atMost(cell.cell() + ": native bytes per step, the same", 0, allocation.held()));
        }
        trials.ifPresent(
                result -> goals.add(atMost("memory after the last trial / after trial 50", 1.1, result.ratio())));
        sweep.ifPresent(result -> goals.add(atMost("sweep: runner / LibTorch", 1.0 / 3, result.ratio())));
        return goals;
    }

    private static Goal atLeast(String what, double wanted, double reached) {
        return new Goal(what, format("at least %.1f", wanted), format("%.2f", reached), reached >= wanted);
    }

    private static Goal atMost(String what, double wanted, double reached) {
        return new Goal(what, format("at most %.2f", wanted), format("%.2f", reached), reached <= wanted);
    }

    private static <T> ColumnData<T> left(String header, Function<T, String> text) {
        return new Column()
                .header(header)
                .headerAlign(HorizontalAlign.LEFT)
                .dataAlign(HorizontalAlign.LEFT)
                .with(text);
    }

    private static <T> ColumnData<T> right(String header, Function<T, String> text) {
        return new Column()
                .header(header)
                .headerAlign(HorizontalAlign.RIGHT)
                .dataAlign(HorizontalAlign.RIGHT)
                .with(text);
    }

    private static String format(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
