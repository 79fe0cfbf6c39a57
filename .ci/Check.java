import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Checks what a run has left behind. Needs the libraries of runner.jar on the class path.
 *
 * <pre>
 * Check http BASE-URL EXPERIMENT [hypernetworks=N] [plain=SCORE] [ratio=R points=P]
 * Check database JDBC-URL EXPERIMENT ...
 * </pre>
 *
 * <p>hypernetworks: how many there are at least. plain: what a plain network scores at least on the test split. ratio and
 * points: at least one hypernetwork with this compression ratio comes within so many percentage points of its plain network.
 */
public final class Check {

    private final Map<String, Double> wanted = new TreeMap<>();
    private final List<String> faults = new ArrayList<>();
    private final String experiment;

    private Check(String[] args) {
        experiment = args[2];
        for (int i = 3; i < args.length; i++) {
            String[] words = args[i].split("=");
            wanted.put(words[0], Double.valueOf(words[1]));
        }
    }

    public static void main(String[] args) throws Exception {
        Check check = new Check(args);
        switch (args[0]) {
            case "http" -> check.overHttp(args[1]);
            case "database" -> check.inDatabase(args[1]);
            default -> throw new IllegalArgumentException("http or database, not " + args[0]);
        }
        check.faults.forEach(fault -> System.out.println("  wrong: " + fault));
        System.exit(check.faults.isEmpty() ? 0 : 1);
    }

    private void overHttp(String base) throws IOException, InterruptedException {
        awaitHealth(base);
        that(json(base + "/experiments").toString().contains('"' + experiment + '"'), "the list names " + experiment);
        JsonNode answer = json(base + "/experiments/" + experiment);
        that(answer.at("/run/state").asString().equals("completed"), "the run is completed: " + answer.path("run"));
        that(!answer.path("front").isEmpty(), "the Pareto front has points");
        int hypernetworks = 0;
        for (JsonNode trial : answer.path("trials")) {
            hypernetworks += trial.path("role").asString().equals("hypernetwork") ? 1 : 0;
            trial(base, trial);
        }
        that(hypernetworks >= wanted.getOrDefault("hypernetworks", 0.0), hypernetworks + " hypernetworks are enough");
        scores(answer.path("trials"));
        that(json(base + "/metrics/weightloom.trials").has("measurements"), "weightloom.trials is a meter");
        System.out.printf(
                "%s over HTTP: %d trials, %d of them hypernetworks, %d points on the front%n",
                experiment, answer.path("trials").size(), hypernetworks, answer.path("front").size());
    }

    private void trial(String base, JsonNode row) throws IOException, InterruptedException {
        String name = "trial " + row.path("number").asInt() + ": ";
        JsonNode ledger = row.path("ledger");
        long trainable = ledger.path("trainable").asLong();
        that(row.path("outcome").asString().equals("completed"), name + "completed, not " + row.path("outcome"));
        that(
                trainable == ledger.path("shared").asLong() + ledger.path("generator").asLong() + ledger.path("z").asLong(),
                name + "the ledger adds up: " + ledger);
        that(
                Math.abs(ledger.path("compressionRatio").asDouble() * trainable - ledger.path("theta").asLong()) < 1e-6 * trainable,
                name + "the ratio is theta / trainable: " + ledger);
        JsonNode trial = json(base + "/trials/" + row.path("id").asLong());
        that(trial.path("metrics").size() == row.path("epochs").asInt(), name + "one metric for each epoch");
        that(!trial.path("findings").isEmpty(), name + "findings of the verification");
        that(!trial.at("/provenance/natives").asString("").isEmpty(), name + "provenance");
        that(!trial.path("spec").isEmpty(), name + "the resolved spec");
    }

    private void scores(JsonNode trials) {
        double plain = 0;
        double nearest = Double.NEGATIVE_INFINITY;
        for (JsonNode trial : trials) {
            double score = trial.path("testScore").asDouble(Double.NaN);
            if (trial.path("role").asString().equals("plain")) {
                plain = Math.max(plain, score);
            } else if (trial.at("/ledger/compressionRatio").asDouble() >= wanted.getOrDefault("ratio", 0.0)
                    && trial.path("difference").isNumber()) {
                nearest = Math.max(nearest, 100 * trial.path("difference").asDouble());
            }
        }
        if (wanted.containsKey("plain")) {
            that(plain >= wanted.get("plain"), "the plain network's test score is " + plain);
        }
        if (wanted.containsKey("ratio")) {
            System.out.printf(
                    "plain %.4f; the best hypernetwork with a ratio of at least %s differs by %+.2f points%n",
                    plain, wanted.get("ratio"), nearest);
            that(nearest >= -wanted.get("points"), "a hypernetwork comes near the plain network: %+.2f".formatted(nearest));
        }
    }

    private void inDatabase(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, "sa", "")) {
            long trials = count(connection, "trial t join run r on t.run_id = r.id where r.experiment = ?");
            long completed = count(
                    connection, "trial t join run r on t.run_id = r.id where t.outcome = 'completed' and r.experiment = ?");
            long epochs = count(
                    connection,
                    "metric m join trial t on m.trial_id = t.id join run r on t.run_id = r.id where r.experiment = ?");
            long findings = count(
                    connection,
                    "finding f join trial t on f.trial_id = t.id join run r on t.run_id = r.id where r.experiment = ?");
            that(trials > 0 && completed == trials, completed + " of " + trials + " trials completed");
            that(trials >= wanted.getOrDefault("hypernetworks", 0.0), trials + " trials are enough");
            that(epochs >= trials, epochs + " epochs");
            that(findings >= trials, findings + " findings");
            System.out.printf(
                    "%s in the database: %d trials, %d epochs, %d findings%n", experiment, trials, epochs, findings);
        }
    }

    private long count(Connection connection, String from) throws SQLException {
        try (var statement = connection.prepareStatement("select count(*) from " + from)) {
            statement.setString(1, experiment);
            ResultSet rows = statement.executeQuery();
            rows.next();
            return rows.getLong(1);
        }
    }

    private void that(boolean holds, String what) {
        if (!holds) {
            faults.add(what);
        }
    }

    private static void awaitHealth(String base) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + 60_000_000_000L;
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
        throw new IOException("Nothing healthy at " + base + " within 60 s");
    }

    private static JsonNode json(String url) throws IOException, InterruptedException {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
        return JsonMapper.shared().readTree(response.body());
    }
}
