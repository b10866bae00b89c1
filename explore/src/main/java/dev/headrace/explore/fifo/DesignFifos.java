package dev.headrace.explore.fifo;

import dev.headrace.explore.DesignFile;
import dev.headrace.explore.Trial;
import dev.headrace.simulator.dataflow.Machinery;
import dev.headrace.simulator.kernel.Channel;
import dev.headrace.simulator.kernel.Graph;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.Library;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** The FIFOs of a design: all but those that nobody reads, that share bytes in a window, and the kernel's own. */
public final class DesignFifos {
    private static final int BITS = 8;

    private final FifoGraph graph;

    /** Entries that give the depths of what is left as it is. */
    private final Set<String> entriesOfOthers;

    private DesignFifos(FifoGraph graph, Set<String> entriesOfOthers) {
        this.graph = graph;
        this.entriesOfOthers = entriesOfOthers;
    }

    /**
     * The FIFOs of a design, one depth for each stream and reader, the same on all cores.
     *
     * @param scratchpads whether buffers in scratchpads may be changed too; else only FIFOs of their own
     */
    public static DesignFifos byReader(Trial trial, boolean scratchpads) {
        return of(trial.wired(), scratchpads, true);
    }

    /** The FIFOs of a design, one depth for each entry of the design's buffers, those in scratchpads included. */
    public static DesignFifos byEntry(Machinery made) {
        return of(made, true, false);
    }

    private static DesignFifos of(Machinery made, boolean scratchpads, boolean byReader) {
        Graph graph = made.graph();
        Map<String, List<Integer>> groups = new LinkedHashMap<>();
        Set<String> others = new HashSet<>();
        for (int c = 0; c < graph.channels().size(); c++) {
            Machinery.ChannelPlace place = made.channels().get(c);
            Channel channel = graph.channels().get(c);
            if (place.isHidden()) {
                continue;
            }
            if (channel.window() == null && (scratchpads || place.scratchpad() == null)) {
                groups.computeIfAbsent(byReader ? place.own() : place.entry(), k -> new ArrayList<>())
                        .add(c);
            } else {
                others.add(place.entry());
            }
        }
        List<FifoGraph.Knob> knobs = new ArrayList<>();
        groups.forEach((entry, channels) -> knobs.add(knob(entry, channels, made)));
        return new DesignFifos(new FifoGraph(graph, knobs), others);
    }

    private static FifoGraph.Knob knob(String entry, List<Integer> channels, Machinery made) {
        Machinery.ChannelPlace first = made.channels().get(channels.get(0));
        long bytes = channels.stream()
                .mapToLong(c -> made.channels().get(c).tokenBytes())
                .max()
                .orElse(0);
        return new FifoGraph.Knob(
                first.name(),
                entry,
                first.entry(),
                channels,
                Math.max(1, BITS * bytes),
                made.graph().channels().get(channels.get(0)).capacity());
    }

    /** The wired graph. */
    public FifoGraph graph() {
        return graph;
    }

    /**
     * The design with other depths, to be kept in another place.
     *
     * @param library where shipped files are
     * @param design as it stands in its file
     * @param file where the new one goes: paths to other files are made relative to its folder
     * @param depths by FIFO
     */
    public ObjectNode resized(Library library, JsonFile design, Path file, List<Long> depths) {
        ObjectNode tree = design.tree().deepCopy();
        ObjectNode buffers = tree.get("buffers") instanceof ObjectNode given ? given : tree.putObject("buffers");
        ObjectNode before = buffers.deepCopy();
        Set<String> own = new HashSet<>();
        for (int f = 0; f < depths.size(); f++) {
            FifoGraph.Knob knob = graph.fifos().get(f);
            ObjectNode entry =
                    before.get(knob.from()) instanceof ObjectNode given ? given.deepCopy() : tree.objectNode();
            buffers.set(knob.entry(), entry.put("tiles", depths.get(f)));
            own.add(knob.entry());
        }
        // Entries that no stream is left for are refused in a design.
        graph.fifos().stream()
                .map(FifoGraph.Knob::from)
                .filter(from -> !own.contains(from) && !entriesOfOthers.contains(from))
                .forEach(buffers::remove);
        DesignFile.move(library, tree, design, file);
        return tree;
    }
}
