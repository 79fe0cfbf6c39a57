package io.weightloom.program.compile;

import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.Operation;
import io.weightloom.program.kernel.ConvolutionShapes;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes nodes of convolutions, with the scratch that their kernels need. Shapes are those of one task.
 *
 * @param values of the op list, to which this class adds the scratch
 */
record ConvolutionNodes(Values values) {

    /**
     * A convolution.
     *
     * @param inputs {@code x}, weights and perhaps a bias
     */
    Node forward(ConvolutionShapes shapes, int tasks, List<String> inputs, String y) {
        return new Node(
                new Operation.Convolution(shapes.window(), tasks),
                inputs,
                with(
                        y,
                        scratch("patches", y, shapes.patchesScratch()),
                        scratch("products", y, shapes.productsScratch()),
                        scratch("turned", y, shapes.weights()),
                        scratch("ground", y, shapes.y().image())));
    }

    Node imageGradient(ConvolutionShapes shapes, int tasks, String w, String dy, String dx) {
        return new Node(
                new Operation.ImageGradient(shapes.window(), tasks),
                List.of(w, dy),
                with(
                        dx,
                        scratch("patches", dx, shapes.backPatchesScratch()),
                        scratch("products", dx, shapes.backProductsScratch()),
                        scratch("turned", dx, shapes.weights()),
                        scratch("part", dx, shapes.backImageScratch()),
                        scratch("ground", dx, shapes.x().image())));
    }

    Node weightGradient(ConvolutionShapes shapes, int tasks, String x, String dy, String dw) {
        return new Node(
                new Operation.WeightGradient(shapes.window(), tasks),
                List.of(x, dy),
                with(
                        dw,
                        scratch("patches", dw, shapes.patchesScratch()),
                        scratch("turned", dw, shapes.turnedScratch()),
                        scratch("stack", dw, shapes.stackScratch())));
    }

    private static List<String> with(String output, String... scratch) {
        List<String> outputs = new ArrayList<>(List.of(output));
        outputs.addAll(List.of(scratch));
        return outputs;
    }

    private String scratch(String what, String of, int size) {
        return values.define("<" + what + " of " + of + ">", size);
    }
}
