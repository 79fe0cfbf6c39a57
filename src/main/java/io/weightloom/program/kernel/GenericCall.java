package io.weightloom.program.kernel;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.LongPointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.BaseReduceOp;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.ReduceOp;
import org.nd4j.linalg.api.ops.ScalarOp;
import org.nd4j.linalg.api.ops.TransformOp;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.cpu.nativecpu.buffer.BaseCpuDataBuffer;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * One op of ND4J bound to arrays, so that it can be run again and again: what SameDiff's session sets up anew for each
 * run is set up once. Not thread-safe; ND4J frees the native context after this object has become unreachable.
 */
public final class GenericCall implements Kernel {

    private final DifferentialFunction op;
    private final OpContext context = Nd4j.getExecutioner().buildContext();
    private final @Nullable INDArray scalar;

    private GenericCall(DifferentialFunction op, @Nullable INDArray scalar) {
        this.op = op;
        this.scalar = scalar;
    }

    /**
     * Binds the inputs.
     *
     * @param op is not changed, except for an axis or a scalar that the graph gives it as its second input
     * @param inputs in the op's order
     */
    public static GenericCall of(DifferentialFunction op, List<INDArray> inputs) {
        if (op instanceof CustomOp custom) {
            GenericCall call = new GenericCall(op, null);
            call.context.setArgs(
                    inputs.toArray(INDArray[]::new), custom.iArgs(), custom.dArgs(), custom.tArgs(), custom.bArgs());
            return call;
        }
        boolean second = inputs.size() == 2;
        if (second && op instanceof ReduceOp reduce && reduce.getOpType() != Op.Type.REDUCE3) {
            axis(op, inputs.get(0), inputs.get(1));
            return legacy(op, null, inputs.subList(0, 1));
        }
        return legacy(op, second && op instanceof ScalarOp ? inputs.get(1) : null, inputs);
    }

    private static GenericCall legacy(DifferentialFunction op, @Nullable INDArray scalar, List<INDArray> inputs) {
        GenericCall call = new GenericCall(op, scalar);
        for (int i = 0; i < inputs.size(); i++) {
            call.context.setInputArray(i, inputs.get(i));
        }
        return call;
    }

    /** An axis that the graph gives as an input is an argument of the op itself for ND4J. */
    private static void axis(DifferentialFunction op, INDArray x, INDArray axes) {
        if (axes.isEmpty()) {
            throw new IllegalArgumentException(
                    "Cannot compile op '%s': it reduces along no axis at all".formatted(op.getOwnName()));
        }
        op.setDimensions(Shape.normalizeAxis(x.rank(), axes.toIntVector()));
        ((BaseReduceOp) op).setEmptyReduce(false);
    }

    /** The shapes and types of the outputs, as far as the inputs' shapes (or, for few ops, values) tell. */
    public List<LongShapeDescriptor> outputShapes() {
        applyScalar();
        List<LongShapeDescriptor> shapes = op instanceof CustomOp custom
                ? custom.calculateOutputShape(context)
                : ((org.nd4j.linalg.api.ops.BaseOp) op).calculateOutputShape(context);
        if (shapes == null || shapes.isEmpty()) {
            throw new IllegalArgumentException("Op '%s' of kind %s does not tell the shape of its outputs"
                    .formatted(op.getOwnName(), op.opName()));
        }
        return shapes;
    }

    /** Binds the outputs, which have the shapes of {@link #outputShapes()}. */
    public GenericCall into(List<INDArray> outputs) {
        for (int i = 0; i < outputs.size(); i++) {
            context.setOutputArray(i, outputs.get(i));
        }
        return this;
    }

    @Override
    public void run() {
        if (op instanceof CustomOp custom) {
            NativeOps natives = NativeOpsHolder.getInstance().getDeviceNativeOps();
            int status = natives.execCustomOp2(null, custom.opHash(), context.contextPointer());
            if (status != 0) {
                throw new IllegalStateException("Op '%s' of kind %s failed with status %s: %s"
                        .formatted(op.getOwnName(), op.opName(), status, natives.lastErrorMessage()));
            }
        } else if (op instanceof TransformOp t && t.getOpType() == Op.Type.TRANSFORM_STRICT && t.extraArgs() == null) {
            transform(context.getInputArray(0), context.getOutputArray(0));
        } else {
            applyScalar();
            Nd4j.exec((Op) op, context);
        }
    }

    /** A plain function of each element, without what ND4J's executioner does around it at every call. */
    private void transform(INDArray x, INDArray z) {
        NativeOps natives = NativeOpsHolder.getInstance().getDeviceNativeOps();
        natives.execTransformStrict(
                null,
                ((Op) op).opNum(),
                ((BaseCpuDataBuffer) x.data()).getOpaqueDataBuffer(),
                (LongPointer) x.shapeInfoDataBuffer().addressPointer(),
                null,
                ((BaseCpuDataBuffer) z.data()).getOpaqueDataBuffer(),
                (LongPointer) z.shapeInfoDataBuffer().addressPointer(),
                null,
                null);
        if (natives.lastErrorCode() != 0) {
            throw new IllegalStateException("Op '%s' of kind %s failed: %s"
                    .formatted(op.getOwnName(), op.opName(), natives.lastErrorMessage()));
        }
    }

    private void applyScalar() {
        if (scalar != null) {
            ((ScalarOp) op).setScalar(scalar);
        }
    }

    /** The type of an output: SameDiff's word counts, because some ops do not know it (deeplearning4j issue 6872). */
    public static INDArray allocate(LongShapeDescriptor shape, DataType type) {
        if (shape.isEmpty()) {
            throw new IllegalArgumentException(
                    "Cannot compile an op with an empty output of shape " + Arrays.toString(shape.getShape()));
        }
        return Nd4j.create(type, shape.getShape(), 'c');
    }
}
