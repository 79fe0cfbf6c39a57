package io.weightloom.data;

import io.weightloom.spec.DataSpec;
import io.weightloom.spec.LabelKind;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A data set, split and standardised by what the training split alone says. It consists of one task or of several, each
 * of which is split for itself.
 *
 * @param labelKind what the labels are
 * @param train examples that weights are fitted to
 * @param validation examples that choose among epochs
 * @param test examples that are used once, at the end
 * @param heldOut examples of tasks that are not trained on; empty if there are none
 * @param fingerprint SHA-256 over the raw examples, in hexadecimal, for provenance
 * @param preprocessing what lies between the raw examples and these
 */
public record Dataset(
        LabelKind labelKind,
        Examples train,
        Examples validation,
        Examples test,
        Optional<Examples> heldOut,
        String fingerprint,
        Preprocessing preprocessing) {

    /** A data set of one task, with labels as they were found. */
    public Dataset(LabelKind labelKind, Examples train, Examples validation, Examples test, String fingerprint) {
        this(
                labelKind,
                train,
                validation,
                test,
                Optional.empty(),
                fingerprint,
                Preprocessing.none(train.inputs(), labelKind, train.outputs(), Tasks.ONE));
    }

    /** What there is of one task to train on and to validate by, copied; the tests of all tasks stay. */
    public Dataset only(int number) {
        return new Dataset(
                labelKind,
                train.some(train.rows(number)),
                validation.some(validation.rows(number)),
                test,
                heldOut,
                fingerprint,
                preprocessing);
    }

    /** Whether examples have labels; else they are inputs alone. */
    public boolean isLabelled() {
        return outputs() > 0;
    }

    /**
     * The same with labels that a network gives.
     *
     * @param outputs of the network
     * @param scaled what it scales them by
     * @param labels those of some examples, row-major {@code [size, outputs]}
     */
    public Dataset labelled(int outputs, DataSpec.Standardise scaled, Function<Examples, float[]> labels) {
        UnaryOperator<Examples> with = examples -> examples.labelled(labels.apply(examples), outputs);
        return new Dataset(
                labelKind,
                with.apply(train),
                with.apply(validation),
                with.apply(test),
                heldOut.map(with),
                fingerprint,
                preprocessing.with(Predicted.unnamed(labelKind, outputs, scaled)));
    }

    /** How many tasks there are, and what describes them. */
    public Tasks tasks() {
        return preprocessing.tasks();
    }

    /** Features of one example. */
    public int inputs() {
        return train.inputs();
    }

    /** Classes, or numbers to predict; 0 without labels. */
    public int outputs() {
        return train.outputs();
    }
}
