package io.weightloom.runner.process;

import io.weightloom.program.natives.NativesException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** ND4J's native library cannot be loaded; the exception's message says why and what to do. */
final class NativesFailureAnalyzer extends AbstractFailureAnalyzer<NativesException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, NativesException cause) {
        return new FailureAnalysis(
                String.valueOf(cause.getMessage()),
                "Nothing was trained. Make room there, or name another folder.",
                cause);
    }
}
