package io.weightloom.data;

import io.weightloom.spec.Task;

/**
 * A data set, split and standardised by what the training split alone says.
 *
 * @param task what the labels are
 * @param train examples that weights are fitted to
 * @param validation examples that choose among epochs
 * @param test examples that are used once, at the end
 * @param fingerprint SHA-256 over the raw examples, in hexadecimal, for provenance
 */
public record Dataset(Task task, Examples train, Examples validation, Examples test, String fingerprint) {

    /** Features of one example. */
    public int inputs() {
        return train.inputs();
    }

    /** Classes, or numbers to predict. */
    public int outputs() {
        return train.outputs();
    }
}
