package io.weightloom.runner.web;

import java.util.LinkedHashMap;
import java.util.Map;

/** Where things are, as an answer's {@code links} say it: paths by what is there. */
final class Links {

    /** Where all of the API lies. */
    static final String ROOT = "/api/v1";

    static final String EXPERIMENTS = ROOT + "/experiments";

    private static final String SELF = "self";

    private Links() {}

    static Map<String, String> ofExperiments() {
        return ordered(SELF, EXPERIMENTS, "run", ROOT + "/runs/{id}");
    }

    static Map<String, String> ofRun(long run) {
        return ordered(SELF, run(run), "experiments", EXPERIMENTS, "trial", ROOT + "/trials/{id}");
    }

    static Map<String, String> ofTrial(long trial, long run) {
        return ordered(SELF, ROOT + "/trials/" + trial, "run", run(run));
    }

    private static String run(long run) {
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
