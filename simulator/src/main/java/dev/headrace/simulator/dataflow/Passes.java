package dev.headrace.simulator.dataflow;

import java.util.HashMap;
import java.util.Map;

/**
 * How often a dataflow goes over all keys of a query. An operator that goes over keys is in pass {@code c + 1} if it needs a
 * number that is known only after {@code c} complete traversals: a maximum, a sum or a running value of the last
 * iteration. Live data grow with the number of keys exactly where something is made in one pass and used in the next
 * (Nayak et al., FuseMax, MICRO 2024, section 3: a pass is a traversal that must end before the next use).
 */
public final class Passes {
    private final Map<String, Integer> streams = new HashMap<>();
    private final Map<String, Integer> tensors = new HashMap<>();
    private int most;

    private Passes() {}

    /** Passes over the keys, 0 if no operator goes over them. */
    public static int of(Dataflow flow) {
        Passes p = new Passes();
        for (Dataflow.Stage stage : flow.stages()) {
            p.streams.clear();
            // As often as there are operators: then every stream has been worked out after those it depends on.
            for (int i = 0; i < stage.ops().size(); i++) {
                stage.ops().forEach(p::add);
            }
        }
        return p.most;
    }

    private void add(Op op) {
        int needed = 0;
        boolean keys = op.space().stream().anyMatch(l -> l.dimension().equals(Dimension.KEYS));
        for (Op.Input in : op.inputs()) {
            boolean last = in.last() != null && in.last().dimension().equals(Dimension.KEYS);
            if (in.numbers() && in.ref().isOfTheSameRound()) {
                needed = Math.max(needed, streams.getOrDefault(in.stream(), 0) + (last ? 1 : 0));
            }
        }
        Op.Access access = op.access();
        if (access != null && !access.write()) {
            needed = tensors.getOrDefault(access.tensor().name(), 0);
        }
        for (Op.Output out : op.outputs()) {
            keys |= hasKeys(out.type());
        }
        boolean softmax = op.common().op().equals("softmax");
        // Maximum, then sum, then quotients: three traversals of a row, on chip.
        int inside = softmax ? 2 : 0;
        if (keys && access == null) {
            most = Math.max(most, needed + inside + 1);
        }
        for (Op.Output out : op.outputs()) {
            boolean gone = !hasKeys(out.type())
                    && out.type().space().stream().noneMatch(l -> l.dimension().equals(Dimension.KEYS));
            int known = needed + inside + (keys && gone && access == null ? 1 : 0);
            streams.merge(out.stream(), known, Math::max);
        }
        if (access != null && access.write()) {
            tensors.merge(access.tensor().name(), needed, Math::max);
        }
    }

    private static boolean hasKeys(StreamType t) {
        return t.rows().dimension().equals(Dimension.KEYS)
                || t.cols().dimension().equals(Dimension.KEYS);
    }
}
