package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.kernel.Channel;
import dev.headrace.simulator.kernel.InPort;
import dev.headrace.simulator.kernel.Move;
import dev.headrace.simulator.kernel.Operator;
import dev.headrace.simulator.kernel.OutPort;
import dev.headrace.simulator.kernel.Pace;
import dev.headrace.simulator.spec.DesignSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The ways of tokens that are spilled to a memory and fetched back, beside the channels of those that are not. */
final class Detours {
    private final Assembly all;
    private final StageStreams streams;
    private final Spaces spaces;
    private final int core;
    private final Map<Integer, Detour> detours = new LinkedHashMap<>();
    private final Map<String, Map<StageStreams.Reader, Integer>> stores = new LinkedHashMap<>();

    /**
     * The way of the tokens of a channel that are spilled: from their maker, if no other reader's has it, and back to
     * their reader.
     */
    record Detour(Spill spill, int away, int back) {}

    /** The spaces of operators on the core. */
    interface Spaces {
        /** The space of one. */
        Space of(Op op);
    }

    Detours(Assembly all, StageStreams streams, Spaces spaces, int core) {
        this.all = all;
        this.streams = streams;
        this.spaces = spaces;
        this.core = core;
    }

    /** The detour of a channel, or null. */
    @Nullable
    Detour of(int channel) {
        return detours.get(channel);
    }

    /** Lays the detour of a channel, if its tokens are spilled. */
    void lay(Op.Output out, Op maker, StageStreams.Reader reader, int channel) {
        DesignSpec.Spill spec = streams.buffer(maker, out, reader).spill();
        if (spec == null) {
            return;
        }
        List<Loop> space = out.type().space();
        Spill spill = new Spill(spec, space, space.indexOf(all.flow.loops().get(spec.over())));
        int away = -1;
        Map<StageStreams.Reader, Integer> there = stores.get(out.stream());
        if (there == null) {
            away = all.channel(out.stream() + ".away", 2, 1, 1, Machinery.ChannelPlace.hidden());
            there = new LinkedHashMap<>();
            for (StageStreams.Reader r : streams.readersOf(out)) {
                if (streams.buffer(maker, out, r).spill() != null) {
                    String name = out.stream() + "->" + r.op().name() + ".there";
                    there.put(r, all.channel(name, Channel.UNBOUNDED, 1, 1, Machinery.ChannelPlace.hidden()));
                }
            }
            stores.put(out.stream(), there);
            mover(Spill.mover(out, out.stream() + ".spill", spec, true), spill, away, List.copyOf(there.values()));
        }
        String way = out.stream() + "->" + reader.op().name();
        int back = all.channel(way + ".back", 2, 1, 1, Machinery.ChannelPlace.hidden());
        int from = Objects.requireNonNull(there.get(reader));
        mover(Spill.mover(out, way + ".fetch", spec, false), spill, from, List.of(back));
        detours.put(channel, new Detour(spill, away, back));
    }

    private void mover(Op op, Spill spill, int from, List<Integer> to) {
        Space space = spaces.of(op);
        Op.Access access = Objects.requireNonNull(op.transfer());
        Layout layout = all.places.layout(access.memory());
        Meter meter = new Meter(all.pads.size());
        Instance instance = new Instance(op, space, meter, null, null, layout, null);
        int depth = op.space().size();
        Move moves = Objects.requireNonNull(all.move(op, instance, core));
        InPort.Release release = access.write() ? InPort.Release.TRANSFER : InPort.Release.FIRST;
        all.operators.add(new Operator(
                streams.prefix() + op.name(),
                all.clockOf(op),
                space.nest(),
                List.of(new InPort(from, depth, release, spill.gate(true))),
                to.stream().map(c -> new OutPort(c, depth, spill.gate(true))).toList(),
                new Pace.Constant(0, 0),
                Operator.Take.WITH_ROOM,
                Operator.Put.IN_ORDER,
                List.of(),
                new Move(moves.device(), moves.port(), spill.of(moves.source())),
                null));
        all.made.operators.add(new Machinery.OpPlace(streams.prefix() + op.name(), op, core, meter, space));
        all.made.movers.add(new ArrivalLaw.Mover(all.operators.size() - 1, op, space, spill));
    }
}
