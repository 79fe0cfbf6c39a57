package io.weightloom.runner.settings;

import io.weightloom.runner.database.Secrets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * How this process runs its experiments. The defaults stand in {@code runner-defaults.yml}, what is allowed in
 * {@link RunnerRules}.
 *
 * @param role what this process is to others on the same database
 * @param mixed whether workers whose processors or natives make other numbers may work on one run
 * @param workers trials trained side by side, each on one thread; 0 for as many as there are cores
 * @param exitWhenDone whether the process ends after its runs instead of staying to serve review
 * @param rerun whether a complete experiment is trained again
 * @param retryFailed whether the trials of a run that failed or were rejected are trained again, in that run
 * @param reuse whether a trial that some run has completed is taken from there in place of being trained
 * @param onChange what becomes of the last run of an experiment whose spec has changed since
 * @param checkpointInterval length of a segment, above zero; where there are workers, of the shortest one
 * @param checkpoints folder of the checkpoint files, or {@code database}; every runner on one database must see the
 *     same one
 * @param keepCheckpoints how long those are kept that nothing can need any more; 0 or more
 * @param artifacts folder of the weights of trials that completed, or {@code database}; every runner on one database
 *     must see the same one
 * @param keepWeights which weights are kept
 * @param dataRoot folder against which relative paths of data files in specs are resolved; empty for the working
 *     directory
 * @param lease time without a heartbeat after which a runner is taken for dead, at least 3 s
 * @param databasePatience how long a database that is away is waited for, since it went away; 0 or more
 * @param operations whether runs can be stopped, gone on with and removed over HTTP
 * @param hosts names by which the server is called beside those that it knows itself
 * @param security who may ask the server
 * @param report what is shown instead of running anything
 * @param plan whether what would be trained is shown instead of running anything
 * @param write files, by what stands in them, that are written when runs have ended; may be empty
 * @param progressInterval time between two lines of progress where standard output is no terminal
 * @param receiver who is told of runs that have ended
 * @param forget the experiment, or run of one, that is forgotten in place of running anything; empty for none
 */
@ConfigurationProperties(prefix = "runner", ignoreUnknownFields = false)
public record RunnerSettings(
        Role role,
        boolean mixed,
        int workers,
        boolean exitWhenDone,
        boolean rerun,
        boolean retryFailed,
        boolean reuse,
        OnChange onChange,
        Duration checkpointInterval,
        String checkpoints,
        Duration keepCheckpoints,
        String artifacts,
        KeepWeights keepWeights,
        String dataRoot,
        Duration lease,
        Duration databasePatience,
        boolean operations,
        @DefaultValue List<String> hosts,
        @DefaultValue Security security,
        Report report,
        boolean plan,
        @DefaultValue Map<RunFile, String> write,
        Duration progressInterval,
        @Name("notify") Notify receiver,
        String forget) {

    private static final String IN_DATABASE = "database";

    /** Full name of the setting that says what a process is to others. */
    public static final String ROLE = "runner.role";

    /** What a process is to others on the same database. */
    public enum Role {
        /** It trains the trials of its experiments itself. */
        LOCAL,
        /** It has the trials of its experiments trained by workers. */
        MANAGER,
        /** It trains trials of managers' runs. */
        WORKER
    }

    /** Whose weights are kept of the trials that complete. */
    public enum KeepWeights {
        ALL,
        /** Of those on the front of their run, once it has ended. */
        FRONT,
        NONE
    }

    /**
     * Who is told of runs that have ended.
     *
     * @param url where a message is posted; empty if nobody is told
     */
    public record Notify(String url) {

        /** What may be shown of it. */
        @Override
        public String toString() {
            return Secrets.maskedAddress(url);
        }
    }

    /**
     * Who may ask the server.
     *
     * @param users by name; none if whoever reaches it may
     */
    public record Security(@DefaultValue Map<String, Access.User> users) {}

    /** What becomes of the last run by command of an experiment whose spec has changed since. */
    public enum OnChange {
        /** It is given the new spec, and the trials that are new by it. */
        EXTEND,
        /** It stays as it is, and a new run begins. */
        FORK,
        /** It stays as it is, and nothing is run. */
        REFUSE
    }

    /** What can be shown of experiments without running them. */
    public enum Report {
        NONE,
        /** How each initialisation would start their networks. */
        INIT
    }

    /** Whether trials are taken from where they were completed; not where all are to be trained. */
    public boolean reuses() {
        return reuse && !rerun;
    }

    /** The folder of checkpoints; empty if the database holds them. */
    public Optional<Path> checkpointFolder() {
        return folder(checkpoints);
    }

    /** The folder of weights; empty if the database holds them. */
    public Optional<Path> artifactFolder() {
        return folder(artifacts);
    }

    private static Optional<Path> folder(String place) {
        return Optional.of(place).filter(folder -> !folder.equals(IN_DATABASE)).map(Path::of);
    }

    /** Files, by what stands in them. Texts until here: Spring takes a path for one within the class path. */
    public Map<RunFile, Path> files() {
        Map<RunFile, Path> files = new EnumMap<>(RunFile.class);
        write.forEach((kind, file) -> files.put(kind, Path.of(file)));
        return files;
    }

    /** Trials trained side by side, at least 1. */
    public int threads() {
        return workers == 0 ? Runtime.getRuntime().availableProcessors() : workers;
    }
}
