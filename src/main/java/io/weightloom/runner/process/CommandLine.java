package io.weightloom.runner.process;

import io.weightloom.program.natives.Natives;
import io.weightloom.runner.console.Terminal;
import io.weightloom.runner.run.RunTally;
import io.weightloom.runner.settings.BarePaths;
import io.weightloom.runner.settings.ForgetCommand;
import io.weightloom.runner.settings.PackagedBeans;
import io.weightloom.runner.settings.RunnerRules;
import io.weightloom.runner.settings.SpecFiles;
import io.weightloom.runner.settings.TrialCommands;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aot.AotDetector;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.ClassUtils;

/** One command: starts the application, waits for its runs, and ends the process with the right code. */
public final class CommandLine {

    private static final Logger LOG = LoggerFactory.getLogger(CommandLine.class);

    /** Between the longest wait for segments and the end of the process. */
    private static final Duration ALLOWANCE = Duration.ofMillis(1500);

    private final SpringApplication application;
    private final AtomicReference<@Nullable RunTally> tally = new AtomicReference<>();
    private final AtomicReference<@Nullable Lifetime> lifetime = new AtomicReference<>();
    private final AtomicReference<@Nullable ConfigurableApplicationContext> started = new AtomicReference<>();
    private final AtomicBoolean limited = new AtomicBoolean();
    private volatile boolean signalled;
    private volatile boolean over;
    private volatile Duration patience = GracefulStop.AT_MOST;

    /** A command over this application. */
    public CommandLine(SpringApplication application) {
        this.application = application;
    }

    /**
     * Runs the command. Returns only if the process stays to serve review or to keep a schedule; ends the process
     * otherwise.
     */
    public void run(String... args) {
        Signals.atEnd(this::stop);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (!over) {
                haltInTime();
            }
        }));
        // Now, for a signal may have closed the context when the runs have ended.
        application.addListeners((ApplicationListener<ApplicationStartedEvent>) event -> {
            lifetime.set(event.getApplicationContext().getBean(Lifetime.class));
            started.set(event.getApplicationContext());
        });
        application.addListeners((ApplicationListener<ApplicationStartedEvent>)
                event -> PageAddress.of(event.getApplicationContext().getEnvironment())
                        .ifPresent(address -> LOG.info("The page is at {}", address)));
        application.addInitializers(new Beginning());
        application.addListeners(new Quiet());
        application.addListeners(new Prepared());
        ConfigurableApplicationContext context;
        try {
            context = application.run(BarePaths.named(args));
        } catch (SpringApplication.AbandonedRunException e) { // a report was all that was wanted, or the build's look
            if (Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING)) {
                throw e;
            }
            exit(ExitCodes.OK);
            return;
        } catch (RuntimeException e) { // Spring Boot has reported it
            exit(ExitCodes.of(e));
            return;
        }
        Lifetime stay = lifetime.get();
        if (stay != null && stay.isOver()) {
            context.close();
            exit(code());
        }
    }

    /** At a signal: what has started closes, and the process exits; the JVM's hooks close what is still starting. */
    private void stop() {
        signalled = true;
        haltInTime();
        ConfigurableApplicationContext context = started.get();
        try {
            if (context != null) {
                context.close();
            }
        } finally {
            System.exit(code());
        }
    }

    /** Sees to it, before anything is logged, that nothing is where the results of a command go. */
    private static final class Quiet implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

        @Override
        public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
            if (TrialCommands.takesStandardOutput(event.getEnvironment())) {
                Terminal.reserveOutput();
            }
            if (ForgetCommand.in(event.getEnvironment()).isPresent() || isQuietWorker(event.getEnvironment())) {
                event.getEnvironment()
                        .getPropertySources()
                        .addFirst(new MapPropertySource("no port", Map.of("spring.main.web-application-type", "none")));
            }
        }

        /** One that serves nobody: it was given no port. The packaged default is no wish for one. */
        private static boolean isQuietWorker(ConfigurableEnvironment environment) {
            return RunnerRules.isWorker(environment) && !RunnerRules.isPortGiven(environment);
        }

        /** Between the reading of the environment and the set-up of the log. */
        @Override
        public int getOrder() {
            return LoggingApplicationListener.DEFAULT_ORDER - 1;
        }
    }

    /**
     * Has the application start with the beans that the build has written down, where these are in the jar and are the
     * ones that the settings ask for: a tenth of a start is the search for them. A user's own setting wins.
     */
    private static final class Prepared implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

        @Override
        public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
            if (SpringProperties.getProperty(AotDetector.AOT_ENABLED) == null
                    && !Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING)
                    && isInJar(event.getSpringApplication())
                    && PackagedBeans.suffice(event.getEnvironment())) {
                SpringProperties.setFlag(AotDetector.AOT_ENABLED);
            }
        }

        private static boolean isInJar(SpringApplication application) {
            Class<?> main = application.getMainApplicationClass();
            return main != null
                    && ClassUtils.isPresent(
                            main.getName() + "__ApplicationContextInitializer", application.getClassLoader());
        }

        /** Behind whatever changes the environment. */
        @Override
        public int getOrder() {
            return LOWEST_PRECEDENCE;
        }
    }

    /**
     * What begins as soon as the command is understood. The natives are loaded while the application starts, for it
     * takes about as long; not if there is nothing to train.
     */
    private final class Beginning implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {

        @Override
        public void initialize(ConfigurableApplicationContext context) {
            tally.set(context.getBeanFactory().getBean(RunTally.class));
            patience = context.getEnvironment().getProperty(GracefulStop.SETTING, Duration.class, patience);
            SpecFiles.Reading reading = context.getBeanFactory().getBean(SpecFiles.Reading.class);
            if (reading.faults().isEmpty() && !reading.good().experiments().isEmpty()) {
                context.getBeanFactory().registerSingleton("loadingNatives", LoadingNatives.begin());
            }
        }

        /** After the spec was read and before its data are looked at. */
        @Override
        public int getOrder() {
            return 0;
        }
    }

    /**
     * ND4J's natives on their way.
     *
     * @param natives their name, once they are ready
     */
    record LoadingNatives(CompletableFuture<String> natives) {

        static LoadingNatives begin() {
            Natives.cacheElsewhere()
                    .ifPresent(folder -> LOG.info(
                            "There is no home folder that can be written, so the native libraries are unpacked into {}"
                                    + " (-Dorg.bytedeco.javacpp.cachedir=FOLDER names another)",
                            folder));
            return new LoadingNatives(Natives.preload());
        }
    }

    /** What this process says to the shell if it ends now. */
    private int code() {
        RunTally runs = tally.get();
        return runs == null ? ExitCodes.STOPPED : ExitCodes.of(runs.worst());
    }

    /**
     * Ends the process, unless a signal is doing so. It waits for whoever has something to write at its end, such as a
     * profiler.
     */
    private void exit(int with) {
        if (!signalled) {
            over = true;
            System.exit(with);
        }
    }

    /**
     * Ends the process when its time is over, however long the web server, the database, a start that is not over or a
     * profiler take: what counts is on the disk.
     */
    private void haltInTime() {
        if (!limited.compareAndSet(false, true)) {
            return;
        }
        Thread end = new Thread(() -> {
            try {
                TimeUnit.MILLISECONDS.sleep(patience.plus(ALLOWANCE).toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(code());
        });
        end.setDaemon(true);
        end.start();
    }
}
