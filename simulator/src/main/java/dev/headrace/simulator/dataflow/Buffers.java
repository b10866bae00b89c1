package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.spec.DesignSpec;
import dev.headrace.simulator.spec.Faults;
import dev.headrace.simulator.spec.Hardware;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.unit.Scratchpad;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where streams are kept. The entry of a stream is the first of "stream-&gt;reader", "stream", and for a secondary stream
 * "P.x" the one of "P" without its scratchpad; with several stages each may be prefixed by "stage.". What an operator keeps
 * between firings has the entry "operator.state", and counts nowhere without one.
 */
final class Buffers {
    private final Dataflow flow;
    private final Map<String, DesignSpec.Buffer> entries;
    private final Set<String> used = new HashSet<>();
    private final Map<String, InForce> found = new HashMap<>();
    private final Map<String, Long> allocated = new LinkedHashMap<>();

    /**
     * The entry in force for a stream and one of its readers.
     *
     * @param entry its name in the design's buffers
     * @param own name of the entry that would be for this stream and reader alone
     * @param buffer what it says
     */
    record InForce(String entry, String own, DesignSpec.Buffer buffer) {}

    Buffers(Dataflow flow) {
        this.flow = flow;
        Map<String, DesignSpec.Buffer> given = flow.design().buffers();
        this.entries = given == null ? Map.of() : given;
        flow.hardware().scratchpads().keySet().forEach(s -> allocated.put(s, 0L));
        Faults faults = new Faults();
        for (int s = 0; s < flow.stages().size(); s++) {
            check(s, faults);
        }
        for (String name : entries.keySet()) {
            if (!used.contains(name)) {
                faults.add(file().complain(
                                "/buffers/" + name,
                                "no such stream as \"" + name + "\"",
                                String.join(", ", streams())));
            }
        }
        faults.raise();
    }

    /** Refuses buffers in scratchpads that are not there. */
    static void requireScratchpads(JsonFile file, DesignSpec design, Hardware hardware) {
        Faults faults = new Faults();
        Map<String, DesignSpec.Buffer> given = design.buffers();
        if (given != null) {
            given.forEach((name, b) -> {
                if (b.in() != null && !hardware.scratchpads().containsKey(b.in())) {
                    faults.add(file.complain(
                            "/buffers/" + name + "/in",
                            "unknown scratchpad \"" + b.in() + "\"",
                            String.join(", ", hardware.scratchpads().keySet())));
                }
            });
        }
        faults.raise();
    }

    private JsonFile file() {
        return flow.file();
    }

    private Set<String> streams() {
        Set<String> names = new TreeSet<>();
        flow.stages()
                .forEach(s -> s.ops()
                        .forEach(op -> op.outputs().forEach(o -> {
                            if (!o.completion()) {
                                names.add(o.stream());
                            }
                        })));
        return names;
    }

    /** The buffer between an output and the input of one of its readers. */
    DesignSpec.Buffer of(int stage, Op maker, Op.Output out, Op reader, Op.Input input) {
        return inForce(stage, maker, out, reader, input).buffer();
    }

    /** The entry for what is between an output and the input of one of its readers. */
    InForce inForce(int stage, Op maker, Op.Output out, Op reader, Op.Input input) {
        return of(stage, maker, out, reader, input.ref().brackets());
    }

    private InForce of(int stage, Op maker, Op.Output out, Op reader, String brackets) {
        String key = stage + " " + out.stream() + brackets + "->" + reader.name();
        InForce known = found.get(key);
        if (known == null) {
            known = find(stage, maker, out, reader, brackets);
            found.put(key, known);
        }
        return known;
    }

    private InForce find(int stage, Op maker, Op.Output out, Op reader, String brackets) {
        String prefix = flow.stages().get(stage).name() + ".";
        String asRead = out.stream() + brackets;
        String own = (flow.stages().size() == 1 ? "" : prefix) + asRead + "->" + reader.name();
        for (String key : brackets.isEmpty()
                ? List.of(out.stream() + "->" + reader.name(), out.stream())
                : List.of(asRead + "->" + reader.name(), asRead)) {
            for (String name : List.of(prefix + key, key)) {
                DesignSpec.Buffer b = entries.get(name);
                if (b != null) {
                    used.add(name);
                    return new InForce(name, own, b);
                }
            }
        }
        if (!out.stream().equals(maker.name())) {
            InForce first = of(stage, maker, maker.primary(), reader, brackets);
            DesignSpec.Buffer b = first.buffer();
            return new InForce(
                    first.entry(),
                    own,
                    new DesignSpec.Buffer(null, b.tiles(), b.latency(), b.credit(), null, null, null));
        }
        throw file().complain(
                        "/buffers/" + asRead,
                        "missing",
                        "a buffer for stream \"" + asRead + "\", such as {\"tiles\": 2}");
    }

    private void check(int stage, Faults faults) {
        Map<String, Long> bytes = new LinkedHashMap<>();
        List<Op> ops = flow.stages().get(stage).ops();
        for (Op op : ops) {
            for (Op.Output out : op.outputs()) {
                Map<String, Long> most = new LinkedHashMap<>();
                for (Op reader : ops) {
                    for (Op.Input in : reader.inputs()) {
                        if (!out.completion() && in.stream().equals(out.stream())) {
                            faults.check(() -> tokens(stage, op, out, reader, in, most));
                        }
                    }
                }
                most.forEach((pad, b) -> bytes.merge(pad, b, Math::addExact));
            }
            String key = op.name() + ".state";
            DesignSpec.Buffer state = entries.get(key);
            if (state != null) {
                used.add(key);
                if (state.in() != null) {
                    bytes.merge(state.in(), op.state(), Math::addExact);
                }
            }
        }
        bytes.forEach((name, needed) -> {
            Scratchpad pad =
                    Objects.requireNonNull(flow.hardware().scratchpads().get(name));
            if (needed > pad.capacityBytes()) {
                faults.add(file().complain(
                                "/buffers",
                                "the buffers in " + name + " need " + needed + " bytes",
                                "at most its " + pad.capacityBytes() + " bytes"));
            }
            allocated.merge(name, needed, Math::max);
        });
    }

    private void tokens(int stage, Op op, Op.Output out, Op reader, Op.Input in, Map<String, Long> most) {
        DesignSpec.Buffer b = of(stage, op, out, reader, in);
        if (b.in() != null) {
            if (b.tiles() == null) {
                throw file().complain(
                                "/buffers/" + out.stream() + "/tiles", "missing", "the number of tokens it holds");
            }
            requireShared(b, out);
            if (b.bytes() != null
                    && (op.transfer() == null || b.bytes() < out.type().largestBytes())) {
                throw file().complain(
                                "/buffers/" + out.stream() + "/bytes",
                                String.valueOf(b.bytes()),
                                "at least " + out.type().largestBytes() + " for the largest token of a load or fetch");
            }
            most.merge(
                    b.in(),
                    b.shares() != null
                            ? 0
                            : b.bytes() != null
                                    ? b.bytes()
                                    : Math.multiplyExact(b.tiles(), largestBytes(b, out.type())),
                    Math::max);
        }
    }

    /** Refuses a buffer that has no room for the tokens of a load that are used again. */
    void requireHeld(int stage, Op op, Op reader, Op.Input in, long tokens) {
        Op.Output out = op.primary();
        Long tiles = of(stage, op, out, reader, in).tiles();
        Loop replay = Objects.requireNonNull(Objects.requireNonNull(op.access()).replay());
        if (tiles != null && tiles < tokens) {
            throw file().complain(
                            "/buffers/" + out.stream() + "/tiles",
                            tiles + " with reuse over loop " + replay.name(),
                            "at least " + tokens + ", all the tokens that are used again");
        }
    }

    /** Bytes that the largest token takes up where it is kept. */
    long largestBytes(DesignSpec.Buffer b, StreamType type) {
        Scratchpad pad = b.in() == null ? null : flow.hardware().scratchpads().get(b.in());
        long bytes = type.largestBytes();
        return pad == null
                ? bytes
                : pad.bytesOf(type.rows().largest(), type.cols().largest(), bytes);
    }

    private void requireShared(DesignSpec.Buffer b, Op.Output out) {
        if (b.shares() == null) {
            return;
        }
        DesignSpec.Buffer other = entries.get(b.shares());
        if (other == null || other.shares() != null || !Objects.equals(other.in(), b.in())) {
            throw file().complain(
                            "/buffers/" + out.stream() + "/shares",
                            "\"" + b.shares() + "\"",
                            "another buffer in " + b.in() + " that has places of its own");
        }
    }

    /** Scratchpad to bytes that buffers take up: the most of any stage. */
    Map<String, Long> allocated() {
        return allocated;
    }
}
