import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes down what a runner printed, stored or answers, one fact a line that begins with the experiment it is about, so
 * that two runners can be compared with diff. Needs the libraries of runner.jar on the class path.
 *
 * <pre>
 * Facts printed STANDARD-OUTPUT [COLUMN...]
 * Facts stored JDBC-URL [TABLE.COLUMN...]
 * Facts answered BASE-URL [FIELD...]
 * Facts port
 * </pre>
 *
 * <p>The last one says where a runner can listen. The columns named are left out, with a star for all of a table, and
 * so are the fields named, wherever they are, with all that is in them. A number is written as Java prints it, which tells every double from every other.
 * What two runs of one runner need not have in common is a dash: times and durations, which process did the work, and of
 * which version it was.
 */
public final class Facts {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static final String DASH = "-";
    private static final String NO_EXPERIMENT = "-";

    /** Count where the numbers are that a cut by magnitude leaves, which they did not before. */
    private static final String BYTES = "bytes";

    /** Columns, and what they are called over HTTP. */
    private static final Set<String> INCIDENTAL = Set.of(
            "created_at", "createdAt", "started_at", "startedAt", "ended_at", "endedAt", "written_at", "heartbeat_at",
            "expires_at", "seconds", "worker", "owner", "token", "job_execution_id", "runner", "source_commit",
            "commit", BYTES);

    /** Columns that mean nothing by themselves: an experiment's name and a trial's number stand for them. */
    private static final Set<String> SURROGATES = Set.of("id", "run_id", "trial_id");

    private static final Pattern LOGGED = Pattern.compile("\\d\\d:\\d\\d:\\d\\d (.*)");
    private static final Pattern OF_A_RUN = Pattern.compile("\\w+ +([a-z][a-z0-9-]*), run \\d+ .*");
    private static final Pattern DURATION = Pattern.compile("\\b\\d+\\.\\d s\\b");
    /** Each table whose cells are looked at has one of these in its line of names. */
    private static final Set<String> HEADS = Set.of("seconds", "against", "control-trials");

    private static final Pattern RULE = Pattern.compile("-+(\\+-+)+ *");
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    /** Of any free port, and not said by the runners of old. */
    private static final Pattern ADDRESS = Pattern.compile("INFO +The page is at .*");

    private final List<String> facts = new ArrayList<>();
    private final Set<String> left = new HashSet<>();

    private Facts() {}

    public static void main(String[] args) throws Exception {
        Facts facts = new Facts();
        switch (args[0]) {
            case "printed" -> {
                facts.left.addAll(Arrays.asList(args).subList(2, args.length));
                facts.printed(Files.readAllLines(Path.of(args[1])));
            }
            case "stored" -> facts.stored(args[1], Set.of(Arrays.copyOfRange(args, 2, args.length)));
            case "answered" -> facts.answered(args[1], Set.of(Arrays.copyOfRange(args, 2, args.length)));
            case "port" -> facts.port();
            default -> throw new IllegalArgumentException("printed, stored, answered or port, not " + args[0]);
        }
        facts.facts.forEach(System.out::println);
    }

    private void add(String experiment, String kind, String fact) {
        facts.add(experiment + " " + kind + " " + fact);
    }

    /** The log first, each experiment's lines by the alphabet, for trials that train side by side end in any order. */
    private void printed(List<String> lines) {
        Map<String, List<String>> logged = new TreeMap<>();
        List<String> tables = new ArrayList<>();
        Table table = new Table('|', left);
        String experiment = NO_EXPERIMENT;
        for (String line : lines) {
            Matcher log = LOGGED.matcher(line);
            if (log.matches() && ADDRESS.matcher(log.group(1)).matches()) {
                continue;
            } else if (log.matches()) {
                Matcher run = OF_A_RUN.matcher(log.group(1));
                experiment = run.matches() ? run.group(1) : experiment;
                logged.computeIfAbsent(experiment, name -> new ArrayList<>())
                        .add(DURATION.matcher(log.group(1)).replaceAll(DASH));
            } else {
                tables.add(experiment + " table " + table.line(line));
            }
        }
        logged.forEach((name, texts) -> texts.stream().sorted().forEach(text -> add(name, "log", text)));
        facts.addAll(tables);
    }

    /** Lines of cells below a line of names, until an empty one. The cells below "seconds" become dashes. */
    private static final class Table {

        private final String separator;
        private final Set<String> left;
        private List<Integer> fromEnd = List.of(); // of the columns whose cells become dashes
        private List<Integer> gone = List.of(); // the same of those that are left out
        private int ids = -1; // from the start, of ids that were called "trial" when "trial" was called "number"

        private Table(char separator, Set<String> left) {
            this.separator = String.valueOf(separator);
            this.left = left;
        }

        private String line(String line) {
            if (RULE.matcher(line).matches()) { // between names and cells
                return without(line.split("\\+", -1), "+");
            }
            String[] cells = line.split(Pattern.quote(separator), -1);
            List<String> names = Arrays.stream(cells).map(String::strip).toList();
            if (line.isBlank()) {
                fromEnd = List.of();
                gone = List.of();
                ids = -1;
            } else if (!Collections.disjoint(names, HEADS)) { // counted from the end: texts before it may hold separators
                fromEnd = Stream.of("seconds", BYTES)
                        .filter(names::contains)
                        .map(name -> names.size() - names.indexOf(name))
                        .toList();
                ids = names.contains("number") ? names.indexOf("trial") : -1;
                gone = IntStream.range(0, names.size())
                        .filter(i -> left.contains(names.get(i)) || names.get(i).equals("id"))
                        .mapToObj(i -> names.size() - i)
                        .toList();
                if (ids >= 0) {
                    cells[ids + 1] = "trial";
                }
                return without(cells, separator);
            }
            fromEnd.stream().filter(place -> place <= cells.length).forEach(place -> cells[cells.length - place] = DASH);
            return without(cells, separator);
        }

        private String without(String[] cells, String separator) {
            List<String> kept = new ArrayList<>();
            for (int i = 0; i < cells.length; i++) {
                if (!gone.contains(cells.length - i) && i != ids) {
                    kept.add(cells[i]);
                }
            }
            return String.join(separator, kept);
        }
    }

    /** The columns of every table, and every cell, named by its experiment, its trial and the rest of its row's key. */
    private void stored(String url, Set<String> without) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, "sa", "")) {
            Map<String, String> runs = new HashMap<>();
            rows(connection, "select id, experiment from run")
                    .forEach(row -> runs.put(row.get("id"), row.get("experiment")));
            Map<String, String> trials = new HashMap<>();
            rows(connection, "select id, run_id, number from trial")
                    .forEach(row -> trials.put(row.get("id"), runs.get(row.get("run_id")) + " %s trial " + row.get("number")));
            List<Map<String, String>> columns = rows(connection, """
                    select lower(table_name) owner, lower(column_name) name,
                        concat(data_type, ' ', character_maximum_length, ', nullable: ', is_nullable) type
                    from information_schema.columns
                    where table_schema = 'PUBLIC' and table_name not like 'BATCH%' order by table_name, ordinal_position
                    """);
            Map<String, Set<String>> tables = new TreeMap<>();
            for (Map<String, String> column : columns) {
                String name = column.get("owner") + "." + column.get("name");
                boolean left = without.contains(name) || without.contains(column.get("owner") + ".*");
                if (!column.get("owner").equals("flyway_schema_history") && !left) {
                    add(NO_EXPERIMENT, "column", name + " " + column.get("type"));
                    tables.computeIfAbsent(column.get("owner"), table -> new LinkedHashSet<>()).add(column.get("name"));
                }
            }
            for (Map.Entry<String, Set<String>> table : tables.entrySet()) {
                cells(connection, table.getKey(), table.getValue(), runs, trials);
            }
        }
    }

    private void cells(
            Connection connection, String table, Set<String> columns, Map<String, String> runs, Map<String, String> trials)
            throws SQLException {
        List<String> keys = keys(connection, table);
        Map<String, List<String>> sorted = new TreeMap<>();
        for (Map<String, String> row : rows(connection, "select * from " + table)) {
            String subject = NO_EXPERIMENT + " %s";
            if (columns.contains("trial_id") || table.equals("trial")) {
                subject = trials.get(row.get(table.equals("trial") ? "id" : "trial_id"));
            } else if (columns.contains("run_id") || table.equals("run")) {
                subject = runs.get(row.get(table.equals("run") ? "id" : "run_id")) + " %s";
            }
            String name = subject.formatted(table)
                    + keys.stream().map(key -> " " + key + " " + row.get(key)).collect(Collectors.joining());
            List<String> cells = sorted.computeIfAbsent(sortable(name), key -> new ArrayList<>());
            for (String column : columns) {
                if (!SURROGATES.contains(column) && !keys.contains(column)) {
                    cells.add(name + ": " + column + " = " + (INCIDENTAL.contains(column) ? DASH : row.get(column)));
                }
            }
        }
        sorted.values().forEach(facts::addAll);
    }

    /** The columns of a table's key that mean something. */
    private static List<String> keys(Connection connection, String table) throws SQLException {
        List<String> keys = new ArrayList<>();
        try (ResultSet key = connection.getMetaData().getPrimaryKeys(null, "PUBLIC", table.toUpperCase(Locale.ROOT))) {
            while (key.next()) {
                keys.add(key.getString("COLUMN_NAME").toLowerCase(Locale.ROOT));
            }
        }
        keys.removeAll(SURROGATES);
        return keys;
    }

    private static List<Map<String, String>> rows(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            List<Map<String, String>> rows = new ArrayList<>();
            while (result.next()) {
                Map<String, String> row = new HashMap<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    Object cell = result.getObject(i);
                    row.put(
                            result.getMetaData().getColumnLabel(i).toLowerCase(Locale.ROOT),
                            cell instanceof Double number
                                    ? number.toString()
                                    : String.valueOf(result.getString(i)).replace("\n", "\\n"));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    /** Trial 10 after trial 9. */
    private static String sortable(String name) {
        return NUMBER.matcher(name).replaceAll(number -> "0".repeat(Math.max(0, 20 - number.group().length())) + number.group());
    }

    private void port() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            facts.add(String.valueOf(socket.getLocalPort()));
        }
    }

    private void answered(String base, Set<String> without) throws IOException, InterruptedException {
        awaitHealth(base);
        left.addAll(without);
        answer(NO_EXPERIMENT, base, "");
        answer(NO_EXPERIMENT, base, "/experiments");
        for (String missing : List.of("/experiments/none", "/trials/0", "/trials/first")) {
            answer(NO_EXPERIMENT, base, missing);
        }
        for (JsonNode experiment : json(base + "/experiments").path("experiments")) {
            String name = experiment.path("name").asString();
            String address = "/experiments/" + name;
            for (String asked : List.of(address, address + "/comparisons", address + "?run=0")) {
                answer(name, base, asked);
            }
            for (JsonNode run : experiment.path("runs")) {
                answer(name, base, address + "?run=" + run.path("id").asLong());
            }
            for (JsonNode trial : json(base + address).path("trials")) {
                answer(name, base, "/trials/" + trial.path("id").asLong());
            }
        }
    }

    /** The list of experiments and trials were to be had as JSON alone. */
    private static List<String> formats(String address) {
        return address.equals("/experiments") || address.startsWith("/trials/")
                ? List.of("application/json")
                : List.of("application/json", "text/csv", "text/plain");
    }

    /** Asks in each format; what comes is looked at as what it says it is. */
    private void answer(String experiment, String base, String address) throws IOException, InterruptedException {
        for (String format : formats(address)) {
            HttpResponse<String> response = get(base + address, format);
            String type = response.headers().firstValue("Content-Type").orElse("no type");
            String kind = "answer " + address + " as " + format;
            if (response.statusCode() == 406) { // said nothing before, and now what can be had
                add(experiment, kind, response.statusCode() + "");
                continue;
            }
            add(experiment, kind, response.statusCode() + " " + type);
            if (type.contains("json")) {
                values(experiment, kind, "", JsonMapper.shared().readTree(response.body().replace(base, "BASE-URL")));
            } else {
                Table table = new Table(type.contains("csv") ? ',' : '|', left);
                response.body().lines().forEach(line -> add(experiment, kind, table.line(line)));
            }
        }
    }

    private void values(String experiment, String kind, String path, JsonNode node) {
        if (node.isObject() && !node.isEmpty()) {
            boolean links = path.endsWith("._links"); // whose order is that of no one
            node.properties().stream()
                    .sorted(links ? Comparator.comparing(Map.Entry::getKey) : (one, other) -> 0)
                    .filter(property -> !left.contains(property.getKey()))
                    .forEach(property -> {
                String name = path + "." + property.getKey();
                if (INCIDENTAL.contains(property.getKey())) {
                    add(experiment, kind, name + " = " + DASH);
                } else {
                    values(experiment, kind, name, property.getValue());
                }
            });
        } else if (node.isArray() && !node.isEmpty()) {
            for (int i = 0; i < node.size(); i++) {
                values(experiment, kind, path + "[" + i + "]", node.get(i));
            }
        } else {
            add(experiment, kind, path + " = " + node);
        }
    }

    private static void awaitHealth(String base) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + 180_000_000_000L;
        while (System.nanoTime() < deadline) {
            try {
                if (json(base + "/health").path("status").asString("").equals("UP")) {
                    return;
                }
            } catch (ConnectException e) {
                // not listening yet
            }
            Thread.sleep(200);
        }
        throw new IOException("Nothing healthy at " + base + " within 180 s");
    }

    private static JsonNode json(String url) throws IOException, InterruptedException {
        return JsonMapper.shared().readTree(get(url, "application/json").body());
    }

    private static HttpResponse<String> get(String url, String format) throws IOException, InterruptedException {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create(url)).header("Accept", format).build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
