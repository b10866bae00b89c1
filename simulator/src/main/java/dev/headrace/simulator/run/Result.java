package dev.headrace.simulator.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.headrace.simulator.dataflow.DataflowGraph;
import dev.headrace.simulator.explain.Activity;
import dev.headrace.simulator.explain.Alternatives;
import dev.headrace.simulator.explain.Explanation;
import dev.headrace.simulator.unit.CostNote;
import dev.headrace.simulator.unit.Logic;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything a run found out: {@code result.json}, schema {@value #SCHEMA}; component names become snake_case there.
 * Everything except {@code simulation} is the same from run to run and host to host. Cycles are of the first clock of
 * the hardware file ({@code clockHz}). Where a unit or operator exists once per core, its counters are sums over
 * {@code instances}, so that busy + stalls (+ done) = instances x cycles.
 *
 * @param status "complete", "deadlock" or "incomplete" (stopped by a cycle limit or by the user)
 * @param workload the workload as run, overrides applied
 * @param params the design's parameters as run
 * @param fastForwardedCycles cycles skipped as whole periods, 0 if none
 * @param cores the cycle at which each core finished its share, in core order; one entry for a single core
 * @param timeline row of the tensor that the design wants timed, to the cycle at which it was in memory; empty if it wants none
 * @param sources path in the hardware, workload or design file to where that number comes from; "overridden" where the number
 *     is not the file's
 * @param parts what else it found out, each under a key of its own beside those above
 */
public record Result(
        String schema,
        String design,
        String hardware,
        Map<String, Object> workload,
        Map<String, Object> params,
        String version,
        String status,
        long cycles,
        long clockHz,
        double seconds,
        long fastForwardedCycles,
        Map<String, UnitResult> units,
        Map<String, OperatorResult> operators,
        Map<String, MemoryResult> memories,
        Map<String, ChannelResult> channels,
        OnChip onChip,
        List<Long> cores,
        Totals totals,
        Map<String, Long> timeline,
        Map<String, String> sources,
        Parts parts,
        Simulation simulation) {

    /** The same result with a part of its own, in place of one of that kind. */
    public Result with(Record part) {
        return having(parts.with(part));
    }

    /** The same result with fields that only another version knows, by their places in {@code result.json}. */
    public Result with(Map<String, Parts.Unknown> further) {
        return having(new Parts(parts.byKey(), further));
    }

    private Result having(Parts other) {
        return new Result(
                schema,
                design,
                hardware,
                workload,
                params,
                version,
                status,
                cycles,
                clockHz,
                seconds,
                fastForwardedCycles,
                units,
                operators,
                memories,
                channels,
                onChip,
                cores,
                totals,
                timeline,
                sources,
                other,
                simulation);
    }

    /** The check of the numbers; null if there was none. */
    public @Nullable Golden golden() {
        return parts.get(Golden.class);
    }

    /** Why nothing could go on; null if the run went on to its end. */
    public @Nullable Deadlock deadlock() {
        return parts.get(Deadlock.class);
    }

    /** How much was left out, in a design with loops over what is kept; null in all others. */
    public @Nullable Sparsity sparsity() {
        return parts.get(Sparsity.class);
    }

    /** What the units take of an FPGA, all cores together, of those that say so; null without a board. */
    public @Nullable Logic logic() {
        return parts.get(Logic.class);
    }

    /** Inputs and results that did not fit their formats, or are no numbers; null if all were fine or none computed. */
    public @Nullable Numbers numbers() {
        return parts.get(Numbers.class);
    }

    /** How it came about; null if whatever made it does not say. */
    public @Nullable Provenance provenance() {
        return parts.get(Provenance.class);
    }

    /** What leads where in the design; null if whatever made it does not say. */
    public @Nullable DataflowGraph dataflow() {
        return parts.get(DataflowGraph.class);
    }

    /** What it would take with one thing at a time twice as good; null if that was not asked. */
    public @Nullable Alternatives alternatives() {
        return parts.get(Alternatives.class);
    }

    /** What it did when; null if that was not asked. */
    public @Nullable Activity activity() {
        return parts.get(Activity.class);
    }

    /** Why it took as long as it did; null unless the run was recorded to its end. */
    public @Nullable Explanation explanation() {
        return parts.get(Explanation.class);
    }

    /**
     * Numbers that did not fit; of the rows that were computed.
     *
     * @param saturatedInputs of each tensor of the workload, numbers too large for its format that became the largest it has
     * @param tooLarge of each operator, results too large for the format that they were converted to, which became the largest
     *     it has, or infinite; also operands too large for the unit's
     * @param notFinite where NaN or an infinity appeared first; null if nowhere
     */
    public record Numbers(
            Map<String, Long> saturatedInputs,
            Map<String, Long> tooLarge,
            @Nullable NotFinite notFinite) {}

    /**
     * The first number that is none, or infinite; minus infinity in scores and their maxima means masked and is not meant.
     *
     * @param operator whose result it is
     * @param element its stream and place, as "S[layer 0, batch 0, head 0, queries 3, keys 5]"
     * @param value "NaN", "Infinity" or "-Infinity"
     * @param cycle of the firing that made it
     * @param stored of each tensor that was stored with such numbers, how many
     */
    public record NotFinite(String operator, String element, String value, long cycle, Map<String, Spoilt> stored) {}

    /**
     * Numbers of a stored tensor.
     *
     * @param nan that are NaN
     * @param infinite that are infinite
     * @param first the first of either
     */
    public record Spoilt(long nan, long infinite, String first) {}

    /**
     * How much was left out. Dense attention fetches every K and V row in fp32 and multiplies with all of them that the mask
     * allows: for each generated token, in a whole pass once for all queries.
     *
     * @param bytes K and V bytes read from memories
     * @param denseBytes of dense attention
     * @param dramReduction dense over actual
     * @param products multiplications of queries with kept keys and of probabilities with kept values, each once
     * @param denseProducts of dense attention
     * @param computeReduction dense over actual
     * @param keysKept share of the query-key pairs
     * @param valuesKept share of the probability-value pairs
     * @param rowsKept share of the rows (a head of a layer, for a query) that are there at all
     * @param refetchRate share of those rows whose low key bits are fetched
     * @param layers against dense attention, by layer; empty if numbers were not computed
     * @param linear the linear layers around attention; null if the workload does not say what they are
     */
    public record Sparsity(
            long bytes,
            long denseBytes,
            double dramReduction,
            long products,
            long denseProducts,
            double computeReduction,
            double keysKept,
            double valuesKept,
            double rowsKept,
            double refetchRate,
            List<LayerQuality> layers,
            @Nullable LinearWork linear) {}

    /**
     * A layer against dense attention on the same tensors; means over generated tokens where there are several.
     *
     * @param tokens tokens there as keys, in a whole pass as queries too
     * @param heads heads there
     * @param keyMass mean share of the dense probability mass that kept keys hold
     * @param leastKeyMass the smallest of any query
     * @param valueMass mean share that values added up hold
     * @param relativeError root of summed squared errors of the output over that of summed squared dense outputs
     * @param maxError largest error of an element
     * @param refetchRate share of its rows whose low key bits are fetched
     */
    public record LayerQuality(
            double tokens,
            double heads,
            double keyMass,
            double leastKeyMass,
            double valueMass,
            double relativeError,
            double maxError,
            double refetchRate) {}

    /** Value of {@code schema}. */
    public static final String SCHEMA = "headrace.result/1";

    /** Cycles not busy, by cause. For a unit {@code idle} is after its last firing; for an operator, when it is done. */
    public record Stalls(long input, long room, long unit, long memory, long idle) {
        /** Sum over the causes. */
        public long total() {
            return input + room + unit + memory + idle;
        }
    }

    /**
     * A shared unit; busy + stalls.total() = instances x cycles.
     *
     * @param utilization busy / (instances x cycles), 0 to 1
     * @param usefulOps arithmetic operations asked for (a multiply-accumulate counts 2), padding not counted
     * @param peakOpsPerCycle most useful operations one instance can do in a cycle, 0 if that means nothing
     * @param ends how much of the stalls lies before the first and after the last firing
     */
    public record UnitResult(
            String type,
            int instances,
            long busyCycles,
            double utilization,
            long usefulOps,
            double peakOpsPerCycle,
            long firings,
            double energyPj,
            Stalls stalls,
            Ends ends) {}

    /**
     * A unit's cycles before its first firing and after its last, summed over its instances.
     *
     * @param fill before the first firing; these cycles are among input, room, unit and memory of {@link Stalls}
     * @param drain idle after the last firing for another reason than imbalance: later units of the same core, and the
     *     last writes to memory
     * @param imbalance idle while the unit's core had done its share and others had not; drain + imbalance = idle
     */
    public record Ends(long fill, long drain, long imbalance) {}

    /** An operator; busy + stalls.total() = instances x cycles. */
    public record OperatorResult(
            String op, @Nullable String on, int instances, long firings, long busyCycles, Stalls stalls) {}

    /** Bytes of one tensor moved at a memory; padding of partial bursts is not in them. */
    public record Traffic(long readBytes, long writeBytes) {}

    /**
     * A memory outside the chip.
     *
     * @param fidelity "cycle" or "bandwidth"
     * @param bandwidthUtilization bytes that crossed the data pins (read, written and padding, but for reads answered from
     *     the write queue) / (peak bytes in the run's time), 0 to 1
     * @param energyByCommand what the energy went to: activate, read, write, refresh, background; may be empty
     * @param idle for a cycle-level memory, why its data bus was idle: cause to bus cycles; may be empty
     * @param flowByTensor for a cycle-level memory, how the bursts of each tensor fared; may be empty
     * @param flowByClient likewise those of each DMA engine
     * @param fetchers for a cycle-level memory, the fetchers that engines read through; may be empty
     */
    public record MemoryResult(
            String type,
            String fidelity,
            long readBytes,
            long writeBytes,
            long paddingBytes,
            Map<String, Traffic> byTensor,
            double peakBytesPerSecond,
            double bandwidthUtilization,
            long requests,
            long rowHits,
            long rowMisses,
            long rowConflicts,
            long refreshes,
            double averageReadLatencyCycles,
            double energyPj,
            Map<String, Double> energyByCommand,
            Map<String, Long> idle,
            Map<String, Flow> flowByTensor,
            Map<String, Flow> flowByClient,
            Map<String, Fetcher> fetchers) {}

    /**
     * A fetcher in front of a memory; cycles are those of the memory's clock. When nothing is under way, beats + padding beats =
     * lanes x lines.
     *
     * @param requests transfers that are complete
     * @param lines lines that have left, one a cycle at most
     * @param beats bursts that have come to their lanes
     * @param paddingBeats places of lines for which there was nothing to fetch
     * @param busyCycles cycles in which a request was being served
     * @param fullCycles cycles in which a line did not enter as the address FIFO of a lane was full
     * @param waitingCycles cycles in which the oldest line was partly there
     * @param lostLaneCycles lanes times cycles in which a lane's address waited as its channel took another lane's
     * @param limitedLaneCycles lanes times cycles in which a lane's address waited as its channel took none: the most bursts were
     *     under way, or the memory's queue was full
     * @param roomLaneCycles lanes times cycles in which a lane's address waited for room in its response FIFO
     * @param lostReturnCycles channels times cycles in which data waited as its lane took another channel's
     */
    public record Fetcher(
            long requests,
            long lines,
            long beats,
            long paddingBeats,
            long busyCycles,
            long fullCycles,
            long waitingCycles,
            long lostLaneCycles,
            long limitedLaneCycles,
            long roomLaneCycles,
            long lostReturnCycles) {}

    /**
     * How the bursts of one tensor, or of one DMA engine, fared at a memory.
     *
     * @param usefulBytes bytes that were asked for
     * @param movedBytes bytes of whole bursts
     * @param rowHits bursts that found their row open; misses found the bank closed, conflicts another row
     * @param averageReadLatencyCycles cycles of the memory's clock from acceptance to arrival, mean over the reads
     */
    public record Flow(
            long usefulBytes,
            long movedBytes,
            long rowHits,
            long rowMisses,
            long rowConflicts,
            double averageReadLatencyCycles) {}

    /** A FIFO; capacity in tokens, -1 if unbounded. Peak over all instances, tokens summed over them. */
    public record ChannelResult(long capacity, long peakTokens, long tokens) {}

    /**
     * Bytes on chip.
     *
     * @param peakBytes most bytes that were held at any one time, summed over buffers of one core (upper bound: each
     *     buffer's own peak)
     * @param byBuffer stream to its own peak bytes
     * @param capacity scratchpad to bytes it has
     * @param allocated scratchpad to bytes its buffers take up
     */
    public record OnChip(
            long peakBytes, Map<String, Long> byBuffer, Map<String, Long> capacity, Map<String, Long> allocated) {}

    /**
     * Sums over the run.
     *
     * @param flops useful operations of all units
     * @param arithmeticIntensity flops per byte moved at the memories
     * @param rooflineBoundSeconds least time that compute peaks and memory bandwidths allow; never above seconds
     * @param rooflineLimit the unit or memory that gives the bound
     * @param energyByPart unit or memory to picojoules; they add up to {@code energyPj}
     * @param energyByAction the same by action ("mac", "sram_read_byte", "static", a memory's commands); they add up to the part's
     * @param area of the chip; null if the hardware file names no table of costs
     * @param notes what has to be known about energy and area: models outside their range, what has no cost, choices
     */
    public record Totals(
            long flops,
            double energyPj,
            double arithmeticIntensity,
            double rooflineBoundSeconds,
            String rooflineLimit,
            Map<String, Double> energyByPart,
            Map<String, Map<String, Double>> energyByAction,
            @Nullable Area area,
            List<CostNote> notes) {}

    /**
     * Area on chip, all cores together; memories off chip have none.
     *
     * @param mm2 sum, in square millimetres
     * @param byUnit unit to square millimetres
     * @param byPart unit to kind of part to square millimetres
     * @param unknown units, or units and parts ("array.mac.fp8-e4m3"), that are not in it since nothing tells their area
     */
    public record Area(
            double mm2, Map<String, Double> byUnit, Map<String, Map<String, Double>> byPart, List<String> unknown) {}

    /** What a check of numbers came to. */
    public enum Verdict {
        /** Every number lies within a bound that wrong numbers would not have kept. */
        @JsonProperty("passed")
        PASSED("passed"),
        /** The check says nothing: its bound is infinite or too wide, or any numbers would have passed. */
        @JsonProperty("no useful check")
        NO_USEFUL_CHECK("no useful check"),
        /** Some number is wrong. */
        @JsonProperty("missed")
        MISSED("MISSED");

        private final String words;

        Verdict(String words) {
            this.words = words;
        }

        /** As people read it. */
        public String words() {
            return words;
        }

        /** The one of two that counts for both together. */
        Verdict and(Verdict other) {
            return compareTo(other) >= 0 ? this : other;
        }
    }

    /**
     * The check of the numbers against the golden model.
     *
     * @param mode "full" or "sample"
     * @param verdict of all that is checked together: missed if anything is, else without a useful check if anything is
     * @param passed true if the verdict is that
     * @param rowsChecked query rows of which numbers were compared, of all heads
     * @param outputsChecked elements of {@code tensor} compared
     * @param tensor what the numbers here are about: the first with the verdict, outputs of attention before all others
     * @param maxAbsError greatest difference; of two equal infinities it is 0, where one side alone is finite it is not counted
     *     here but in {@code notFinite}
     * @param bound greatest absolute error allowed, derived from the formats; infinite (null in JSON) if there is none
     * @param share error over its bound, where that is largest
     * @param boundFrom how the bound comes about, in words
     * @param notFinite elements that are not a number, or infinite where the golden model's are not or the other way round
     * @param why why the check is not useful, or what is missed beside the golden model; null if nothing is to be said
     * @param worst where the error takes up most of its bound, such as "o[layer 0, head 3, query 17, 5]"
     * @param reference the same outputs against the workload's reference file; null if it names none
     * @param waived rows of a run with pruning that were not compared, as the selections that differ were ties; null if none
     * @param others the other tensors that were checked
     * @param unchecked tensors that the design stores and the golden model does not know
     */
    public record Golden(
            String mode,
            Verdict verdict,
            boolean passed,
            long rowsChecked,
            long outputsChecked,
            String tensor,
            double maxAbsError,
            double maxRelError,
            double bound,
            double share,
            String boundFrom,
            long notFinite,
            @Nullable String why,
            @Nullable String worst,
            @Nullable Reference reference,
            @Nullable Long waived,
            List<TensorCheck> others,
            List<String> unchecked) {
        public Golden {
            if (passed != (verdict == Verdict.PASSED)) {
                throw new IllegalArgumentException("passed is " + passed + " with verdict " + verdict.words());
            }
            others = List.copyOf(others);
            unchecked = List.copyOf(unchecked);
        }
    }

    /** A stored tensor against the golden model; fields as in {@link Golden}. */
    public record TensorCheck(
            String tensor,
            Verdict verdict,
            long outputsChecked,
            double maxAbsError,
            double maxRelError,
            double bound,
            double share,
            String boundFrom,
            long notFinite,
            @Nullable String why,
            @Nullable String worst) {}

    /**
     * Stored outputs against outputs that were computed elsewhere, held to the golden check's bound plus the rounding of
     * the reference to fp32.
     *
     * @param file the file of reference outputs
     * @param worst where the error takes up most of its bound
     */
    public record Reference(
            String file,
            long outputsChecked,
            double maxAbsError,
            double maxRelError,
            double bound,
            Verdict verdict,
            @Nullable String worst) {}

    /**
     * One operator of a deadlock.
     *
     * @param reason what it waits for: "input", "room", or its "turn" in the static order of a unit
     * @param channel the FIFO, empty or full; the unit if it waits for its turn
     * @param occupancy slots of it that are held
     * @param capacity slots it has, -1 if unbounded
     * @param on operator at its other end, "" if there is none; whose turn it is
     */
    public record Wait(String operator, String reason, String channel, long occupancy, long capacity, String on) {}

    /**
     * Nothing can go on.
     *
     * @param cycle when the last thing happened
     * @param circle operators each waiting for the next, the last for the first
     * @param others further operators that wait
     * @param mend deeper FIFOs that let the run end, if they were searched for and found
     * @param orders orders of a stream's readers with which the run ends, if they were searched for and found
     */
    public record Deadlock(long cycle, List<Wait> circle, List<Wait> others, List<Mend> mend, List<Order> orders) {}

    /**
     * Readers of a stream in an order of declaration that mends a deadlock, all else being as it is.
     *
     * @param stream what they read
     * @param readers their names, the first to be sent a token first
     */
    public record Order(String stream, List<String> readers) {}

    /**
     * A deeper FIFO that mends a deadlock: one token less, and the run does not end.
     *
     * @param channel the FIFO
     * @param setting path of its depth, as {@code --set} takes it
     * @param depth tokens
     * @param alone whether this setting is enough by itself; all those that are not are needed together
     */
    public record Mend(String channel, String setting, long depth, boolean alone) {}

    /**
     * About the simulator, not the machine; the only part that differs from run to run.
     *
     * @param fastForward "on", or "off: " and why no repeated period could be skipped
     */
    public record Simulation(double wallSeconds, long events, double eventsPerSecond, String fastForward) {}
}
