package dev.headrace.hw.lookup;

import dev.headrace.hw.check.Check;
import dev.headrace.hw.check.Exact;
import dev.headrace.hw.cost.fpga.LogicOf;
import dev.headrace.simulator.unit.ComputeUnit;
import dev.headrace.simulator.unit.Cost;
import dev.headrace.simulator.unit.Logic;
import dev.headrace.simulator.unit.OnFpga;
import dev.headrace.simulator.unit.Operations;
import dev.headrace.simulator.unit.Primitive;
import dev.headrace.simulator.unit.TernaryEngine;
import dev.headrace.simulator.unit.Work;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * TeLLMe's table-lookup matrix multiplication (arXiv 2504.16266 and 2510.15926): int8 inputs times ternary weights, without
 * a multiplier.
 *
 * <p><b>The machine.</b> T tables of 3^G entries hold all signed sums of T groups of G inputs. A cycle reads Q index vectors
 * ({@link IndexVectors}), looks up T entries for each, adds them up in a tree and onto the int32 accumulator of that output.
 * After all outputs the tables are built anew for the next T G inputs. For {@code M} tokens of {@code n} inputs and
 * {@code k} outputs, with fill {@code f = ceil(3^G / fill_per_cycle)}, depth {@code d = ceil(log2 T) + pipeline} and blocks
 * {@code b = ceil(n / (T G))}:
 *
 * <pre>
 * interval = M b (f + ceil(k / Q) + d)                     the loops over blocks, then tokens, then outputs
 * latency  = interval
 * overlapped fill:
 * interval = M b max(f, ceil(k / Q)),  latency = interval + f + d</pre>
 *
 * With overlap nothing drains, because the next tables are ready when the last output has been read.
 *
 * <p><b>Functional.</b> {@link #prepare} packs the weights into index vectors, and products really build tables, unpack
 * indices, look up and accumulate. int8 inputs and 32-bit sums: exact.
 *
 * <p><b>Useful operations</b> 2Mkn, padding not counted. <b>Actions:</b> ADD: for each block T (3^G - 1) table additions and
 * T k of lookups; REGISTER_READ: T k table reads; REGISTER_WRITE: T 3^G table writes (as written, not times Q copies).
 *
 * <p><b>Left out:</b> reading indices out of the weight buffer, which keeps pace by its layout ({@link UramLayout}).
 *
 * <p><b>On an FPGA</b>, with entries of {@code e = 8 + ceil(log2 G)} bits: tables, T Q memories of 32 words (or {@code
 * ceil(3^G / 32)} times as many) by e bits; precompute, T times as many adders of e bits as entries are written in a cycle;
 * lookup, for each of the Q an adder tree of T - 1 adders of e + 3 bits on average and an accumulator of 32, and T index
 * registers.
 */
public final class TlmmEngine implements ComputeUnit, OnFpga, TernaryEngine {
    private final TlmmParameters parameters;

    public TlmmEngine(TlmmParameters parameters) {
        this.parameters = parameters;
    }

    @Override
    public List<String> operations() {
        return List.of(Operations.TERNARY_MATMUL);
    }

    @Override
    public double peakOpsPerCycle() {
        return 2.0 * parameters.block() * parameters.lookups();
    }

    @Override
    public @Nullable String operandFormat() {
        return "int8";
    }

    @Override
    public void cost(Work work, Cost cost) {
        if (!does(work.operation())) {
            throw Check.notDone("lookup engine", this, work.operation());
        }
        try {
            cost.reset();
            long blocks = Exact.times(work.rows(), Exact.ceilDiv(work.depth(), parameters.block()));
            long read = Exact.ceilDiv(work.cols(), parameters.lookups());
            long fill = parameters.fillCycles();
            if (parameters.overlaps()) {
                cost.interval = Exact.times(blocks, Math.max(fill, read));
                cost.latency = Exact.plus(cost.interval, fill, parameters.depth());
            } else {
                cost.interval = Exact.times(blocks, Exact.plus(fill, read, parameters.depth()));
                cost.latency = cost.interval;
            }
            count(work, blocks, cost);
        } catch (ArithmeticException e) {
            throw Check.tooLarge(work, e);
        }
    }

    private void count(Work work, long blocks, Cost cost) {
        long entries = Exact.times(blocks, parameters.tables(), IndexVectors.entriesOf(parameters.group()));
        long lookups = Exact.times(blocks, parameters.tables(), work.cols());
        cost.usefulOps = Exact.times(2, Exact.times(work.elements(), work.depth()));
        cost.count(Primitive.ADD, Exact.plus(entries, lookups) - Exact.times(blocks, parameters.tables()));
        cost.count(Primitive.REGISTER_READ, lookups);
        cost.count(Primitive.REGISTER_WRITE, entries);
    }

    @Override
    public TernaryEngine.Product prepare(byte[] signs, int outputs, int inputs) {
        IndexVectors indices = new IndexVectors(signs, outputs, inputs, parameters.group(), parameters.tables());
        LookupTables tables = new LookupTables(parameters.group(), parameters.tables());
        return (x, sums) -> multiply(indices, tables, x, sums);
    }

    private void multiply(IndexVectors indices, LookupTables tables, int[] x, int[] sums) {
        if (x.length != indices.inputs() || sums.length != indices.outputs()) {
            throw new IllegalArgumentException("product of " + x.length + " inputs and " + sums.length
                    + " outputs; allowed: " + indices.inputs() + " and " + indices.outputs());
        }
        for (int i = 0; i < x.length; i++) {
            if (x[i] < -128 || x[i] > 127) {
                throw new IllegalArgumentException("input " + i + " is " + x[i] + "; allowed: -128 to 127");
            }
        }
        java.util.Arrays.fill(sums, 0);
        int block = (int) parameters.block();
        for (int b = 0; b < indices.blocks(); b++) {
            tables.build(x, b * block);
            for (int o = 0; o < sums.length; o++) {
                int sum = 0;
                for (int t = 0; t < parameters.tables(); t++) {
                    sum += tables.entry(t, indices.index(b, o, t));
                }
                sums[o] += sum;
            }
        }
    }

    @Override
    public Logic logic() {
        long tables = parameters.tables();
        long lookups = parameters.lookups();
        int entries = IndexVectors.entriesOf(parameters.group());
        long bits = 8L + Exact.treeLevels(parameters.group());
        long written = Exact.ceilDiv(entries, parameters.fillCycles());
        Logic memories = LogicOf.smallMemory(bits).times(Exact.times(tables, lookups, Exact.ceilDiv(entries, 32)));
        Logic precompute = LogicOf.adders(Exact.times(tables, written), bits);
        Logic tree = LogicOf.adders(tables - 1, bits + 3).plus(LogicOf.adders(1, 32));
        Logic index = LogicOf.registers(Exact.times(tables, IndexVectors.bitsOf(parameters.group())));
        return memories.plus(precompute).plus(tree.plus(index).times(lookups));
    }
}
