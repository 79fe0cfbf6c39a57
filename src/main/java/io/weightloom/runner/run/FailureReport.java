package io.weightloom.runner.run;

import io.weightloom.runner.checkpoint.SegmentLostException;
import io.weightloom.runner.database.DatabaseReasons;
import io.weightloom.runner.database.Secrets;
import io.weightloom.runner.lease.LeaseLostException;
import io.weightloom.runner.store.TrialClaimLostException;
import io.weightloom.runner.worker.DataChange;
import io.weightloom.runner.worker.DataChangedException;
import io.weightloom.text.Legible;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.job.flow.FlowExecutionException;
import org.springframework.batch.core.step.FatalStepExecutionException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.transaction.TransactionException;

/** Says once why a run failed: one line for what we know, a stack trace for what we do not. */
final class FailureReport {

    private static final Logger log = LoggerFactory.getLogger(FailureReport.class);

    private FailureReport() {}

    /**
     * Logs the causes, without Spring Batch's wrappers; of those of one kind the first. That another runner has taken
     * the run over explains all others, and so does a database that failed.
     */
    static void log(String run, List<Throwable> failures) {
        List<Throwable> causes =
                failures.stream().map(FailureReport::unwrap).distinct().toList();
        if (causes.stream().anyMatch(FailureReport::isTakeover)) {
            log.error(
                    "{} ends here: this process was silent for longer than its lease, and another runner has taken the run"
                            + " over. Nothing was written since.",
                    run);
            return;
        }
        Map<Class<?>, List<Throwable>> kinds = causes.stream()
                .collect(Collectors.groupingBy(FailureReport::kind, LinkedHashMap::new, Collectors.toList()));
        if (kinds.containsKey(DataAccessException.class)) {
            kinds.keySet().retainAll(Set.of(DataAccessException.class, SegmentLostException.class));
        }
        if (kinds.size() > 1) {
            kinds.values().removeIf(kind -> isWrapper(kind.get(0)));
        }
        kinds.values().forEach(kind -> {
            log(run, kind.get(0));
            if (kind.size() > 1 && !isOfTheDatabase(kind.get(0)) && !(kind.get(0) instanceof DataChangedException)) {
                log.error("The same happened to {} more trials.", kind.size() - 1);
            }
        });
    }

    /** The cause that explains the others, in one line. */
    static String reason(List<Throwable> failures) {
        List<Throwable> causes =
                failures.stream().map(FailureReport::unwrap).distinct().toList();
        if (causes.stream().anyMatch(FailureReport::isTakeover)) {
            return "another runner has taken it over";
        }
        Throwable cause = causes.stream()
                .filter(FailureReport::isOfTheDatabase)
                .findFirst()
                .or(() -> causes.stream().filter(each -> !isWrapper(each)).findFirst())
                .or(() -> causes.stream().findFirst())
                .orElseThrow();
        return Legible.line(
                isOfTheDatabase(cause)
                        ? "the database: " + DatabaseReasons.of(cause)
                        : "%s: %s".formatted(cause.getClass().getSimpleName(), Secrets.masked(cause.getMessage())));
    }

    /** Whether data that changed under a run ended it. */
    static boolean isChangeOfData(Throwable failure) {
        return unwrap(failure) instanceof DataChangedException;
    }

    /** A fence has held writes back, or Spring Batch's tables show that the execution was recovered by another. */
    private static boolean isTakeover(Throwable cause) {
        return cause instanceof LeaseLostException || cause instanceof OptimisticLockingFailureException;
    }

    /** A failed database shows itself in many ways. */
    private static Class<?> kind(Throwable cause) {
        return isOfTheDatabase(cause) ? DataAccessException.class : cause.getClass();
    }

    private static boolean isOfTheDatabase(Throwable cause) {
        return cause instanceof DataAccessException || cause instanceof TransactionException;
    }

    private static void log(String run, Throwable cause) {
        if (cause instanceof SegmentLostException) {
            log.error("{} failed. {}", run, cause.getMessage());
        } else if (cause instanceof DataChangedException) {
            log.error("{} ends here: {}. Nothing was trained on them; {}.", run, cause.getMessage(), DataChange.REMEDY);
        } else if (cause instanceof TrialClaimLostException) {
            log.error("{} ends here: {}. Nothing was written since.", run, cause.getMessage());
        } else if (isOfTheDatabase(cause)) {
            log.error(
                    "{} failed because of the database: {}. All up to the last checkpoint is safe; start the same command"
                            + " again when the database works.",
                    run,
                    DatabaseReasons.of(cause));
        } else if (cause instanceof OutOfMemoryError) {
            log.error(
                    "{} failed for lack of memory: {}. All up to the last checkpoint is safe; start the same command again"
                            + " with more (java -Xmx...) or with fewer trials side by side (--runner.workers=1).",
                    run,
                    cause.getMessage());
        } else {
            log.error("{} failed", run, cause);
        }
    }

    private static Throwable unwrap(Throwable failure) {
        Throwable cause = failure.getCause();
        return isWrapper(failure) && cause != null ? unwrap(cause) : failure;
    }

    private static boolean isWrapper(Throwable failure) {
        return failure instanceof FatalStepExecutionException
                || failure instanceof FlowExecutionException
                || failure instanceof JobExecutionException
                || failure instanceof ExecutionException;
    }
}
