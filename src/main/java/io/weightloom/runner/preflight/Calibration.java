package io.weightloom.runner.preflight;

import io.weightloom.data.Dataset;
import io.weightloom.data.Datasets;
import io.weightloom.runner.preflight.TrialPlan.Planned;
import io.weightloom.spec.TrialSpec;
import io.weightloom.training.EpochMetrics;
import io.weightloom.training.PausePoint;
import io.weightloom.trial.SegmentResult;
import io.weightloom.trial.TrialListener;
import io.weightloom.trial.TrialRun;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * How long the trials of a plan would take, by training a few of them a little: of each shape one, side by side as
 * trials are trained, for a few seconds in all. Nothing of it is kept.
 *
 * <p>A trial takes what it takes to build and verify its network, and its epochs; those of a shape that was not tried
 * take what those of the nearest one do. The first trial of a process takes longer by what the JVM needs to warm up.
 */
public final class Calibration {

    /** Most shapes that are tried. */
    private static final int SHAPES = 6;

    /** Seconds of training after which the JVM has compiled most of what it runs. */
    private static final double WARM_UP = 1;

    private static final double NANOS = 1e9;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Datasets datasets;
    private final int workers;
    private final Duration budget;
    private final Consumer<String> work;

    /**
     * With these examples.
     *
     * @param workers trials that are trained side by side, at least 1
     * @param budget of training, in all; building networks comes on top
     * @param work hears what is done, on the threads of the trials
     */
    public Calibration(Datasets datasets, int workers, Duration budget, Consumer<String> work) {
        this.datasets = datasets;
        this.workers = workers;
        this.budget = budget;
        this.work = work;
    }

    /**
     * What was found out.
     *
     * @param time that the run would take, without the start of the process
     * @param training time of all its trials, one after the other
     * @param tried how many trials were tried
     */
    public record Estimate(Duration time, Duration training, int tried) {}

    /**
     * What a trial of one shape takes of a processor.
     *
     * @param opening seconds until its first step
     * @param epoch seconds of training and validation
     * @param epochs that were trained
     * @param all seconds that it has had, until it was left
     * @param slowness seconds that went by for each that the trial had a processor
     */
    private record Cost(Planned of, double opening, double epoch, double epochs, double all, double slowness) {

        double of(Planned trial) {
            return opening + epoch * trial.spec().epochs();
        }
    }

    /** What all that takes alike has in common: size, batches, data. */
    private record Shape(String role, long theta, long trainable, int batch, int tasks, Object data) {

        static Shape of(Planned trial) {
            return new Shape(
                    trial.role(),
                    trial.ledger().theta(),
                    trial.ledger().trainable(),
                    trial.spec().training().batchSize(),
                    trial.spec().training().tasksPerStep(),
                    trial.spec().data());
        }

        private double distance(Shape other) {
            return (role.equals(other.role) ? 0 : 1)
                    + (data.equals(other.data) ? 0 : 2)
                    + Math.abs(Math.log((1.0 + theta) / (1.0 + other.theta)))
                    + Math.abs(Math.log((1.0 + trainable) / (1.0 + other.trainable)))
                    + Math.abs(Math.log((double) batch / other.batch))
                    + Math.abs(Math.log((double) tasks / other.tasks));
        }
    }

    /** The estimate; empty if none of the trials that were tried could be trained. */
    public Optional<Estimate> of(TrialPlan plan) {
        List<Planned> tried = representatives(plan.trials());
        if (tried.isEmpty()) {
            return Optional.empty();
        }
        tried.forEach(trial -> datasets.load(trial.spec().data(), trial.spec().seed()));
        List<Cost> cold = measured(Collections.nCopies(workers, tried.get(0)), WARM_UP);
        List<Planned> all = new ArrayList<>(tried);
        while (all.size() < workers) { // so that they are in each other's way as they will be
            all.addAll(tried);
        }
        double seconds = budget.toNanos() / NANOS * workers / all.size();
        Map<Shape, List<Cost>> costs = new LinkedHashMap<>();
        List<Cost> found = measured(all, seconds);
        found.forEach(cost -> costs.computeIfAbsent(Shape.of(cost.of()), shape -> new ArrayList<>())
                .add(cost));
        if (costs.isEmpty()) {
            return Optional.empty();
        }
        List<Double> hypernetworks = new ArrayList<>();
        List<Double> controls = new ArrayList<>();
        for (Planned trial : plan.trials()) {
            (trial.role().equals(TrialPlan.HYPERNETWORK) ? hypernetworks : controls).add(seconds(trial, costs));
        }
        double slowness = found.stream().mapToDouble(Cost::slowness).average().orElseThrow();
        hypernetworks.replaceAll(each -> each * slowness);
        controls.replaceAll(each -> each * slowness);
        double sum = hypernetworks.stream().mapToDouble(each -> each).sum()
                + controls.stream().mapToDouble(each -> each).sum();
        double time = warmUp(cold, found.get(0)) * slowness + span(hypernetworks) + span(controls);
        return Optional.of(new Estimate(duration(time), duration(sum), tried.size()));
    }

    /** What the first trial of a process takes beyond another one of its shape. */
    private static double warmUp(List<Cost> cold, Cost warm) {
        return cold.stream()
                .mapToDouble(cost -> cost.all - warm.opening - warm.epoch * cost.epochs)
                .map(seconds -> Math.max(0, seconds))
                .average()
                .orElse(0);
    }

    /** One trial of each shape, of which there are too many, those that are far apart. */
    private static List<Planned> representatives(List<Planned> trials) {
        Map<Shape, Planned> shapes = new LinkedHashMap<>();
        trials.forEach(trial -> shapes.putIfAbsent(Shape.of(trial), trial));
        List<Planned> all = shapes.values().stream()
                .sorted(Comparator.comparing(Planned::role)
                        .thenComparing(trial -> trial.ledger().trainable()))
                .toList();
        if (all.size() <= SHAPES) {
            return all;
        }
        List<Planned> some = new ArrayList<>();
        for (int i = 0; i < SHAPES; i++) {
            some.add(all.get(Math.round((all.size() - 1) * (float) i / (SHAPES - 1))));
        }
        return some.stream().distinct().toList();
    }

    /** The nearest shape that was tried stands for the others. */
    private static double seconds(Planned trial, Map<Shape, List<Cost>> costs) {
        Shape shape = Shape.of(trial);
        return costs.entrySet().stream()
                .min(Comparator.comparingDouble(entry -> entry.getKey().distance(shape)))
                .orElseThrow()
                .getValue()
                .stream()
                .mapToDouble(cost -> cost.of(trial))
                .average()
                .orElseThrow();
    }

    /** Until the last of these trials has ended, each of which is taken by whoever is free first. */
    private double span(List<Double> trials) {
        PriorityQueue<Double> free = new PriorityQueue<>(List.of(0.0));
        while (free.size() < workers) {
            free.add(0.0);
        }
        double end = 0;
        for (double seconds : trials) {
            double done = free.remove() + seconds;
            end = Math.max(end, done);
            free.add(done);
        }
        return end;
    }

    private static Duration duration(double seconds) {
        return Duration.ofNanos(Math.round(seconds * NANOS));
    }

    private List<Cost> measured(List<Planned> trials, double seconds) {
        ExecutorService threads = Executors.newFixedThreadPool(workers);
        try {
            List<Future<Optional<Cost>>> futures = new ArrayList<>();
            trials.forEach(trial -> futures.add(threads.submit(() -> measure(trial, seconds))));
            List<Cost> costs = new ArrayList<>();
            for (Future<Optional<Cost>> future : futures) {
                future.get().ifPresent(costs::add);
            }
            return costs;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        } catch (ExecutionException e) {
            throw new IllegalStateException("A trial cannot be tried", e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    /**
     * Trains for so many seconds of a processor: other processes make that longer, and not less exact. Empty if the
     * trial has no first step.
     */
    private Optional<Cost> measure(Planned trial, double seconds) {
        TrialSpec spec = trial.spec();
        Dataset data = datasets.load(spec.data(), spec.seed());
        long wall = System.nanoTime();
        double begin = processor();
        Laps laps = new Laps(work);
        try (TrialRun run = TrialRun.open(spec, data, Optional.empty(), laps)) {
            double opened = processor();
            laps.begin(opened);
            work.accept("training");
            SegmentResult segment = run.segment(new PausePoint() {
                @Override
                public boolean afterStep() {
                    return processor() - opened >= seconds;
                }

                @Override
                public boolean afterEpoch(int epoch) {
                    return afterStep();
                }
            });
            double now = processor();
            double slowness = (System.nanoTime() - wall) / NANOS / (now - begin);
            if (!laps.epochs.isEmpty()) {
                return Optional.of(
                        new Cost(trial, opened - begin, laps.warm(), laps.epochs.size(), laps.last - begin, slowness));
            } else if (segment.outcome().isPresent()) {
                return Optional.empty();
            }
            double perEpoch =
                    Math.max(1.0, (double) data.train().size() / spec.training().batchSize());
            double epochs = Math.max(1, laps.steps) / perEpoch;
            return Optional.of(new Cost(trial, opened - begin, (now - opened) / epochs, epochs, now - begin, slowness));
        }
    }

    /** Seconds of a processor that this thread has had. */
    private static double processor() {
        return (THREADS.isCurrentThreadCpuTimeSupported() ? THREADS.getCurrentThreadCpuTime() : System.nanoTime())
                / NANOS;
    }

    /** How long each epoch took of a processor. Not thread-safe. */
    private static final class Laps implements TrialListener {

        private final Consumer<String> work;
        private final List<Double> epochs = new ArrayList<>();
        private double last;
        private long steps;

        private Laps(Consumer<String> work) {
            this.work = work;
        }

        @Override
        public void begins(String what) {
            work.accept(what);
        }

        private void begin(double at) {
            last = at;
        }

        @Override
        public void epoch(EpochMetrics metrics) {
            double now = processor();
            epochs.add(now - last);
            last = now;
        }

        @Override
        public void steps(long more, double took) {
            steps += more;
        }

        /** Of the later half, in which the JVM has compiled what it runs. */
        private double warm() {
            return epochs.subList(epochs.size() / 2, epochs.size()).stream()
                    .mapToDouble(each -> each)
                    .average()
                    .orElseThrow();
        }
    }
}
