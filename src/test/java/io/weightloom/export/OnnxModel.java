package io.weightloom.export;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A model that ONNX Runtime has loaded and runs, on one thread. */
public final class OnnxModel implements AutoCloseable {

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final Map<String, OnnxTensor> inputs = new HashMap<>();

    public OnnxModel(byte[] bytes) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            session = environment.createSession(bytes, options);
        } catch (OrtException e) {
            throw new AssertionError("ONNX Runtime cannot load the model", e);
        }
    }

    Set<String> inputNames() {
        return session.getInputNames();
    }

    Map<String, String> metadata() throws OrtException {
        return session.getMetadata().getCustomMetadata();
    }

    public OnnxModel with(String input, float[] values, long... shape) throws OrtException {
        inputs.put(input, OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape));
        return this;
    }

    OnnxModel with(String input, double[] values, long... shape) throws OrtException {
        inputs.put(input, OnnxTensor.createTensor(environment, DoubleBuffer.wrap(values), shape));
        return this;
    }

    OnnxModel with(String input, long[] values, long... shape) throws OrtException {
        inputs.put(input, OnnxTensor.createTensor(environment, LongBuffer.wrap(values), shape));
        return this;
    }

    /** An output of floats, row-major. */
    public float[] floats(String output) throws OrtException {
        try (OrtSession.Result result = session.run(inputs, Set.of(output))) {
            FloatBuffer buffer = ((OnnxTensor) result.get(output).orElseThrow()).getFloatBuffer();
            float[] floats = new float[buffer.remaining()];
            buffer.get(floats);
            return floats;
        }
    }

    /** An output of floating-point numbers, row-major. */
    double[] numbers(String output) throws OrtException {
        try (OrtSession.Result result = session.run(inputs, Set.of(output))) {
            OnnxTensor tensor = (OnnxTensor) result.get(output).orElseThrow();
            double[] numbers = new double[(int) tensor.getInfo().getNumElements()];
            if (tensor.getInfo().type == OnnxJavaType.DOUBLE) {
                tensor.getDoubleBuffer().get(numbers);
            } else {
                FloatBuffer floats = tensor.getFloatBuffer();
                Arrays.setAll(numbers, floats::get);
            }
            return numbers;
        }
    }

    /** An output of whole numbers. */
    long[] longs(String output) throws OrtException {
        try (OrtSession.Result result = session.run(inputs, Set.of(output))) {
            LongBuffer buffer = ((OnnxTensor) result.get(output).orElseThrow()).getLongBuffer();
            long[] longs = new long[buffer.remaining()];
            buffer.get(longs);
            return longs;
        }
    }

    @Override
    public void close() throws OrtException {
        inputs.values().forEach(OnnxTensor::close);
        session.close();
    }
}
