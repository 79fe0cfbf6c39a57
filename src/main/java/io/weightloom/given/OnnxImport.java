package io.weightloom.given;

import io.weightloom.format.OnnxMessages;
import io.weightloom.spec.Activation;
import io.weightloom.spec.TargetSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes a target network of the graph of an ONNX model: its kind, its layers, and their weights. */
final class OnnxImport {

    private static final int MOST_POOL = 1000;
    private static final double MOST_OMEGA = 1000;

    private OnnxImport() {}

    /**
     * The network of a model's file.
     *
     * @throws GivenException naming the node that no target network can do
     * @throws io.weightloom.format.FormatException if the file is damaged
     */
    static ImportedTarget of(byte[] file) {
        OnnxWalk.Way way = OnnxWalk.of(OnnxMessages.graph(file), file.length);
        if (ResidualImport.isOne(way.end())) {
            return ResidualImport.of(way);
        }
        Blocks.Found found = Blocks.of(way.end());
        List<Blocks.Block> blocks = found.blocks();
        Optional<Double> omega = omega(blocks);
        List<Layer> layers = blocks.stream()
                .map(block -> omega.isPresent() || block.omega() == 1
                        ? block.layer()
                        : block.layer().then(new Affine(new double[] {block.omega()}, new double[] {0}, true)))
                .toList();
        TargetSpec target = target(found, layers, omega);
        return new ImportedTarget(target, weights(target, layers), found.standardise(), way.notes());
    }

    /** The factor in front of each sine, if they have one that all share; where it is folded, nothing is lost. */
    private static Optional<Double> omega(List<Blocks.Block> blocks) {
        List<Blocks.Block> hidden = blocks.subList(0, blocks.size() - 1);
        boolean same = !hidden.isEmpty()
                && hidden.stream()
                        .allMatch(block -> block.activation().equals(Optional.of(Activation.SINE))
                                && block.pool().isEmpty()
                                && !block.layer().isConvolution()
                                && block.omega() == hidden.get(0).omega());
        double omega = same ? hidden.get(0).omega() : 1;
        return omega != 1 && omega <= MOST_OMEGA ? Optional.of(omega) : Optional.empty();
    }

    private static TargetSpec target(Blocks.Found found, List<Layer> layers, Optional<Double> omega) {
        List<Layer> dense =
                layers.stream().filter(layer -> !layer.isConvolution()).toList();
        layers.forEach(ImportedTarget::check);
        if (layers.size() > dense.size()) {
            return conv(found, layers);
        }
        List<Integer> widths = new ArrayList<>();
        widths.add(layers.get(0).in());
        layers.forEach(layer -> widths.add(layer.out()));
        return omega.<TargetSpec>map(factor -> new TargetSpec.Siren(widths, factor))
                .orElseGet(() -> new TargetSpec.Mlp(widths, activation(found)));
    }

    private static TargetSpec conv(Blocks.Found found, List<Layer> layers) {
        int convolutions = (int) layers.stream().takeWhile(Layer::isConvolution).count();
        for (int extent : found.input()) {
            ImportedTarget.require(extent, ImportedTarget.MOST_PICTURE, "the input's shape " + found.input());
        }
        Optional<Step.Pool> pool = found.blocks().get(0).pool();
        for (Blocks.Block block : found.blocks().subList(0, convolutions)) {
            if (!block.pool().equals(pool)) {
                throw new GivenException(
                        "%s is followed by %s, but the first convolution by %s; supported is the same behind each"
                                .formatted(block.layer().node(), told(block.pool()), told(pool)));
            }
        }
        pool.ifPresent(square -> ImportedTarget.require(square.side(), MOST_POOL, "the side of pooled squares"));
        return new TargetSpec.Conv(
                found.input(),
                layers.subList(0, convolutions).stream()
                        .map(layer -> new TargetSpec.Convolution(
                                layer.kernel().get(0), layer.kernel().get(1), layer.out()))
                        .toList(),
                pool.map(Step.Pool::side).orElse(1),
                pool.map(Step.Pool::pooling).orElse(TargetSpec.Pooling.MAX),
                layers.subList(convolutions, layers.size()).stream()
                        .map(Layer::out)
                        .toList(),
                activation(found));
    }

    private static String told(Optional<Step.Pool> pool) {
        return pool.map(square -> "%s pooling of %s"
                        .formatted(square.pooling(), square.side())
                        .toLowerCase(Locale.ROOT))
                .orElse("no pooling");
    }

    /** That between all layers. */
    private static Activation activation(Blocks.Found found) {
        List<Blocks.Block> hidden = found.blocks().subList(0, found.blocks().size() - 1);
        Optional<Activation> first = hidden.stream().findFirst().flatMap(Blocks.Block::activation);
        for (Blocks.Block block : hidden) {
            if (!block.activation().equals(first)) {
                throw new GivenException(
                        "%s is followed by the activation %s, but the first layer by %s; supported is the same behind each"
                                .formatted(
                                        block.layer().node(), block.activation().orElseThrow(), first.orElseThrow()));
            }
        }
        return first.orElse(Activation.RELU);
    }

    private static Map<String, double[]> weights(TargetSpec target, List<Layer> layers) {
        if (!target.misfits().isEmpty()) {
            throw new GivenException(target.misfits().get(0).message());
        }
        return ImportedTarget.weights(
                target,
                layers.stream().flatMap(layer -> Stream.of(layer, layer)).toList(),
                layers.stream()
                        .flatMap(layer -> Stream.of(layer.weights(), layer.allBiases()))
                        .toList());
    }
}
