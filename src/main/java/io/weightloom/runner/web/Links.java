package io.weightloom.runner.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Where things are, as an answer's {@code links} say it: paths by what is there. */
final class Links {

    /** Where all of the API lies. */
    static final String ROOT = "/api/v1";

    static final String EXPERIMENTS = ROOT + "/experiments";

    static final String WORKERS = ROOT + "/workers";

    private static final String EXPORTS = "/exports";

    private static final String IMPORTANCE = "importance";

    private static final String SELF = "self";

    /** What an answer's list goes on with, and what it went before with: words of RFC 8288. */
    static final String NEXT = "next";

    static final String PREVIOUS = "prev";

    private static final String RUN = ROOT + "/runs/{id}";

    private static final String OPERATED = EXPERIMENTS + "/{name}/runs/{id}/";

    private Links() {}

    /** @param operations whether runs may be stopped, gone on with and retried here: the page offers it then */
    static Map<String, String> ofExperiments(boolean operations) {
        return operations
                ? ordered(
                        SELF,
                        EXPERIMENTS,
                        "run",
                        RUN,
                        "stop",
                        OPERATED + "stop",
                        "resume",
                        OPERATED + "resume",
                        "retry",
                        OPERATED + "retry")
                : ordered(SELF, EXPERIMENTS, "run", RUN);
    }

    static Map<String, String> ofHistory(String experiment) {
        return ordered(SELF, EXPERIMENTS + "/" + experiment + "/history", "experiments", EXPERIMENTS, "run", RUN);
    }

    static Map<String, String> ofRun(long run) {
        return ordered(
                SELF,
                run(run),
                "experiments",
                EXPERIMENTS,
                "trial",
                ROOT + "/trials/{id}",
                "table",
                run(run) + "/{table}.csv",
                IMPORTANCE,
                run(run) + "/" + IMPORTANCE,
                "trials",
                run(run) + "/trials",
                "sheet",
                run(run) + "/sheet",
                "comparisons",
                run(run) + "/comparisons");
    }

    /**
     * Of some of a run's trials.
     *
     * @param next where those are that come after them, if there are any
     * @param previous where those are that come before them, if there are any
     */
    static Map<String, String> ofTrials(String self, long run, Optional<String> next, Optional<String> previous) {
        Map<String, String> links = ordered(SELF, self, "run", run(run), "trial", ROOT + "/trials/{id}");
        next.ifPresent(path -> links.put(NEXT, path));
        previous.ifPresent(path -> links.put(PREVIOUS, path));
        return links;
    }

    static Map<String, String> ofImportance(long run) {
        return ordered(SELF, run(run) + "/" + IMPORTANCE, "run", run(run));
    }

    /** Of two sides, by ids of trials. */
    static Map<String, String> ofPairs(List<Long> a, List<Long> b) {
        return ordered(SELF, "%s/pairs?a=%s&b=%s".formatted(ROOT, ids(a), ids(b)), "trial", ROOT + "/trials/{id}");
    }

    private static String ids(List<Long> ids) {
        return ids.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** @param kept whether its weights are */
    static Map<String, String> ofTrial(long trial, long run, boolean kept) {
        String self = ROOT + "/trials/" + trial;
        return kept
                ? ordered(
                        SELF,
                        self,
                        "run",
                        run(run),
                        "exports",
                        self + EXPORTS,
                        "condition",
                        self + "/condition",
                        "generate",
                        self + "/generate",
                        "predictions",
                        self + "/predictions")
                : ordered(SELF, self, "run", run(run));
    }

    static Map<String, String> ofWorkers() {
        return ordered(SELF, WORKERS, "run", RUN, "trial", ROOT + "/trials/{id}");
    }

    static Map<String, String> ofExports(long trial) {
        String of = ROOT + "/trials/" + trial;
        return ordered(SELF, of + EXPORTS, "trial", of, "file", of + EXPORTS + "/{file}");
    }

    static String run(long run) {
        return ROOT + "/runs/" + run;
    }

    private static Map<String, String> ordered(String... namesAndPaths) {
        Map<String, String> links = new LinkedHashMap<>();
        for (int i = 0; i < namesAndPaths.length; i += 2) {
            links.put(namesAndPaths[i], namesAndPaths[i + 1]);
        }
        return links;
    }
}
