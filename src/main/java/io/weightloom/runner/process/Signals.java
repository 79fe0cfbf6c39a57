package io.weightloom.runner.process;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signals that end a process. Left to the JVM, they would end it with 128 plus their number, and only a halt, which
 * cuts off whoever still has something to write, could say otherwise. So they are taken here, and the process exits.
 */
final class Signals {

    /** Those that the JVM ends at. */
    private static final List<String> ENDING = List.of("TERM", "INT", "HUP");

    private static final Logger log = LoggerFactory.getLogger(Signals.class);

    private Signals() {}

    /**
     * Does this, on a thread of its own, at the first of these signals; later ones do nothing. A signal that is
     * ignored, as {@code nohup} has it, stays so; and where the JVM was told to leave signals alone, they do what they
     * do.
     */
    static void atEnd(Runnable end) {
        AtomicBoolean once = new AtomicBoolean();
        Runnable first = () -> {
            if (once.compareAndSet(false, true)) {
                Thread thread = new Thread(end, "signal");
                thread.setDaemon(false); // the JVM waits for it, whoever else ends
                thread.setContextClassLoader(Signals.class.getClassLoader());
                thread.start();
            }
        };
        ENDING.forEach(name -> take(name, first));
    }

    /**
     * By reflection, for the compiler warns of the only class that knows signals, and no annotation keeps it from that.
     */
    private static void take(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Method handle = signal.getMethod("handle", signal, handler);
            Object ours = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, given) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                        }
                        return null; // of Object's methods nobody asks
                    });
            Object before =
                    handle.invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
            if (before == handler.getField("SIG_IGN").get(null)) {
                handle.invoke(null, signal.getConstructor(String.class).newInstance(name), before);
            }
        } catch (InvocationTargetException e) { // not of this system, or the JVM runs with -Xrs
            log.debug("SIG{} is left to the JVM", name, e.getCause());
        } catch (ReflectiveOperationException e) {
            log.debug("Signals are left to the JVM", e);
        }
    }
}
