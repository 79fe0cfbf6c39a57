package io.weightloom.program.kernel;

import io.weightloom.program.ir.Images;
import io.weightloom.program.kernel.ConvolutionShapes.Back;
import java.util.List;

/**
 * The gradient of a convolution's images: the convolution of that of its outputs with the kernel turned by half a turn.
 * With strides there is one for the inputs in every so many rows and columns, because other taps saw each of these.
 */
final class ImageGradients {

    private ImageGradients() {}

    /** Without strides. */
    static Kernel dense(
            ConvolutionShapes shapes,
            Elements w,
            Memory dy,
            Memory dx,
            Memory patches,
            Memory products,
            Memory turned,
            Elements ground) {
        Back back = shapes.backs().get(0);
        Correlation correlation = new Correlation(back.shapes(), dy, turned, dx, patches, products, ground, true);
        return () -> {
            turn(shapes, back, w, turned.elements());
            for (int number = 0; number < shapes.x().batch(); number++) {
                correlation.run(number, number);
            }
        };
    }

    /** Part by part, each in a place of its own, and then where it belongs. */
    static Kernel strided(
            ConvolutionShapes shapes,
            Elements w,
            Memory dy,
            Memory dx,
            Memory patches,
            Memory products,
            Memory turned,
            Memory part,
            Elements ground) {
        List<Back> backs = shapes.backs();
        if (backs.isEmpty()) { // nobody saw anything
            return () -> {
                for (int number = 0; number < shapes.x().batch(); number++) {
                    dx.elements().copy(number * ground.size(), ground, 0, ground.size());
                }
            };
        }
        Memory[] weights = new Memory[backs.size()];
        Correlation[] correlations = new Correlation[backs.size()];
        Moves[] moves = new Moves[backs.size()];
        int weight = 0;
        int patch = 0;
        for (int i = 0; i < correlations.length; i++) {
            ConvolutionShapes back = backs.get(i).shapes();
            weights[i] = turned.part(weight, back.weights());
            Memory seen = patches.part(patch, back.patchesScratch());
            correlations[i] = new Correlation(back, dy, weights[i], part, seen, products, ground, true);
            moves[i] = moves(shapes, backs.get(i));
            weight += back.weights();
            patch += back.patchesScratch();
        }
        Assembly assembly = assembly(part.elements(), dx.elements(), moves, ground);
        return () -> {
            for (int i = 0; i < correlations.length; i++) {
                turn(shapes, backs.get(i), w, weights[i].elements());
            }
            for (int number = 0; number < shapes.x().batch(); number++) {
                for (int i = 0; i < correlations.length; i++) {
                    correlations[i].run(number, 0);
                    assembly.add(i, number * shapes.x().image());
                }
            }
        };
    }

    /** Puts one part after the other into the image that begins at {@code at}. */
    private interface Assembly {
        void add(int part, int at);
    }

    /** @param ground zeros as large as an image */
    private static Assembly assembly(Elements part, Elements dx, Moves[] moves, Elements ground) {
        if (part instanceof Elements.Floats a && dx instanceof Elements.Floats b) { // arrays are faster
            float[] made = new float[a.size()];
            float[] image = new float[ground.size()];
            return (i, at) -> {
                a.buffer.get(0, made);
                moves[i].run(made, image);
                if (i == moves.length - 1) {
                    b.buffer.put(at, image);
                }
            };
        }
        return (i, at) -> {
            if (i == 0) {
                dx.copy(at, ground, 0, ground.size());
            }
            moves[i].run(part, 0, dx, at);
        };
    }

    /** From {@code [rows, columns, in, out]}, those taps, to {@code [rows, in, columns, out]}. */
    private static void turn(ConvolutionShapes shapes, Back back, Elements w, Elements turned) {
        int in = shapes.x().channels();
        int out = shapes.y().channels();
        int columns = shapes.window().columns().size();
        for (int row = 0; row < back.rowTaps().length; row++) {
            for (int column = 0; column < back.columnTaps().length; column++) {
                int source = (back.rowTaps()[row] * columns + back.columnTaps()[column]) * in * out;
                for (int i = 0; i < in; i++) {
                    int target = ((row * in + i) * back.columnTaps().length + column) * out;
                    turned.copy(target, w, source + i * out, out);
                }
            }
        }
    }

    /** Where the elements of a part belong. */
    private static Moves moves(ConvolutionShapes shapes, Back back) {
        Images from = back.shapes().y();
        Images to = shapes.x();
        int down = shapes.window().rows().stride() * to.columns();
        int right = shapes.window().columns().stride();
        int[] places = new int[from.image()];
        for (int i = 0; i < places.length; i++) {
            int row = i % from.plane() / from.columns();
            places[i] = i / from.plane() * to.plane()
                    + back.row() * to.columns()
                    + back.column()
                    + row * down
                    + i % from.columns() * right;
        }
        return Moves.to(places);
    }
}
