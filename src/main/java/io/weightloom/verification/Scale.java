package io.weightloom.verification;

import io.weightloom.layout.ExampleShape;
import io.weightloom.layout.Slot;
import io.weightloom.network.LayerScale;
import io.weightloom.network.graph.Names;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Target weights and pre-activations start with the second moment that the initialisation intends. What lies outside
 * the pass band is noted and rejects nothing: a network with a poor start may still learn. What is not finite is a
 * fault.
 *
 * <p>One draw of a small tensor scatters, so the pass band is that of {@link Scatter}. Where nothing is promised, the
 * band of pre-activations is {@value #FAINT} to {@value #LOUD}: at 10 a typical pre-activation is 3.2, where tanh
 * passes on less than 1 % of a gradient; at 0.01 it is 0.1, where every smooth activation is nearly a straight line.
 * Also noted are layers of which more than half of the ReLU units let no example through.
 *
 * <p>Promised powers presume inputs of unit second moment; here they are adapted to that of the batch.
 */
final class Scale implements Check {

    private static final double FAINT = 0.01;
    private static final double LOUD = 10;
    private static final double MANY_SILENT = 0.5;

    @Override
    public CheckKind kind() {
        return CheckKind.SCALE;
    }

    @Override
    public List<Finding> findings(ProbedNetwork probed) {
        Tensors tensors = probed.compute(names(probed));
        Kinks kinks = Kinks.of(probed);
        Scatter scatter = Scatter.of(probed.trial(), probed.layout());
        double input = Numbers.secondMoment(probed.input());
        double units = Double.POSITIVE_INFINITY;
        List<Finding> findings = new ArrayList<>();
        for (LayerScale layer : probed.network().layers()) {
            Slot weight = probed.layout().slot(layer.weight());
            if (probed.has(Names.target(layer.weight()))) {
                findings.add(tensor(weight, layer.weightVariance(), scatter, tensors));
            }
            layer.bias()
                    .map(probed.layout()::slot)
                    .ifPresent(bias -> findings.add(tensor(bias, layer.biasVariance(), scatter, tensors)));
            double power = layer.power(input);
            units = scatter.preActivation(weight, layer.made().channels(), units);
            findings.add(preActivation(layer, power, Scatter.band(units), tensors, kinks));
            input = layer.behind().applyAsDouble(power);
        }
        return findings;
    }

    private static Set<String> names(ProbedNetwork probed) {
        Set<String> names = new LinkedHashSet<>();
        for (LayerScale layer : probed.network().layers()) {
            Stream.of(Names.target(layer.weight())).filter(probed::has).forEach(names::add); // else made at each step
            layer.bias().map(Names::target).ifPresent(names::add);
            names.add(layer.preActivation());
        }
        return names;
    }

    private Finding tensor(Slot slot, double variance, Scatter scatter, Tensors tensors) {
        String subject = Names.target(slot.name());
        double measured = Numbers.secondMoment(tensors.values(subject));
        Scatter.Band band = Double.isNaN(variance)
                ? new Scatter.Band(0, Double.POSITIVE_INFINITY)
                : Scatter.band(scatter.tensor(slot)).around(variance);
        Measures measures = new Measures().with("second-moment", measured).with("intended", variance);
        String what = "Tensor " + slot.name();
        return finding(subject, measured, band, measures, sentence(what, measured, variance, band), Verdict.OK);
    }

    private Finding preActivation(LayerScale layer, double power, Scatter.Band relative, Tensors tensors, Kinks kinks) {
        String subject = layer.preActivation();
        double[] values = tensors.values(subject);
        double measured = Numbers.secondMoment(values);
        Scatter.Band band = Double.isNaN(power) ? new Scatter.Band(FAINT, LOUD) : relative.around(power);
        String what = subject.equals(Names.OUTPUT) ? "The output" : "Pre-activation " + subject;
        String sentence = sentence(what, measured, power, band);
        Measures measures = new Measures().with("second-moment", measured).with("intended", power);
        if (!kinks.rectifies(subject)) {
            return finding(subject, measured, band, measures, sentence, Verdict.OK);
        }
        double silent = silent(values, layer.made());
        measures.with("silent-units", silent);
        return silent <= MANY_SILENT
                ? finding(subject, measured, band, measures, sentence, Verdict.OK)
                : finding(
                        subject,
                        measured,
                        band,
                        measures,
                        "%s The ReLU behind it lets nothing through in %s of its units."
                                .formatted(sentence, Numbers.percent(silent)),
                        Verdict.NOTED);
    }

    private static String sentence(String what, double measured, double intended, Scatter.Band band) {
        boolean inside = band.contains(measured);
        String start = "%s starts with a second moment of %s".formatted(what, Numbers.text(measured));
        String limits = "%s to %s".formatted(Numbers.text(band.low()), Numbers.text(band.high()));
        if (!Double.isFinite(measured)) {
            return "%s is not finite.".formatted(what);
        }
        if (!Double.isNaN(intended)) {
            return "%s, %s %s around the intended %s."
                    .formatted(start, inside ? "within" : "outside", limits, Numbers.text(intended));
        }
        return "%s; the initialisation promises none%s."
                .formatted(start, inside ? "" : ", but it is outside " + limits);
    }

    private Finding finding(
            String subject, double measured, Scatter.Band band, Measures measures, String message, Verdict inside) {
        measures.with("low", band.low()).with("high", band.high());
        Verdict verdict =
                Double.isFinite(measured) ? band.contains(measured) ? inside : Verdict.NOTED : Verdict.NON_FINITE;
        return new Finding(kind(), subject, verdict, measures.all(), message);
    }

    /** The share of units without a number above zero, over all examples. */
    private static double silent(double[] values, ExampleShape made) {
        boolean[] speaks = new boolean[made.channels()];
        for (int i = 0; i < values.length; i++) {
            speaks[made.channel(i)] |= values[i] > 0;
        }
        int units = speaks.length;
        return 1
                - (double) IntStream.range(0, units)
                                .filter(unit -> speaks[unit])
                                .count()
                        / units;
    }
}
