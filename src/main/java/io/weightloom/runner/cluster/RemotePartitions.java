package io.weightloom.runner.cluster;

import io.weightloom.runner.database.DatabaseReasons;
import io.weightloom.runner.lease.Patience;
import io.weightloom.runner.lease.Pause;
import io.weightloom.runner.run.TrialPartitions;
import io.weightloom.runner.store.OpenTrial;
import io.weightloom.runner.store.SharedRuns;
import io.weightloom.runner.worker.ActiveRun;
import io.weightloom.runner.worker.Fence;
import io.weightloom.trial.Provenance;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Leaves trials to workers on other machines, by way of the queue. What counts is whether a trial is open, not how a
 * worker's step ended: a trial that a worker let go of, or lost, is put into the queue again, as another partition.
 * Thread-safe.
 */
final class RemotePartitions implements TrialPartitions {

    /** Trials of a run in the queue, at most. */
    static final int MOST = 1000;

    /** So many are put there first, for nobody works before they are; then twice as many each time. */
    private static final int FIRST = 16;

    private static final Duration COUNT = Duration.ofSeconds(2);

    private final TrialQueue queue;
    private final JobRepository jobs;
    private final SharedRuns runs;
    private final Fence fence;
    private final Patience patience;
    private final Pause pause;
    private final Clock clock;
    private final Duration silence;
    private final boolean mixed;
    private final RunFollower follower;

    /**
     * By a queue.
     *
     * @param silence after which a worker is taken for dead
     */
    RemotePartitions(
            TrialQueue queue,
            JobRepository jobs,
            SharedRuns runs,
            Fence fence,
            Patience patience,
            Pause pause,
            Clock clock,
            Duration silence,
            boolean mixed,
            RunFollower follower) {
        this.queue = queue;
        this.jobs = jobs;
        this.runs = runs;
        this.fence = fence;
        this.patience = patience;
        this.pause = pause;
        this.clock = clock;
        this.silence = silence;
        this.mixed = mixed;
        this.follower = follower;
    }

    @Override
    public List<StepExecution> train(Work work) {
        Split split = new Split(work, clock.instant().minus(silence)); // due at workers too whose clocks are behind
        while (goesOn(split)) {
            pause.of(split.attention.pause());
        }
        return List.of(); // none of them ended here
    }

    /** What is in workers' hands stays there while the database is away. */
    private boolean goesOn(Split split) {
        try {
            return split.goesOn();
        } catch (DataAccessException | TransactionException e) {
            if (!DatabaseReasons.isAway(e)) {
                throw e;
            }
            patience.noticed(e);
            patience.await();
            return true;
        }
    }

    /** One step's trials on their way to workers. */
    private final class Split {

        private final Work work;
        private final Instant begun;
        private final RunFollower.Following following;
        private final long run;
        private final long execution;
        private int known = -1;
        private Instant counted = Instant.MIN;
        private final Attention attention = new Attention(clock);
        private int seen = -1;
        private boolean stopping;

        Split(Work work, Instant begun) {
            this.work = work;
            this.begun = begun;
            this.following = follower.follow(work.run());
            this.run = work.run().id();
            this.execution = work.jobExecution();
            queue.takeBackAbandoned();
        }

        /** Does what is to be done now; whether something is left. */
        boolean goesOn() {
            patience.await();
            if (following.look()) {
                patience.stored();
            }
            if (work.isToStop()) {
                return stop() > 0;
            }
            int left = queue.left(run, execution);
            if (left != seen) {
                attention.caught();
                seen = left;
            }
            Instant now = clock.instant();
            if (left > 0 && (left == known || now.isBefore(counted.plus(COUNT)))) {
                return true;
            }
            counted = now;
            List<OpenTrial> open = work.open();
            if (open.isEmpty() && left == 0) {
                following.look();
                return false;
            }
            known = left + put(open);
            return true;
        }

        /** Puts those of the open trials into the queue that are not in it; how many those are. */
        private int put(List<OpenTrial> open) {
            Set<Integer> queued = queue.numbers(run, execution);
            List<OpenTrial> missing = open.stream()
                    .filter(trial -> !queued.contains(trial.number()))
                    .limit(Math.max(0, MOST - queued.size()))
                    .toList();
            int put = 0;
            for (int batch = FIRST; put < missing.size() && (put == 0 || !work.isToStop()); batch *= 2) {
                int end = Math.min(missing.size(), put + batch);
                putAtOnce(missing.subList(put, end));
                put = end;
            }
            return put;
        }

        private void putAtOnce(List<OpenTrial> missing) {
            ActiveRun active = work.run();
            // Spring Batch makes each in a transaction of its own. Those that a crash leaves outside of the queue are
            // recovered like others that never began.
            List<StepExecution> partitions =
                    missing.stream().map(work::partition).toList();
            List<TrialTask> tasks = new ArrayList<>();
            for (int i = 0; i < missing.size(); i++) {
                StepExecution partition = partitions.get(i);
                tasks.add(new TrialTask(
                        run,
                        missing.get(i).number(),
                        execution,
                        partition.getId(),
                        mixed,
                        active.limits().maxSeconds()));
            }
            fence.write(active.lease(), () -> {
                partitions.forEach(jobs::updateExecutionContext);
                queue.put(task(), tasks, begun);
            });
            patience.stored();
        }

        private String task() {
            return mixed
                    ? ComputeKey.anyOf(Provenance.build())
                    : runs.computeKey(run).map(ComputeKey::only).orElseGet(() -> ComputeKey.anyOf(Provenance.build()));
        }

        /** Asks the workers to stop, and takes back what none has, each time anew; how much some still have. */
        private int stop() {
            fence.write(work.run().lease(), () -> {
                if (!stopping) {
                    runs.stopRequested(run, true);
                }
                queue.takeBack(run, execution, clock.instant().minus(silence));
            });
            stopping = true;
            return queue.left(run, execution);
        }
    }
}
