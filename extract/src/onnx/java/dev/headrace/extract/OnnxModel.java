package dev.headrace.extract;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.headrace.traces.TraceException;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * A model in ONNX Runtime, on one thread. Its sums are in single precision and may differ in the last bits between kinds
 * of processors.
 */
final class OnnxModel implements Inference, AutoCloseable {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    OnnxModel(byte[] model) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            session = environment.createSession(model, options);
        } catch (OrtException e) {
            throw new TraceException("model cannot be loaded: " + e.getMessage(), e);
        }
    }

    @Override
    public Map<String, float[]> run(int[] tokens, List<String> outputs) {
        long[][] ids = new long[1][tokens.length];
        long[][] ones = new long[1][tokens.length];
        for (int i = 0; i < tokens.length; i++) {
            ids[0][i] = tokens[i];
            ones[0][i] = 1;
        }
        try (OnnxTensor input = OnnxTensor.createTensor(environment, ids);
                OnnxTensor mask = OnnxTensor.createTensor(environment, ones);
                OnnxTensor segments = OnnxTensor.createTensor(environment, new long[1][tokens.length]);
                OrtSession.Result result = session.run(
                        Map.of("input_ids", input, "attention_mask", mask, "token_type_ids", segments),
                        new HashSet<>(outputs))) {
            Map<String, float[]> tensors = new HashMap<>();
            for (Map.Entry<String, OnnxValue> entry : result) {
                FloatBuffer numbers = ((OnnxTensor) entry.getValue()).getFloatBuffer();
                float[] copy = new float[numbers.remaining()];
                numbers.get(copy);
                tensors.put(entry.getKey(), copy);
            }
            return tensors;
        } catch (OrtException e) {
            throw new TraceException("model cannot be run: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new TraceException("model cannot be closed: " + e.getMessage(), e);
        }
    }
}
