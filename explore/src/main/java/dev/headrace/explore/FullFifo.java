package dev.headrace.explore;

import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.spec.DesignSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A full FIFO of a deadlock.
 *
 * @param channel its name in reports, the same on every core
 * @param entry the entry of the design's buffers that gives its depth
 * @param depth tokens it holds
 */
record FullFifo(String channel, String entry, long depth) {
    private static final String CORE = "#[0-9]+$";

    /** A name without the number of the core. */
    static String onOneCore(String name) {
        return name.replaceFirst(CORE, "");
    }

    /** The full FIFOs on a deadlock's circle whose depth the design sets, in order, one for each entry. */
    static List<FullFifo> of(Result.Deadlock deadlock, DesignSpec design) {
        List<FullFifo> all = new ArrayList<>();
        for (Result.Wait wait : deadlock.circle()) {
            String entry = wait.reason().equals("room") && wait.capacity() > 0 ? entry(wait, design) : null;
            if (entry != null && all.stream().noneMatch(f -> f.entry().equals(entry))) {
                all.add(new FullFifo(onOneCore(wait.channel()), entry, wait.capacity()));
            }
        }
        return all;
    }

    /**
     * The entry in force: the first that there is of "stream-&gt;reader", "stream", and, for a secondary stream, those of
     * its maker's; each with its stage before it or without.
     */
    private static @Nullable String entry(Result.Wait wait, DesignSpec design) {
        Map<String, DesignSpec.Buffer> entries = Objects.requireNonNull(design.buffers());
        for (DesignSpec.Stage stage : design.allStages()) {
            String prefix = stage.name() + ".";
            String channel = onOneCore(wait.channel());
            boolean staged = design.stages() != null && channel.startsWith(prefix);
            String stream = (staged ? channel.substring(prefix.length()) : channel).replaceFirst("->.*$", "");
            String maker = own(wait.operator(), staged ? prefix : "");
            String reader = own(wait.on(), staged ? prefix : "");
            for (String name : List.of(stream + "->" + reader, stream, maker + "->" + reader, maker)) {
                for (String key : List.of(prefix + name, name)) {
                    if (entries.containsKey(key)) {
                        return key;
                    }
                }
            }
        }
        return null;
    }

    private static String own(String operator, String prefix) {
        String name = onOneCore(operator);
        return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
    }

    /** Path of its depth, as {@code --set} takes it. */
    String setting() {
        return entry.indexOf('.') >= 0 ? "/buffers/" + entry + "/tiles" : "buffers." + entry + ".tiles";
    }
}
