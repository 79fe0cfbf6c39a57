package io.weightloom.runner.console;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * The log as the JVM starts with it, before a class of tests that read what is logged. An application of another test
 * may have left levels, filters and appenders behind, in an order of classes that differs between machines; to be named
 * in {@link ExtendWith}.
 */
public final class CleanLog implements BeforeAllCallback {

    @Override
    public void beforeAll(ExtensionContext test) throws Exception {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        new ContextInitializer(context).autoConfig();
    }
}
