package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.kernel.Graph;
import dev.headrace.simulator.kernel.InPort;
import dev.headrace.simulator.kernel.Operator;
import dev.headrace.simulator.kernel.OutPort;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What leads where in a design as it is wired, the same for every core: the part of a result by which it can be drawn.
 *
 * @param tensors operator that moves tiles of a tensor, to the tensor's name
 * @param streams from their makers to their readers, those of one maker together
 */
public record DataflowGraph(Map<String, String> tensors, List<Stream> streams) {
    /**
     * A stream to one of its readers.
     *
     * @param from operator that makes it
     * @param to operator that reads it
     * @param channel the FIFO between them
     * @param tokenBytes bytes of the largest token; 0 if tokens say only that something is done
     * @param in scratchpad that it is kept in; null for a FIFO of its own
     */
    public record Stream(
            String from,
            String to,
            String channel,
            long tokenBytes,
            @Nullable String in) {}

    public DataflowGraph {
        streams = List.copyOf(streams);
    }

    /** Of a wired design. The kernel's own bookkeeping, such as what keeps stages apart, is not in it. */
    public static DataflowGraph of(Machinery made) {
        Graph graph = made.graph();
        Map<String, String> tensors = new LinkedHashMap<>();
        Map<Integer, String> readers = new LinkedHashMap<>();
        for (int o = 0; o < graph.operators().size(); o++) {
            String name = made.operator(o);
            Op op = made.operators.get(o).op;
            if (op != null && op.access() != null) {
                tensors.put(name, op.access().tensor().name());
            }
            for (InPort in : graph.operators().get(o).inputs()) {
                readers.put(in.channel(), name);
            }
        }
        Map<List<String>, Stream> streams = new LinkedHashMap<>();
        for (int o = 0; o < graph.operators().size(); o++) {
            Operator operator = graph.operators().get(o);
            for (OutPort out : operator.outputs()) {
                String from = made.operator(o);
                String to = readers.getOrDefault(out.channel(), "");
                if (!from.isEmpty() && !to.isEmpty()) {
                    Stream stream = stream(made, out.channel(), from, to);
                    streams.merge(List.of(from, to, stream.channel()), stream, DataflowGraph::larger);
                }
            }
        }
        return new DataflowGraph(tensors, new ArrayList<>(streams.values()));
    }

    private static Stream stream(Machinery made, int channel, String from, String to) {
        Machinery.ChannelPlace place = made.channels().get(channel);
        String name = place.isHidden()
                ? made.graph().channels().get(channel).name().replaceFirst("#\\d+$", "")
                : place.name();
        return new Stream(from, to, name, place.tokenBytes(), place.scratchpad());
    }

    private static Stream larger(Stream a, Stream b) {
        return a.tokenBytes() >= b.tokenBytes() ? a : b;
    }
}
