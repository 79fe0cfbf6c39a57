package io.weightloom.runner.console;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.layout.TTLLLayout;
import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.CoreConstants;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.pattern.DynamicConverter;
import io.weightloom.text.Legible;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.MessageFormatter;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.event.ApplicationStartingEvent;
import org.springframework.boot.context.event.SpringApplicationEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.boot.logging.logback.ExtendedWhitespaceThrowableProxyConverter;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

/**
 * Makes all that is logged legible where it leaves: in the converters of the appenders' patterns. An argument of a
 * message is one line, whatever it holds; only a {@link Block} has several.
 */
public final class LegibleLog implements ApplicationListener<SpringApplicationEvent>, Ordered {

    /** Of lines that come before the log is set up: that of the packaged settings. */
    private static final String EARLY = "%d{HH:mm:ss} %-5level %msg%n%ex";

    private static final Map<String, Supplier<DynamicConverter<?>>> CONVERTERS = converters();

    /**
     * Lines of our own making, such as a table's, as an argument of a message.
     *
     * @param text whose cells are legible already
     */
    public record Block(String text) {

        @Override
        public String toString() {
            return text;
        }
    }

    /** As soon as Spring Boot has made the appenders; before that, Logback has one. */
    @Override
    public int getOrder() {
        return LoggingApplicationListener.DEFAULT_ORDER + 1;
    }

    @Override
    public void onApplicationEvent(SpringApplicationEvent event) {
        boolean hasAppenders =
                event instanceof ApplicationStartingEvent || event instanceof ApplicationEnvironmentPreparedEvent;
        if (hasAppenders && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            Map<Object, Object> rules = new HashMap<>();
            if (context.getObject(CoreConstants.PATTERN_RULE_REGISTRY_FOR_SUPPLIERS) instanceof Map<?, ?> others) {
                rules.putAll(others);
            }
            rules.putAll(CONVERTERS);
            context.putObject(CoreConstants.PATTERN_RULE_REGISTRY_FOR_SUPPLIERS, rules);
            for (Logger logger : context.getLoggerList()) {
                logger.iteratorForAppenders().forEachRemaining(LegibleLog::restart);
            }
        }
    }

    /** Reads the appender's pattern again, now with our converters. */
    private static void restart(Appender<ILoggingEvent> appender) {
        if (appender instanceof OutputStreamAppender<ILoggingEvent> stream
                && stream.getEncoder() instanceof LayoutWrappingEncoder<ILoggingEvent> encoder) {
            if (encoder.getLayout() instanceof TTLLLayout) { // Logback's own, whose words cannot be changed
                PatternLayoutEncoder early = new PatternLayoutEncoder();
                early.setContext(stream.getContext());
                early.setPattern(EARLY);
                early.start();
                stream.setEncoder(early);
            } else if (encoder instanceof PatternLayoutEncoder) {
                encoder.stop();
                encoder.start();
            }
        }
    }

    private static Map<String, Supplier<DynamicConverter<?>>> converters() {
        Map<String, Supplier<DynamicConverter<?>>> converters = new HashMap<>();
        for (String word : new String[] {"m", "msg", "message"}) {
            converters.put(word, Message::new);
        }
        for (String word : new String[] {"ex", "exception", "throwable"}) {
            converters.put(word, Trace::new);
        }
        for (String word : new String[] {"wEx", "wex", "xEx", "xException", "xThrowable"}) {
            converters.put(word, LongTrace::new);
        }
        return converters;
    }

    private static final class Message extends MessageConverter {

        @Override
        public String convert(ILoggingEvent event) {
            Object[] arguments = event.getArgumentArray();
            if (arguments == null || arguments.length == 0) { // such as Spring Boot's report of a failed start
                return Legible.lines(String.valueOf(event.getMessage()));
            }
            Object[] legible = Arrays.stream(arguments)
                    .map(argument -> argument instanceof Block block
                            ? Legible.lines(block.text())
                            : argument instanceof Number ? argument : Legible.line(text(argument)))
                    .toArray();
            return Legible.lines(String.valueOf(
                    MessageFormatter.arrayFormat(event.getMessage(), legible).getMessage()));
        }

        private static String text(Object argument) {
            return argument instanceof Object[] many ? Arrays.deepToString(many) : String.valueOf(argument);
        }
    }

    private static final class Trace extends ThrowableProxyConverter {

        @Override
        protected String throwableProxyToString(IThrowableProxy thrown) {
            return Legible.lines(super.throwableProxyToString(thrown));
        }
    }

    private static final class LongTrace extends ExtendedWhitespaceThrowableProxyConverter {

        @Override
        protected String throwableProxyToString(IThrowableProxy thrown) {
            return Legible.lines(super.throwableProxyToString(thrown));
        }
    }
}
