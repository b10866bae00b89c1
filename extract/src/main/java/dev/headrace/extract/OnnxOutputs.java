package dev.headrace.extract;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Makes inner tensors of an ONNX model outputs of its graph.
 *
 * <p>An ONNX file is one protobuf message, and of a singular message field that occurs twice the occurrences are merged,
 * repeated fields in them joined (protobuf encoding guide, "Last One Wins"). So it is enough to append one more {@code
 * graph} field that holds nothing but the new {@code output} entries; the model's own bytes need not be understood. Field
 * numbers from onnx.proto: ModelProto.graph = 7, GraphProto.output = 12, ValueInfoProto.name = 1.
 */
public final class OnnxOutputs {
    private static final int GRAPH = 7;
    private static final int OUTPUT = 12;
    private static final int NAME = 1;
    private static final int LENGTH_DELIMITED = 2;

    private OnnxOutputs() {}

    /**
     * The model with more outputs.
     *
     * @param model an ONNX file
     * @param names tensors of its graph that are not outputs yet
     */
    public static byte[] add(byte[] model, List<String> names) {
        ByteArrayOutputStream graph = new ByteArrayOutputStream();
        for (String name : names) {
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            field(output, NAME, name.getBytes(StandardCharsets.UTF_8));
            field(graph, OUTPUT, output.toByteArray());
        }
        ByteArrayOutputStream more = new ByteArrayOutputStream(model.length + graph.size() + 16);
        more.writeBytes(model);
        field(more, GRAPH, graph.toByteArray());
        return more.toByteArray();
    }

    private static void field(ByteArrayOutputStream out, int number, byte[] content) {
        varint(out, number << 3 | LENGTH_DELIMITED);
        varint(out, content.length);
        out.writeBytes(content);
    }

    private static void varint(ByteArrayOutputStream out, int value) {
        int rest = value;
        while (rest > 0x7f) {
            out.write((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }
}
