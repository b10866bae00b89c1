package dev.headrace.simulator.dataflow;

import dev.headrace.simulator.spec.BadField;
import dev.headrace.simulator.spec.Require;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields that every operator of a dataflow may have.
 *
 * @param name unique in its stage; also the name of its stream
 * @param op which operator, one of {@link OpKind}
 * @param over firing nest, outermost loop first; the longest of the inputs' if missing
 * @param on compute unit that serves it
 * @param ii initiation interval in cycles, for an operator with hardware of its own
 * @param latency cycles from take to arrival, likewise
 * @param take "together", "in-order" or "with-room"
 * @param put "in-order" or "all"
 * @param waitFor streams X.done that must have a token before it takes: the end of X's firing, without data
 */
public record OpCommon(
        String name,
        String op,
        @Nullable List<String> over,
        @Nullable String on,
        @Nullable Long ii,
        @Nullable Long latency,
        @Nullable String take,
        @Nullable String put,
        @Nullable List<String> waitFor) {
    /** Names of the fields. */
    public static final List<String> FIELDS =
            List.of("name", "op", "over", "on", "ii", "latency", "take", "put", "wait_for");

    private static final long LONGEST = 1L << 32;

    public OpCommon {
        Require.present(name, "name");
        if (!name.matches("[A-Za-z][A-Za-z0-9_.~'-]*")) {
            throw new BadField("name", "\"" + name + "\"", "a letter, then letters, digits and _ . ~ ' -");
        }
        Require.present(op, "op");
        if (on != null && (ii != null || latency != null)) {
            throw new BadField(
                    ii != null ? "ii" : "latency", "given beside \"on\"", "either a unit or a timing of its own");
        }
        if (ii != null) {
            Require.range(ii, 0, LONGEST, "ii");
        }
        if (latency != null) {
            Require.range(latency, 0, LONGEST, "latency");
        }
        take = Require.oneOf(take == null ? "together" : take, List.of("together", "in-order", "with-room"), "take");
        waitFor = Require.list(waitFor);
        waitFor.forEach(w -> {
            if (!StreamRef.nameIn(w).endsWith(".done")) {
                throw new BadField("wait_for", "\"" + w + "\"", "X.done, X.done[loop-1] or X.done[-1], X an operator");
            }
        });
        put = Require.oneOf(put == null ? "in-order" : put, List.of("in-order", "all"), "put");
    }

    /** Firings that it waits for. */
    public List<String> waits() {
        return waitFor == null ? List.of() : waitFor;
    }

    /** How it takes. */
    public String takeMode() {
        return take == null ? "together" : take;
    }

    /** True if it writes all outputs at once. */
    public boolean putsAll() {
        return "all".equals(put);
    }
}
