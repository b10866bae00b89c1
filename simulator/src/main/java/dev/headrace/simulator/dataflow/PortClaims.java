package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.kernel.Claim;
import dev.headrace.simulator.kernel.TimeBase;
import dev.headrace.simulator.unit.Scratchpad;
import java.util.ArrayList;
import java.util.List;

/** The units and scratchpad ports that operators of a stage claim on a core. Read ports are dealt out one after another. */
final class PortClaims {
    private final Assembly all;
    private final StageStreams streams;
    private final Dataflow.Stage stage;
    private final int number;
    private final int core;
    private int readPortsDealt;

    PortClaims(Assembly all, StageStreams streams, Dataflow.Stage stage, int number, int core) {
        this.all = all;
        this.streams = streams;
        this.stage = stage;
        this.number = number;
        this.core = core;
    }

    /** What a firing of an operator claims: its unit, and the ports of the scratchpads that it reads and writes. */
    List<Claim> of(Op op, Space space, Instance instance) {
        List<Claim> list = new ArrayList<>();
        String on = op.common().on();
        if (on != null) {
            list.add(new Claim(all.index(on, core), null, all.arbitration.turn(stage, number, op, space)));
        }
        all.hardware.scratchpads().forEach((name, pad) -> {
            List<StreamType> read = new ArrayList<>();
            for (int i = 0; i < op.inputs().size(); i++) {
                Op.Output out = streams.output(op.inputs().get(i).stream());
                if (!out.completion()
                        && name.equals(all.buffers
                                .of(
                                        number,
                                        streams.maker(out.stream()),
                                        out,
                                        op,
                                        op.inputs().get(i))
                                .in())) {
                    read.add(out.type());
                }
            }
            if (!read.isEmpty() && on != null) {
                int port = readPortsDealt++ % pad.readPorts();
                list.add(new Claim(
                        all.index(Assembly.readPort(name, port), core),
                        instance.hold(at -> hold(read, at, pad, true, op, name))));
            }
            List<StreamType> written = new ArrayList<>();
            for (Op.Output out : op.outputs()) {
                for (StageStreams.Reader r : streams.readersOf(out)) {
                    if (!out.completion()
                            && !written.contains(out.type())
                            && name.equals(all.buffers
                                    .of(number, op, out, r.op(), r.port())
                                    .in())) {
                        written.add(out.type());
                    }
                }
            }
            if (!written.isEmpty() && (on != null || op.transfer() != null)) {
                list.add(new Claim(
                        all.index(name + ".write", core),
                        instance.hold(at -> hold(written, at, pad, false, op, name))));
            }
        });
        return list;
    }

    /** Cycles of the operator's clock for which tokens keep a port of a scratchpad busy. */
    private long hold(List<StreamType> types, Point at, Scratchpad pad, boolean read, Op op, String name) {
        long cycles = 0;
        for (StreamType t : types) {
            if (t.rows().size(at) == 0 || t.cols().size(at) == 0) {
                continue;
            }
            // A column is kept as a row: its numbers side by side.
            boolean column = t.cols().size(at) == 1;
            long rows = column ? 1 : t.rows().size(at);
            long bytes = column ? t.bytes(at) : t.rowBytes(at);
            cycles += read ? pad.readHold(rows, bytes) : pad.writeHold(rows, bytes);
        }
        long own = all.hertz(all.clockOf(op));
        long theirs = all.hertz(all.hardware.clock(name));
        return own == theirs ? cycles : TimeBase.cycles(Math.multiplyExact(cycles, own), theirs);
    }
}
