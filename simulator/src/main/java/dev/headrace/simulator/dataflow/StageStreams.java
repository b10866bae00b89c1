package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.kernel.Channel;
import dev.headrace.simulator.spec.DesignSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who makes and who reads the streams of a stage on a core, and the channels between them. */
final class StageStreams {
    private final Assembly all;
    private final Dataflow.Stage stage;
    private final int number;
    private final int core;
    private final Map<String, List<Reader>> readers = new LinkedHashMap<>();
    private final Map<String, Integer> channels = new LinkedHashMap<>();

    /** Who reads a stream, with which of its inputs. */
    record Reader(Op op, int input) {
        Op.Input port() {
            return op.inputs().get(input);
        }
    }

    StageStreams(Assembly all, Dataflow.Stage stage, int number, int core) {
        this.all = all;
        this.stage = stage;
        this.number = number;
        this.core = core;
        for (Op op : stage.ops()) {
            for (int i = 0; i < op.inputs().size(); i++) {
                readers.computeIfAbsent(op.inputs().get(i).stream(), s -> new ArrayList<>())
                        .add(new Reader(op, i));
            }
        }
    }

    /** The readers of an output. */
    List<Reader> readersOf(Op.Output out) {
        return readers.getOrDefault(out.stream(), List.of());
    }

    /** The operator that makes a stream. */
    Op maker(String stream) {
        return stage.ops().stream()
                .filter(o -> o.outputs().stream().anyMatch(x -> x.stream().equals(stream)))
                .findFirst()
                .orElseThrow();
    }

    /** The output that carries a stream. */
    Op.Output output(String stream) {
        return maker(stream).outputs().stream()
                .filter(x -> x.stream().equals(stream))
                .findFirst()
                .orElseThrow();
    }

    /** The buffer between an output and a reader. */
    DesignSpec.Buffer buffer(Op maker, Op.Output out, Reader reader) {
        return all.buffers.of(number, maker, out, reader.op(), reader.port());
    }

    /** What the names of this stage's parts begin with. */
    String prefix() {
        return all.flow.stages().size() == 1 ? "" : stage.name() + ".";
    }

    /** What the names of this core's parts end with. */
    String suffix() {
        return all.cores == 1 ? "" : "#" + core;
    }

    /** True if the channel between an output and a reader is made already. */
    boolean has(Op.Output out, Reader reader) {
        return channels.containsKey(key(out, reader));
    }

    /** The channel between an output and one of its readers, made when either end is first met. */
    int channel(Op.Output out, Op maker, Reader reader) {
        Integer known = channels.get(key(out, reader));
        if (known != null) {
            return known;
        }
        String asRead = out.stream() + reader.port().ref().brackets();
        String shown = asRead + (readersOf(out).size() > 1 ? "->" + reader.op().name() : "");
        String name = prefix() + shown + suffix();
        int c;
        if (out.completion()) {
            c = all.channel(name, Channel.UNBOUNDED, 1, 1, Machinery.ChannelPlace.hidden());
        } else {
            Buffers.InForce entry = all.buffers.inForce(number, maker, out, reader.op(), reader.port());
            DesignSpec.Buffer b = entry.buffer();
            long capacity = b.tiles() == null ? Channel.UNBOUNDED : b.tiles();
            c = all.channel(
                    new Channel(name, capacity, b.forwardCycles(), b.creditCycles(), room(b, out, maker)),
                    new Machinery.ChannelPlace(
                            prefix() + shown,
                            prefix() + asRead,
                            all.buffers.largestBytes(b, out.type()),
                            entry.entry(),
                            entry.own(),
                            b.in()));
            all.made.loaded.set(c, maker.transfer() != null);
        }
        channels.put(key(out, reader), c);
        return c;
    }

    /** Which tokens there is room for, if they share some bytes as they are large. */
    private @Nullable Room room(DesignSpec.Buffer b, Op.Output out, Op maker) {
        if (b.bytes() == null) {
            return null;
        }
        Point at = new Point(maker.space());
        List<int[]> points = new Space(maker.space(), all.work.dealt(), all.work.items(core), all.flow.mask()).points();
        long[] sizes = new long[points.size()];
        for (int n = 0; n < sizes.length; n++) {
            int[] indices = points.get(n);
            for (int i = 0; i < indices.length; i++) {
                at.set(i, indices[i]);
            }
            sizes[n] = out.type().bytes(at);
        }
        return Room.of(sizes, b.bytes(), Objects.requireNonNull(b.tiles()));
    }

    private static String key(Op.Output out, Reader reader) {
        return out.stream() + "->" + reader.op().name() + "/" + reader.input();
    }
}
