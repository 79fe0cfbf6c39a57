package io.weightloom.runner.process;

import io.weightloom.runner.Runner;
import io.weightloom.runner.database.TestDatabases.Database;
import io.weightloom.runner.lease.DatabaseClock;
import io.weightloom.runner.lease.Pause;
import io.weightloom.runner.run.RunEnd;
import io.weightloom.runner.run.RunTally;
import io.weightloom.runner.worker.TrialRuns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One command of the runner in this JVM, without a web server, with a trainer and a clock of the test's own. */
public final class TestRunner {

    /** Four hypernetworks of two sizes and two seeds, and two plain networks; three epochs each. */
    public static final String SPEC = """
            experiments:
              two-moons:
                seed: 7
                data: {source: moons, samples: 200}
                target: {kind: mlp, layers: [2, 8, 2]}
                hypernet: {generator: full, z-dim: 4, hidden: [8]}
                training: {epochs: 3, batch-size: 16, optimizer: adam, learning-rate: 0.003}
                controls: [plain]
                sweep:
                  parameters:
                    - {name: hypernet.z-dim, values: [2, 4]}
                  repeats: 2
            """;

    private final List<String> arguments = new ArrayList<>();
    private final Path spec;
    private final TrialRuns training;
    private final Clock clock;
    private final CompletableFuture<ConfigurableApplicationContext> context = new CompletableFuture<>();
    private final List<BeanPostProcessor> processors = new ArrayList<>();
    private Pause pause = time -> {};
    private DatabaseClock databaseClock;
    private String level = "off";

    /** Whose spec file and checkpoints lie in a folder. */
    public TestRunner(Database database, Path folder, TrialRuns training, Clock clock) {
        this.training = training;
        this.clock = clock;
        this.databaseClock = clock::instant;
        this.spec = folder.resolve("spec.yml");
        arguments.add("--runner.checkpoints=" + folder.resolve("checkpoints"));
        for (String property : database.properties()) {
            arguments.add("--" + property);
        }
    }

    /** With more arguments. */
    public TestRunner with(String... more) {
        arguments.addAll(List.of(more));
        return this;
    }

    /** Keeps checkpoints where those of managers and workers are. */
    TestRunner checkpointsInDatabase() {
        arguments.removeIf(argument -> argument.startsWith("--runner.checkpoints="));
        return with("--runner.checkpoints=database");
    }

    /** Logs as a user sees it. */
    public TestRunner logging() {
        level = "info";
        return this;
    }

    /** Looks at each bean, and may put another one in its place. */
    TestRunner with(BeanPostProcessor processor) {
        processors.add(processor);
        return this;
    }

    /** On a database whose clock shows something else. */
    TestRunner on(DatabaseClock other) {
        databaseClock = other;
        return this;
    }

    /** Lets time pass in this way. */
    TestRunner pausing(Pause with) {
        pause = with;
        return this;
    }

    /** A bean of the application, as soon as it has started; its runs may be under way. */
    <T> T bean(Class<T> type) {
        return context.join().getBean(type);
    }

    /** Closes the application, whose runs may be under way, as a signal does. */
    void close() {
        context.join().close();
    }

    /** Starts the application and returns when its runs have ended. */
    public Started start(String yaml) {
        write(yaml);
        arguments.add("--spring.config.location=" + spec);
        return start();
    }

    /** Starts the application without experiments. */
    public Started start() {
        return new Started(new SpringApplicationBuilder(Runner.class)
                .web(WebApplicationType.NONE)
                .registerShutdownHook(false)
                .initializers(beans -> prepare((GenericApplicationContext) beans))
                .listeners(event -> {
                    if (event instanceof ApplicationStartedEvent started) {
                        context.complete(started.getApplicationContext());
                    }
                })
                .run(Stream.concat(
                                arguments.stream(),
                                Stream.of(
                                        "--logging.level.org.springframework.context=info",
                                        "--logging.level.io.weightloom=" + level))
                        .toArray(String[]::new)));
    }

    private void write(String yaml) {
        try {
            Files.writeString(spec, yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void prepare(GenericApplicationContext beans) {
        beans.registerBean(TrialRuns.class, () -> training);
        beans.registerBean(Clock.class, () -> clock);
        beans.registerBean(DatabaseClock.class, () -> databaseClock);
        beans.registerBean(Pause.class, () -> pause);
        processors.forEach(beans.getBeanFactory()::addBeanPostProcessor);
    }

    /** Starts, looks and closes. */
    public void run(String yaml, Consumer<Started> look) {
        try (Started started = start(yaml)) {
            look.accept(started);
        }
    }

    /** An application whose runs have ended. Close it. */
    public record Started(ConfigurableApplicationContext context) implements AutoCloseable {

        <T> T get(Class<T> type) {
            return context.getBean(type);
        }

        /** The worst end of a run. */
        public RunEnd end() {
            return get(RunTally.class).worst();
        }

        /** The first column of a query, as text. */
        public List<String> words(String sql) {
            return get(JdbcClient.class)
                    .sql(sql)
                    .query((row, i) -> row.getString(1))
                    .list();
        }

        /** Every number that training made: what must not depend on how often it was interrupted. */
        List<String> numbers() {
            return words("""
                    select concat(t.number, ' ', t.outcome, ' ', t.test_score, ' ', m.epoch, ' ', m.train_loss, ' ',
                        m.validation_score, ' ', m.steps)
                    from trial t join run r on r.id = t.run_id join metric m on m.trial_id = t.id
                    order by r.id, t.number, m.epoch
                    """);
        }

        @Override
        public void close() {
            context.close();
        }
    }
}
