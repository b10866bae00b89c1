package dev.headrace.simulator.run;

import dev.headrace.simulator.dataflow.KeptTable;
import dev.headrace.simulator.spec.KeptSpec;
import dev.headrace.simulator.spec.LinearSpec;
import dev.headrace.simulator.spec.WorkloadSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts the linear layers' work for the tokens and heads that a run kept (SpAtten, HPCA 2021: a dropped token is dropped
 * from the fully connected layers of later layers as well).
 *
 * <p>Tokens and heads of layer l are those that the cut <i>before</i> it left; all of its matrices see the same ones, its
 * output projection and feed-forward network too: what the cut before layer l+1 drops was still there in layer l. With
 * model width M, feed-forward width F of m matrices, n tokens, H heads of widths d and v and G key-value heads (one is there
 * while any head that reads it is), a pass through a layer is
 *
 * <pre>
 *   Q, K, V   n M (H d + G (d + v))        weights  M (H d + G (d + v))
 *   output    n M H v                               M H v
 *   FFN       n M m F                               M m F
 * </pre>
 *
 * A whole pass is one pass of the tokens that are there. In generation every token is a pass of one row, which is never
 * dropped itself, so that only heads save anything. A layer without tokens reads no weights. Where heads keep different
 * queries (a trace may say so) n H and n G are sums over the heads.
 */
final class LinearCounts {
    private final WorkloadSpec workload;
    private final WorkloadSpec.Shape shape;
    private final LinearSpec spec;
    private final KeptTable table;
    private final int[] queries;
    private final int bits;

    /**
     * Counts.
     *
     * @param queries query rows that ran, ascending
     */
    LinearCounts(WorkloadSpec workload, LinearSpec spec, KeptTable table, int[] queries) {
        this.workload = workload;
        this.shape = workload.shape();
        this.spec = spec;
        this.table = table;
        this.queries = queries;
        this.bits = spec.bits(workload.formatName());
    }

    /** The counts, beside those of attention. */
    LinearWork of(long products, long denseProducts, long bytes, long denseBytes) {
        LinearWork.Macs macs = new LinearWork.Macs(0, 0, 0);
        LinearWork.Macs dense = macs;
        long weights = 0;
        long denseWeights = 0;
        List<LinearWork.Layer> layers = new ArrayList<>();
        for (int l = 0; l < shape.layerCount(); l++) {
            LinearWork.Layer layer = layer(l);
            layers.add(layer);
            macs = macs.plus(layer.macs());
            dense = dense.plus(layer.denseMacs());
            weights += layer.weightBytes();
            denseWeights += layer.denseWeightBytes();
        }
        return new LinearWork(
                macs,
                dense,
                LinearWork.reduction(dense.total(), macs.total()),
                weights,
                denseWeights,
                LinearWork.reduction(denseWeights, weights),
                LinearWork.reduction(dense.total() + denseProducts, macs.total() + products),
                LinearWork.reduction(denseWeights + denseBytes, weights + bytes),
                prompt(),
                layers);
    }

    private LinearWork.@Nullable Prompt prompt() {
        if (!table.generates() || queries.length == 0) {
            return null;
        }
        long rows = (long) shape.keys() - shape.queries() + queries[0];
        LinearWork.Macs layer = macs(rows, rows * shape.heads(), rows * shape.kvHeadCount());
        long all = shape.layerCount();
        long bytes = rows == 0 ? 0 : all * bytes(everything() * bits);
        return new LinearWork.Prompt(
                rows, new LinearWork.Macs(all * layer.qkv(), all * layer.output(), all * layer.ffn()), bytes);
    }

    private LinearWork.Layer layer(int l) {
        Pass pass = new Pass(l);
        if (table.generates()) {
            for (int q : queries) {
                pass.add(new int[] {q}, 1);
            }
        } else {
            pass.add(queries, present(l));
        }
        long rows = table.generates() ? queries.length : shape.queries();
        LinearWork.Macs macs = macs(pass.rows, pass.headRows, pass.kvRows);
        LinearWork.Macs dense = macs(rows, rows * shape.heads(), rows * shape.kvHeadCount());
        long weights = bytes(pass.weights * bits);
        long denseWeights = 4 * everything() * (table.generates() ? queries.length : 1);
        return new LinearWork.Layer(
                pass.rows,
                pass.passes == 0 ? 0 : (double) pass.heads / pass.passes,
                macs,
                dense,
                LinearWork.reduction(dense.total(), macs.total()),
                weights,
                denseWeights,
                LinearWork.reduction(denseWeights, weights));
    }

    /** Tokens that pass through a layer of a whole pass. Counts say it even where no head is there. */
    private int present(int layer) {
        KeptSpec kept = workload.kept();
        KeptSpec.Counts counts = kept == null ? null : kept.counts();
        if (counts == null) {
            return table.present(layer);
        }
        int first = 0;
        for (KeptSpec.Layers group : counts.first()) {
            first += group.layers();
            if (layer < first) {
                Integer keys = group.keys();
                return keys == null ? shape.queries() : Math.min(keys, shape.queries());
            }
        }
        return shape.queries();
    }

    /** What the passes through one layer add up to. */
    private final class Pass {
        private final int layer;
        private int passes;
        private long rows;
        private long heads;
        private long headRows;
        private long kvRows;
        private long weights;

        Pass(int layer) {
            this.layer = layer;
        }

        void add(int[] some, int present) {
            int group = shape.heads() / shape.kvHeadCount();
            long headsThere = 0;
            long kvHeadsThere = 0;
            for (int g = 0; g < shape.kvHeadCount(); g++) {
                boolean[] any = new boolean[some.length];
                for (int h = g * group; h < (g + 1) * group; h++) {
                    int there = 0;
                    for (int i = 0; i < some.length; i++) {
                        if (table.at(layer * shape.heads() + h, some[i]) != null) {
                            there++;
                            any[i] = true;
                        }
                    }
                    headRows += there;
                    headsThere += there > 0 ? 1 : 0;
                }
                int there = 0;
                for (boolean one : any) {
                    there += one ? 1 : 0;
                }
                kvRows += there;
                kvHeadsThere += there > 0 ? 1 : 0;
            }
            passes++;
            rows += present;
            heads += headsThere;
            weights += present == 0 ? 0 : macs(1, headsThere, kvHeadsThere).total();
        }
    }

    /** Products of so many rows; each is also a weight if there is one row. */
    private LinearWork.Macs macs(long rows, long headRows, long kvRows) {
        long d = shape.headDim();
        long v = shape.valueColumns();
        return new LinearWork.Macs(
                spec.model() * (headRows * d + kvRows * (d + v)),
                spec.model() * headRows * v,
                rows * spec.ffnWeights());
    }

    /** Weights of a layer. */
    private long everything() {
        return macs(1, shape.heads(), shape.kvHeadCount()).total();
    }

    private static long bytes(long bits) {
        return (bits + 7) / 8;
    }
}
