package io.weightloom.runner.database;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Says what to do about a database of a newer runner. */
@Order(Ordered.HIGHEST_PRECEDENCE)
class NewerDatabaseFailureAnalyzer extends AbstractFailureAnalyzer<NewerDatabaseException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, NewerDatabaseException cause) {
        return new FailureAnalysis(
                cause.getMessage() + ". Nothing was changed.",
                "Use the runner that wrote it, or a newer one; or name another database with spring.datasource.url.",
                cause);
    }
}
