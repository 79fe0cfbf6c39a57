package io.weightloom.job;

import io.weightloom.program.Natives;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;

/** One command: starts the application, waits for its runs, and ends the process with the right code. */
public final class CommandLine {

    private final SpringApplication application;
    private final AtomicReference<@Nullable Tally> tally = new AtomicReference<>();
    private final AtomicReference<@Nullable Lifetime> lifetime = new AtomicReference<>();
    private volatile boolean ending;

    /** A command over this application. */
    public CommandLine(SpringApplication application) {
        this.application = application;
    }

    /**
     * Runs the command. Returns only if the process stays to serve review or to keep a schedule; ends the process
     * otherwise.
     */
    public void run(String... args) {
        // Handlers run last to first and after the context is closed, so the one that is added first has the last word.
        SpringApplication.getShutdownHandlers().add(this::endAfterSignal);
        application.addListeners((ApplicationListener<ApplicationStartedEvent>) event -> {
            // Now, for a signal may have closed the context when the runs have ended.
            tally.set(event.getApplicationContext().getBean(Tally.class));
            lifetime.set(event.getApplicationContext().getBean(Lifetime.class));
        });
        application.addInitializers(new NativesInitializer());
        ConfigurableApplicationContext context;
        try {
            context = application.run(args);
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

    /** Loads the natives while the application starts, for it takes about as long; not if there is nothing to train. */
    private static final class NativesInitializer
            implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {

        @Override
        public void initialize(ConfigurableApplicationContext context) {
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
            return new LoadingNatives(Natives.preload());
        }
    }

    private int code() {
        Tally runs = tally.get();
        return runs == null ? ExitCodes.STOPPED : ExitCodes.of(runs.worst());
    }

    /** Once a signal is ending the process, an exit would wait for ever, and its code would count for nothing. */
    private void exit(int code) {
        if (!isShuttingDown()) {
            ending = true;
            System.exit(code);
        }
    }

    /** There is no question for it, but while the JVM shuts down it takes no more hooks. */
    private static boolean isShuttingDown() {
        Thread hook = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            return !Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return true;
        }
    }

    /** A signal ended the process: the JVM would exit with 128 plus its number, whatever became of the runs. */
    private void endAfterSignal() {
        if (!ending) {
            Runtime.getRuntime().halt(code());
        }
    }
}
