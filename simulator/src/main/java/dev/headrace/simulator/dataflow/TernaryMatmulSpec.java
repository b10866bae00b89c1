package dev.headrace.simulator.dataflow;

import dev.headrace.golden.Role;
import dev.headrace.simulator.spec.Require;
import dev.headrace.simulator.unit.Operations;
import dev.headrace.simulator.unit.TernaryEngine;
import dev.headrace.simulator.unit.Work;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code ternary-matmul}: int8 rows times the transpose of ternary weights, exactly. Weights are numbers of which all are 0,
 * plus or minus one and the same scale. Streams: its name, the 32-bit sums (in the format fp32, which holds those below
 * 2^24 exactly), and {@code .scale}, one number a row by which they are to be multiplied: the row's scale times the
 * weights'.
 *
 * <p>On a unit that is a {@link TernaryEngine} the products are computed with it, else as plain sums.
 *
 * @param a stream of int8 rows, with a {@code .scale}
 * @param weights stream of weights, outputs x inputs
 */
record TernaryMatmulSpec(String a, String weights) implements OpSpec {
    TernaryMatmulSpec {
        Require.present(a, "a");
        Require.present(weights, "weights");
    }

    @Override
    public List<String> needs() {
        return List.of(weights, a, a + ".scale");
    }

    /** The scale passes through. */
    @Override
    public List<String> operands() {
        return List.of(weights, a);
    }

    @Override
    public List<Rounding> roundings(Op op, Scope scope) {
        return List.of(Rounding.sent(Role.OTHER, op.name() + ".scale", "fp32"));
    }

    @Override
    public Op resolve(OpCommon common, Scope scope) {
        StreamType ta = scope.stream("a", a);
        StreamType tw = scope.stream("weights", weights);
        StreamType ts = scope.stream("a", a + ".scale");
        scope.require(ta.format().equals("int8"), "a", "stream " + a + " of " + ta, "int8 rows, from quantize");
        scope.require(
                tw.cols().equals(ta.cols()) && tw.format().equals("ternary"),
                "weights",
                "stream " + weights + " of " + tw + " with " + a + " of " + ta,
                "ternary weights, outputs x inputs, as many inputs as " + a);
        List<Loop> nest = scope.nest(common, needs());
        StreamType sums = new StreamType(nest, ta.rows(), tw.rows(), "fp32");
        StreamType scale = new StreamType(nest, ts.rows(), Axis.ONE, "fp32");
        Supplier<TernaryEngine> engine = () -> scope.engine(common);
        return new Op(
                common,
                nest,
                List.of(scope.input("weights", weights), scope.input("a", a), scope.input("a", a + ".scale")),
                List.of(
                        new Op.Output(common.name(), sums, false),
                        new Op.Output(common.name() + ".scale", scale, false)),
                (at, first, last) -> new Work(
                        Operations.TERNARY_MATMUL,
                        ta.rows().size(at),
                        tw.rows().size(at),
                        ta.cols().size(at),
                        first,
                        last),
                nest.size(),
                null,
                () -> new Products(engine.get(), scope),
                0);
    }

    /** Plain sums, for operators without an engine. */
    static TernaryEngine plain() {
        return (signs, outputs, inputs) -> (x, sums) -> {
            for (int o = 0; o < outputs; o++) {
                int sum = 0;
                for (int i = 0; i < inputs; i++) {
                    sum += signs[o * inputs + i] * x[i];
                }
                sums[o] = sum;
            }
        };
    }

    private static final class Products implements Op.Compute {
        private final TernaryEngine engine;
        private final Scope scope;
        private final Map<Integer, Prepared> byHead = new HashMap<>();
        private @Nullable Tile current;
        private @Nullable Prepared prepared;

        /** Weights in the engine's form, kept from one pass over the layers to the next. */
        private record Prepared(Tile tile, double scale, TernaryEngine.Product product) {}

        Products(TernaryEngine engine, Scope scope) {
            this.engine = engine;
            this.scope = scope;
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // a token is held: the very same object comes again
        public @Nullable Tile[] fire(Point at, @Nullable Tile[] in, boolean first, boolean last) {
            Tile w = Objects.requireNonNull(in[0]);
            Tile x = Objects.requireNonNull(in[1]);
            Tile scales = Objects.requireNonNull(in[2]);
            Prepared p = prepared;
            if (p == null || w != current) {
                p = prepare(w, at.head());
                current = w;
                prepared = p;
            }
            Tile sums = new Tile(x.rows(), w.rows());
            Tile factors = new Tile(x.rows(), 1);
            int[] row = new int[x.cols()];
            int[] out = new int[w.rows()];
            for (int i = 0; i < x.rows(); i++) {
                for (int j = 0; j < row.length; j++) {
                    row[j] = (int) x.get(i, j);
                }
                p.product().multiply(row, out);
                for (int o = 0; o < out.length; o++) {
                    sums.set(i, o, out[o]);
                }
                factors.set(i, 0, (float) scales.get(i, 0) * (float) p.scale());
            }
            return new @Nullable Tile[] {sums, factors};
        }

        private Prepared prepare(Tile w, int head) {
            Prepared known = byHead.get(head);
            if (known != null && Arrays.equals(known.tile().at(), w.at())) {
                return known;
            }
            double scale = 0;
            for (double v : w.at()) {
                scale = Math.max(scale, Math.abs(v));
            }
            byte[] signs = new byte[w.at().length];
            for (int i = 0; i < signs.length; i++) {
                double v = w.at()[i];
                if (v != 0 && Math.abs(v) != scale) {
                    throw scope.fail(
                            "weights",
                            "weight of output " + i / w.cols() + ", input " + i % w.cols() + " is " + v,
                            "0 and plus or minus " + scale);
                }
                signs[i] = (byte) Math.signum(v);
            }
            Prepared fresh = new Prepared(w, scale, engine.prepare(signs, w.rows(), w.cols()));
            byHead.put(head, fresh);
            return fresh;
        }
    }
}
