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
import java.util.function.Predicate;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What was measured, as tables for a terminal and as JSON. */
final class Report {

    private final Machine machine;
    private final Instant date;
    private final double loadBefore;
    private final List<Load.Under<CellResult>> cells = new ArrayList<>();
    private Optional<Load.Under<TrialsBenchmark.Result>> trials = Optional.empty();
    private Optional<Load.Under<CostBenchmark.Result>> cost = Optional.empty();
    private Optional<Load.Under<SweepBenchmark.Result>> sweep = Optional.empty();

    private record EngineRow(CellResult cell, Kind kind, CellResult.Measured measured, Load load) {}

    /** @param met "yes", "no", or why that cannot be told */
    private record Goal(String what, String goal, String reached, String met) {}

    Report(Machine machine, Instant date, double loadBefore) {
        this.machine = machine;
        this.date = date;
        this.loadBefore = loadBefore;
    }

    void add(Load.Under<CellResult> cell) {
        cells.add(cell);
    }

    void trials(Load.Under<TrialsBenchmark.Result> result) {
        trials = Optional.of(result);
    }

    void cost(Load.Under<CostBenchmark.Result> result) {
        cost = Optional.of(result);
    }

    void sweep(Load.Under<SweepBenchmark.Result> result) {
        sweep = Optional.of(result);
    }

    String head() {
        return format(
                "%s, %d cores, load %.1f; %s; %s; %s; %s; commit %s; %s; %s",
                machine.cpu(),
                machine.cores(),
                loadBefore,
                String.join(" ", machine.flags()),
                machine.kernels(),
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
            for (Load.Under<CellResult> cell : cells) {
                parts.add(floor(cell.result()));
            }
        }
        trials.ifPresent(of -> parts.add(format(
                "%d trials of S in one JVM: %.0f MB in memory after trial %d, %.0f MB after the last (%+.1f KB a trial); load %s",
                of.result().trials(),
                of.result().early() / 1e6,
                ManyTrials.FIRST,
                of.result().late() / 1e6,
                of.result().bytesPerTrial() / 1e3,
                text(of.load()))));
        cost.ifPresent(of -> parts.add(format(
                "%d trials of one step of S, one worker, warm: %.1f ms each; load %s",
                of.result().trials(), of.result().millis(), text(of.load()))));
        sweep.ifPresent(of -> parts.add(format(
                "64 trials of S, 2,000 steps each: runner %s s, by bin/weightloom %s s, LibTorch in two processes %s s; load %s",
                of.result().runner(), of.result().launcher(), of.result().libTorch(), text(of.load()))));
        parts.add(goals());
        return String.join("\n\n", parts);
    }

    private static String text(Load load) {
        return format("%.1f, %.1f, %.1f", load.before(), load.during(), load.after());
    }

    /**
     * Writes what was measured; what the file holds of other cells and parts stays, with the date and commit it is of.
     */
    void write(Path file) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        List<String> measured =
                cells.stream().map(of -> of.result().cell().name()).toList();
        List<Object> rows = new ArrayList<>();
        List<Object> goals = new ArrayList<>();
        List<Goal> reached = reached();
        if (Files.exists(file)) {
            Map<?, ?> before = new JsonMapper().readValue(Files.readString(file), Map.class);
            before.forEach((name, value) -> json.put(String.valueOf(name), value));
            kept(before.get("rows"), row -> !measured.contains(row.get("cell")), rows);
            kept(
                    before.get("goals"),
                    goal -> reached.stream().noneMatch(own -> own.what().equals(goal.get("what"))),
                    goals);
        }
        json.put("date", date.toString());
        json.put("commit", machine.commit());
        json.put("jdk", machine.jdk());
        json.put("versions", machine.versions());
        json.put(
                "machine",
                Map.of(
                        "cpu", machine.cpu(),
                        "flags", machine.flags(),
                        "kernels", machine.kernels(),
                        "cores", machine.cores(),
                        "os", machine.os()));
        json.put("load", Map.of("before", loadBefore, "after", Machine.load()));
        json.put("environment", machine.environment());
        rows().stream().map(this::json).forEach(rows::add);
        json.put("rows", rows);
        trials.ifPresent(of -> json.put("trials", part(of)));
        cost.ifPresent(of -> json.put("cost", part(of)));
        sweep.ifPresent(of -> json.put("sweep", part(of)));
        goals.addAll(reached);
        json.put("goals", goals);
        JsonMapper mapper =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        Files.writeString(file, mapper.writeValueAsString(json) + "\n");
    }

    private static void kept(Object before, Predicate<Map<?, ?>> stays, List<Object> into) {
        if (before instanceof List<?> list) {
            list.stream()
                    .filter(each -> each instanceof Map<?, ?> map && stays.test(map))
                    .forEach(into::add);
        }
    }

    private Map<String, Object> part(Load.Under<?> of) {
        Map<String, Object> json = provenance(of.load());
        json.put("result", of.result());
        return json;
    }

    private Map<String, Object> provenance(Load load) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("date", date.toString());
        json.put("commit", machine.commit());
        json.put("kernels", machine.kernels());
        json.put("flags", machine.flags());
        json.put("load", load);
        return json;
    }

    private Map<String, Object> json(EngineRow row) {
        Map<String, Object> json = provenance(row.load());
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
                .flatMap(of -> of.result().engines().entrySet().stream()
                        .map(engine -> new EngineRow(of.result(), engine.getKey(), engine.getValue(), of.load())))
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
                right("load before, during, after", row -> text(row.load())),
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
                left("", Goal::met));
        return AsciiTable.builder()
                .border(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS_NO_OUTSIDE_BORDER)
                .data(reached(), columns)
                .asString();
    }

    private List<Goal> reached() {
        List<Goal> goals = new ArrayList<>();
        for (Load.Under<CellResult> of : cells) {
            CellResult cell = of.result();
            Load load = of.load();
            double wanted = switch (cell.cell()) {
                case S -> 20;
                case M -> 4;
                case C -> 1.5;
                case V -> 1.2;
                case W -> 1;
                case R1 -> 1 / 0.9;
                case R2, R3 -> 5;
            };
            goals.add(atLeast(cell.cell() + ": LibTorch / program", wanted, cell.libTorchRatio(), load));
            if (cell.cell() == Cell.S) {
                goals.add(atLeast("S: SameDiff.fit / program", 20, cell.ratio(Kind.SAMEDIFF), load));
                double seconds = cell.engines().get(Kind.PROGRAM).fullSpeed().seconds();
                goals.add(atMost("S: seconds of steps to full speed", 2, seconds, load));
            }
            CellResult.Allocation allocation = cell.engines().get(Kind.PROGRAM).early();
            goals.add(atMost(
                    cell.cell() + ": heap bytes per step, after the first hundred", 200, allocation.heap(), load));
            goals.add(atMost(cell.cell() + ": native bytes per step, the same", 0, allocation.held(), load));
        }
        trials.ifPresent(of -> goals.add(atMost(
                "memory after the last trial / after trial 50", 1.1, of.result().ratio(), of.load())));
        cost.ifPresent(of -> goals.add(atMost(
                "cost: milliseconds of a trial of one step", 15, of.result().millis(), of.load())));
        sweep.ifPresent(of -> {
            goals.add(atMost("sweep: runner / LibTorch", 0.5, of.result().ratio(), of.load())); // by plain java -jar
            goals.add(atMost(
                    "sweep: bin/weightloom / LibTorch", 1 / 3.0, of.result().launcherRatio(), of.load()));
        });
        return goals;
    }

    private static Goal atLeast(String what, double wanted, double reached, Load load) {
        return new Goal(what, format("at least %.1f", wanted), format("%.2f", reached), met(reached >= wanted, load));
    }

    private static Goal atMost(String what, double wanted, double reached, Load load) {
        return new Goal(what, format("at most %.2f", wanted), format("%.2f", reached), met(reached <= wanted, load));
    }

    private static String met(boolean met, Load load) {
        return load.isQuiet() ? met ? "yes" : "no" : "not told: the machine had other work, load " + text(load);
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
