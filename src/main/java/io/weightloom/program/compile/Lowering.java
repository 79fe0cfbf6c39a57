package io.weightloom.program.compile;

import io.weightloom.program.ir.Images;
import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.OpList;
import io.weightloom.program.ir.Operation;
import io.weightloom.program.ir.Value;
import io.weightloom.program.ir.Window;
import io.weightloom.program.kernel.Arena;
import io.weightloom.program.kernel.ConvolutionShapes;
import io.weightloom.program.kernel.Convolutions;
import io.weightloom.program.kernel.Elements;
import io.weightloom.program.kernel.GenericCall;
import io.weightloom.program.kernel.Kernel;
import io.weightloom.program.kernel.Kernels;
import io.weightloom.program.kernel.Memory;
import io.weightloom.program.kernel.Outer;
import io.weightloom.program.kernel.Pieces;
import io.weightloom.program.kernel.Pools;
import io.weightloom.program.kernel.SharedSums;
import io.weightloom.program.kernel.Spans;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/** The last pass: turns each node into kernels that are bound to the places of its values. */
final class Lowering {

    private final OpList list;
    private final BufferAllocation allocation;
    private final Arena arena;
    private final Map<String, INDArray> others; // values of other types than the program's
    private final Map<String, INDArray> views = new HashMap<>();
    private final List<Kernel> kernels = new ArrayList<>();
    private final List<Outer> outers = new ArrayList<>();
    private final Pieces.Scratch scratch = new Pieces.Scratch();
    private final ProductLowering products;

    /** @param others filled with an array for each value that is not of the arena's type */
    private Lowering(OpList list, BufferAllocation allocation, Arena arena, Map<String, INDArray> others) {
        this.list = list;
        this.allocation = allocation;
        this.arena = arena;
        this.others = others;
        this.products = new ProductLowering(list, allocation, arena);
    }

    /**
     * What the nodes became.
     *
     * @param kernels to run in this order
     * @param outers gradients that no kernel computes
     */
    record Lowered(Kernel[] kernels, List<Outer> outers) {}

    static Lowered lower(OpList list, BufferAllocation allocation, Arena arena, Map<String, INDArray> others) {
        Lowering lowering = new Lowering(list, allocation, arena, others);
        list.nodes().forEach(lowering::lower);
        return new Lowered(lowering.kernels.toArray(Kernel[]::new), List.copyOf(lowering.outers));
    }

    private void lower(Node node) {
        Operation operation = node.operation();
        if (operation instanceof Operation.Generic generic) {
            List<INDArray> inputs = node.inputs().stream().map(this::array).toList();
            List<INDArray> outputs = node.outputs().stream().map(this::array).toList();
            kernels.add(GenericCall.of(generic.op(), inputs).into(outputs));
        } else if (operation instanceof Operation.Assemble assemble) {
            for (int i = 0; i < node.inputs().size(); i++) {
                assemble(node.inputs().get(i), node.output(), assemble.offsets().get(i));
            }
        } else if (operation instanceof Operation.Outer outer) {
            outers.add(new Outer(outer.offset(), input(node, 0), input(node, 1)));
        } else if (operation instanceof Operation.Elementwise group) {
            kernels.add(PieceLowering.lower(group, node.outputs(), list, this::elements, scratch));
        } else if (operation instanceof Operation.Product product) {
            kernels.add(products.product(node, product.a(), product.b(), 0));
        } else if (operation instanceof Operation.Affine affine) {
            kernels.add(spread(node.inputs().get(2), node.output()));
            kernels.add(products.product(node, affine.a(), affine.b(), 1));
        } else if (operation instanceof Operation.Loss loss) {
            Elements value = elements(node.outputs().get(0));
            Elements gradient = elements(node.outputs().get(1));
            Kernel kernel = Kernels.loss(
                    loss.kind(),
                    input(node, 0),
                    input(node, 1),
                    Math.toIntExact(list.value(node.inputs().get(0)).shape()[1]),
                    value,
                    gradient);
            kernels.add(loss.weight() == 1 ? kernel : kernel.weighted(loss.weight(), value, gradient));
        } else if (operation instanceof Operation.Convolution convolution) {
            convolutions(node, convolution.tasks());
        } else if (operation instanceof Operation.WeightGradient gradient) {
            convolutions(node, gradient.tasks());
        } else if (operation instanceof Operation.ImageGradient gradient) {
            convolutions(node, gradient.tasks());
        } else if (operation instanceof Operation.MaxPool pool) {
            kernels.add(Pools.max(
                    pool.window(),
                    images(node.inputs().get(0)),
                    images(node.outputs().get(0)),
                    input(node, 0),
                    elements(node.outputs().get(0)),
                    elements(node.outputs().get(1))));
        } else if (!(operation instanceof Operation.Alias)) {
            kernels.add(elementwise(node, elements(node.output())));
        }
    }

    /** Copies rows, each as often as it takes, into as many. */
    private Kernel spread(String some, String all) {
        if (list.value(some).size() == list.value(all).size()) {
            Elements source = elements(some);
            Elements target = elements(all);
            return () -> target.copy(source);
        }
        return Kernels.repeat(rows(some, width(all)), rows(all, width(all)));
    }

    private Kernel elementwise(Node node, Elements output) {
        Operation operation = node.operation();
        if (operation instanceof Operation.Join join) {
            return Kernels.join(
                    node.inputs().stream().map(this::elements).toList(), join.columns(), rowsOf(node.output()), output);
        } else if (operation instanceof Operation.Cut cut) {
            return Kernels.cut(input(node, 0), cut.column(), rowsOf(node.output()), output);
        }
        if (operation instanceof Operation.Add) {
            return Kernels.add(input(node, 0), input(node, 1), output);
        } else if (operation instanceof Operation.AddRow) {
            return Kernels.addRow(input(node, 0), input(node, 1), width(node.output()), output);
        } else if (operation instanceof Operation.Multiply) {
            return Kernels.multiply(input(node, 0), input(node, 1), output);
        } else if (operation instanceof Operation.MultiplyRow) {
            return Kernels.multiplyRow(input(node, 0), input(node, 1), output);
        } else if (operation instanceof Operation.Permute permute) {
            return Kernels.gather(
                    input(node, 0),
                    permuted(permute.axes(), list.value(node.inputs().get(0)).shape()),
                    output);
        } else if (operation instanceof Operation.Scale scale) {
            return Kernels.scale(input(node, 0), scale.factor(), scale.summand(), output);
        } else if (operation instanceof Operation.Power power) {
            return Kernels.power(input(node, 0), power.factor(), power.exponent(), output);
        } else if (operation instanceof Operation.Map map) {
            return Kernels.map(map.function(), input(node, 0), output);
        } else if (operation instanceof Operation.Derivative derivative) {
            return Kernels.derivative(derivative.function(), input(node, 0), input(node, 1), output);
        } else if (operation instanceof Operation.Sum) {
            return Kernels.sum(input(node, 0), output);
        } else if (operation instanceof Operation.Fill) {
            return Kernels.fill(input(node, 0), output);
        }
        return shared(node, output);
    }

    private Kernel shared(Node node, Elements output) {
        Operation operation = node.operation();
        String first = node.inputs().get(0);
        if (operation instanceof Operation.AddShared add) {
            return spans(node.output(), node.inputs().get(1)).add(input(node, 0), input(node, 1), add.factor(), output);
        } else if (operation instanceof Operation.MultiplyShared) {
            return spans(node.output(), node.inputs().get(1)).multiply(input(node, 0), input(node, 1), output);
        } else if (operation instanceof Operation.SumShared sum) {
            Spans spans = spans(first, node.output());
            return node.inputs().size() == 1
                    ? SharedSums.sum(spans, input(node, 0), sum.factor(), output)
                    : SharedSums.dot(spans, input(node, 0), input(node, 1), sum.factor(), output);
        } else if (operation instanceof Operation.SpreadShared spread) {
            return spans(node.output(), first).spread(input(node, 0), spread.factor(), output);
        }
        return pooled(node, output);
    }

    private Spans spans(String whole, String shared) {
        return Spans.of(list.value(whole).shape(), list.value(shared).shape()).orElseThrow();
    }

    private Kernel pooled(Node node, Elements output) {
        Operation operation = node.operation();
        if (operation instanceof Operation.MaxPoolGradient) {
            Images pooled = images(node.inputs().get(1));
            return Pools.maxGradient(images(node.output()), pooled, input(node, 0), input(node, 1), output);
        } else if (operation instanceof Operation.MeanPool pool) {
            Images images = images(node.inputs().get(0));
            return Pools.mean(pool.window(), images, images(node.output()), input(node, 0), output);
        } else if (operation instanceof Operation.MeanPoolGradient pool) {
            Images pooled = images(node.inputs().get(0));
            return Pools.meanGradient(pool.window(), images(node.output()), pooled, input(node, 0), output);
        }
        throw new IllegalStateException("No kernel for " + operation);
    }

    /** One kernel for each task. */
    private void convolutions(Node node, int tasks) {
        for (int task = 0; task < tasks; task++) {
            kernels.add(convolution(node, new Share(task, tasks)));
        }
    }

    private Kernel convolution(Node node, Share share) {
        List<String> in = node.inputs();
        List<String> out = node.outputs();
        if (node.operation() instanceof Operation.Convolution convolution) {
            return Convolutions.forward(
                    shapes(convolution.window(), in.get(0), out.get(0), share),
                    memory(in.get(0), share),
                    memory(in.get(1), share).elements(),
                    in.size() == 3 ? Optional.of(input(node, 2)) : Optional.empty(),
                    memory(out.get(0), share),
                    memory(out.get(1)),
                    memory(out.get(2)),
                    memory(out.get(3)),
                    elements(out.get(4)));
        } else if (node.operation() instanceof Operation.WeightGradient gradient) {
            return Convolutions.weightGradient(
                    shapes(gradient.window(), in.get(0), in.get(1), share),
                    memory(in.get(0), share),
                    memory(in.get(1), share),
                    memory(out.get(0), share),
                    memory(out.get(1)),
                    memory(out.get(2)),
                    memory(out.get(3)));
        } else if (node.operation() instanceof Operation.ImageGradient gradient) {
            return Convolutions.imageGradient(
                    shapes(gradient.window(), out.get(0), in.get(1), share),
                    memory(in.get(0), share).elements(),
                    memory(in.get(1), share),
                    memory(out.get(0), share),
                    memory(out.get(1)),
                    memory(out.get(2)),
                    memory(out.get(3)),
                    memory(out.get(4)),
                    elements(out.get(5)));
        }
        throw new IllegalStateException("No convolution: " + node.operation());
    }

    private ConvolutionShapes shapes(Window window, String x, String y, Share share) {
        return ImageOps.shapes(window, share.of(images(x)), share.of(images(y)));
    }

    /** One of equal parts, side by side. */
    private record Share(int number, int count) {

        Images of(Images images) {
            return new Images(images.batch() / count, images.channels(), images.rows(), images.columns());
        }
    }

    private Memory memory(String name, Share share) {
        int size = list.value(name).size() / share.count();
        int offset = allocation.offset(name) + share.number() * size;
        return new Memory(arena.elements(offset, size), arena.pointer(offset));
    }

    private Images images(String name) {
        return Images.of(list.value(name).shape());
    }

    private Memory memory(String name) {
        return new Memory(elements(name), arena.pointer(allocation.offset(name)));
    }

    /** For each element of a permuted array the number of the element that it is. */
    private static int[] permuted(List<Integer> axes, long[] shape) {
        int[] strides = new int[shape.length];
        int size = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            strides[axis] = size;
            size *= Math.toIntExact(shape[axis]);
        }
        int[] from = new int[size];
        int filled = 1;
        for (int last = axes.size() - 1; last >= 0; last--) { // innermost axis first
            int axis = axes.get(last);
            for (int place = Math.toIntExact(shape[axis]) - 1; place >= 0; place--) {
                for (int i = 0; i < filled; i++) {
                    from[place * filled + i] = from[i] + place * strides[axis];
                }
            }
            filled *= Math.toIntExact(shape[axis]);
        }
        return from;
    }

    /** Number of rows of a matrix. */
    private int rowsOf(String matrix) {
        return Math.toIntExact(list.value(matrix).shape()[0]);
    }

    /** Last extent. */
    private int width(String matrices) {
        long[] shape = list.value(matrices).shape();
        return Math.toIntExact(shape[shape.length - 1]);
    }

    /** The rows of one matrix, or of several. */
    private Elements[] rows(String matrices, int width) {
        Elements[] rows = new Elements[list.value(matrices).size() / width];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = arena.elements(allocation.offset(matrices) + row * width, width);
        }
        return rows;
    }

    private Elements input(Node node, int number) {
        return elements(node.inputs().get(number));
    }

    private void assemble(String piece, String whole, int offset) {
        if (!allocation.within(piece, whole, offset)) {
            Elements source = elements(piece);
            Elements target = arena.elements(allocation.offset(whole) + offset, source.size());
            kernels.add(() -> target.copy(source));
        }
    }

    private Elements elements(String name) {
        return arena.elements(allocation.offset(name), list.value(name).size());
    }

    private INDArray array(String name) {
        Value value = list.value(name);
        return value.type() == arena.type()
                ? views.computeIfAbsent(name, n -> arena.view(allocation.offset(n), value.shape()))
                : others.computeIfAbsent(name, n -> other(value));
    }

    private static INDArray other(Value value) {
        return value.origin() instanceof Value.Constant constant
                ? constant.array().dup('c')
                : GenericCall.allocate(LongShapeDescriptor.fromShape(value.shape(), value.type()), value.type());
    }
}
